// The operations on JSON documents. Those on a path have the document as their first operand, and then the path's
// elements: texts are keys, integers are indexes.
//
// PostgreSQL has `jsonb` with its operators. On SQLite a document is text; Kindred's own functions do the same as
// `jsonb`. SQLite's functions are not used: they do not tell 1 from true, and do not find all keys.

extension SQLOperation {
  /// The JSON at a path.
  static let jsonGet = SQLOperation(
    "JSON path", nulls: .nullIfAnyNull, spelling: .written(JSONArrows(), .other, infersTypes: false),
    in: [.sqlite: .call("kindred_json_get")])

  /// The text at a path.
  static let jsonText = SQLOperation(
    "JSON text", nulls: .nullIfAnyNull, spelling: .written(JSONArrows(givesText: true), .other, infersTypes: false),
    in: [.sqlite: .call("kindred_json_text")])

  /// The name of the type at a path.
  static let jsonType = SQLOperation(
    "JSON type", nulls: .nullIfAnyNull,
    spelling: .written(JSONArrows(before: "jsonb_typeof(", after: ")"), .primary, infersTypes: false),
    in: [.sqlite: .call("kindred_json_type")])

  /// The number of an array's elements.
  static let jsonCount = SQLOperation(
    "JSON count", nulls: .nullIfAnyNull, spelling: .written(JSONCountSpelling(), .primary, infersTypes: false),
    in: [.sqlite: .call("kindred_json_count")])

  /// A document as a value that is compared: documents with equal values are equal, whatever their texts.
  static let jsonComparable = SQLOperation(
    "JSON value", spelling: .operand, in: [.sqlite: .call("kindred_json_order")])

  /// A path as a value that is compared.
  static let jsonComparableGet = SQLOperation(
    "JSON value", nulls: .nullIfAnyNull, spelling: .written(JSONArrows(), .other, infersTypes: false),
    in: [.sqlite: .call("kindred_json_order")])

  /// The JSON null.
  static let isJSONNull = SQLOperation(
    "isJSONNull", kind: .predicate, nulls: .nullIfAnyNull,
    spelling: .written(
      JSONArrows(before: "jsonb_typeof(", after: ") = 'null'"), .predicate, infersTypes: false),
    in: [.sqlite: .written(JSONNullSpelling(), .predicate, infersTypes: false)])

  static let jsonContains = SQLOperation(
    "contains", kind: .predicate, spelling: .infix("@>", .other), in: [.sqlite: .call("kindred_json_contains")])
  static let jsonContainedBy = SQLOperation(
    "containedBy", kind: .predicate, spelling: .infix("<@", .other),
    in: [.sqlite: .template("kindred_json_contains({1}, {0})")])
  static let jsonHasKey = SQLOperation(
    "hasKey", kind: .predicate, spelling: .infix("?", .other), in: [.sqlite: .call("kindred_json_has_key")])
  static let jsonHasKeys = SQLOperation(
    "hasKeys", kind: .predicate, spelling: .infix("?&", .other), in: [.sqlite: .call("kindred_json_has_keys")])
  static let jsonHasAnyKeys = SQLOperation(
    "hasAnyKeys", kind: .predicate, spelling: .infix("?|", .other), in: [.sqlite: .call("kindred_json_has_any_key")])

  /// A document with another value at a path. The operands are the document, the path as an array, and the value.
  static let jsonSet = SQLOperation(
    "JSON set", nulls: .nullIfAnyNull, spelling: .template("jsonb_set({0}, {1}, COALESCE({2}, 'null'::jsonb))"),
    in: [.sqlite: .call("kindred_json_set")])

  /// A document without what is at a path. The operands are the document and the path as an array.
  static let jsonRemove = SQLOperation(
    "JSON remove", nulls: .nullIfAnyNull, spelling: .infix("#-", .other, infersTypes: false),
    in: [.sqlite: .call("kindred_json_remove")])

  /// An object of keys and JSON values in turn.
  static let jsonObject = SQLOperation(
    "JSON object", nulls: .never, spelling: .call("jsonb_build_object"), in: [.sqlite: .call("kindred_json_object")])
  static let jsonArray = SQLOperation(
    "JSON array", nulls: .never, spelling: .call("jsonb_build_array"), in: [.sqlite: .call("kindred_json_array")])

  /// Whether the result is a JSON document, so that it is compared as one.
  var givesJSON: Bool {
    self == .jsonGet || self == .jsonSet || self == .jsonRemove || self == .jsonObject || self == .jsonArray
  }

  /// Whether the result is one of the operands.
  var givesOperand: Bool { self == .coalesce || self == .nullIf || self == .conditional }
}

/// `data -> key -> index`, and text around it. It is how PostgreSQL writes a path.
struct JSONArrows: SQLWriting {
  /// Whether the last arrow gives text.
  var givesText = false
  var before = ""
  var after = ""

  func write(_ operands: [SQLExpression], to writer: inout SQLWriter) {
    guard let base = operands.first else { return }
    writer.write(verbatim: before)
    writer.write(operand: base, binding: .primary, casting: true)
    let path = operands.dropFirst()
    for (index, element) in path.enumerated() {
      writer.write(verbatim: givesText && index == path.count - 1 ? " ->> " : " -> ")
      writer.write(operand: element, binding: .primary, casting: true)
    }
    if givesText && path.isEmpty { writer.write(" #>> '{}'") }
    writer.write(verbatim: after)
  }
}

/// On SQLite, `kindred_json_type(…) = 'null'`.
private struct JSONNullSpelling: SQLWriting {
  func write(_ operands: [SQLExpression], to writer: inout SQLWriter) {
    writer.write(.operation(.jsonType, operands))
    writer.write(" = 'null'")
  }
}

/// The server's function throws for what is not an array.
private struct JSONCountSpelling: SQLWriting {
  func write(_ operands: [SQLExpression], to writer: inout SQLWriter) {
    JSONArrows(before: "CASE jsonb_typeof(", after: ") WHEN 'array'").write(operands, to: &writer)
    JSONArrows(before: " THEN jsonb_array_length(", after: ") END").write(operands, to: &writer)
  }
}
