#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

// Look-ups and functions on JSON documents by name. Behind a document, every part of a path that is no look-up is a key, or
// an index if it is an integer: `data__owner__pets__0__name`.

extension NamedLookup {
  static let documents: [NamedLookup] =
    compared + membershipsOfDocuments + contained + keys + textsOfDocuments

  /// Comparisons with any JSON: a text is a text of JSON, as in Swift.
  private static let compared: [NamedLookup] = comparisons.map { lookup in
    NamedLookup(lookup.name, for: { $0.isAnyDocument }) { subject, operand, purpose in
      if operand.isNull, subject.node.isPlaceInDocument, let isNull = subject.node.isJSONNull(lookup.name) {
        return isNull
      }
      return try lookup.apply(subject, operand.document(), purpose)
    }
  }

  private static let membershipsOfDocuments: [NamedLookup] = memberships.map { lookup in
    NamedLookup(lookup.name, for: { $0.isAnyDocument }) { subject, operand, purpose in
      guard !operand.isQuery else { return try lookup.apply(subject, operand, purpose) }
      let items = try operand.items(of: lookup.name).map { try $0.document() }
      return try lookup.apply(subject, DynamicOperand(.list(items)), purpose)
    }
  }

  private static let contained: [NamedLookup] = [
    ofDocument("contains", .jsonContains), ofDocument("containedby", .jsonContainedBy),
  ]

  private static func ofDocument(_ name: String, _ operation: SQLOperation) -> NamedLookup {
    NamedLookup(name, for: { $0.isDocument }) { subject, operand, _ in
      if operand.isNull { throw noNull(name) }
      return .operation(operation, [subject.node, try operand.document().expression(as: JSONValue.self).node])
    }
  }

  private static let keys: [NamedLookup] = [
    NamedLookup("haskey", for: { $0.isDocument }) { subject, operand, _ in
      .operation(.jsonHasKey, [subject.node, .value(of: try operand.value(as: String.self))])
    },
    ofKeys("haskeys", .jsonHasKeys), ofKeys("hasanykeys", .jsonHasAnyKeys),
  ]

  private static func ofKeys(_ name: String, _ operation: SQLOperation) -> NamedLookup {
    NamedLookup(name, for: { $0.isDocument }) { subject, operand, _ in
      let keys = try operand.items(of: name).map { try $0.value(as: String.self) }
      return .operation(operation, [subject.node, .value(of: keys)])
    }
  }

  /// The look-ups on the text of a document. `contains` is the one of documents.
  private static let textsOfDocuments: [NamedLookup] = texts.compactMap { lookup in
    guard lookup.name != "contains", lookup.accepts(String.self) else { return nil }
    return NamedLookup(lookup.name, for: { $0.isDocument }) { subject, operand, purpose in
      let text = DynamicExpression(.json(.jsonText, at: [], of: subject.node), String.self)
      return try lookup.apply(text, operand, purpose)
    }
  }
}

extension NamedFunction {
  /// None of them is a transform: in a path, their names are keys.
  static let documents: [NamedFunction] = [
    NamedFunction("kt", of: .json, isTransform: false) {
      DynamicExpression(.json(.jsonText, at: [], of: $0.node), String.self)
    },
    NamedFunction("jsontype", of: .json, isTransform: false) {
      DynamicExpression(.json(.jsonType, at: [], of: $0.node), String.self)
    },
    NamedFunction("jsoncount", of: .json, isTransform: false) {
      DynamicExpression(.json(.jsonCount, at: [], of: $0.node), Int.self)
    },
    NamedFunction("jsonobject", 0...100, of: "a key", isTransform: false) { operands, _ in
      guard operands.count.isMultiple(of: 2) else { throw NeedError("keys and values in turn") }
      let nodes = try operands.enumerated().map { index, operand in
        index.isMultiple(of: 2) ? .value(of: try operand.value(as: String.self)) : try operand.member()
      }
      return DynamicExpression(.operation(.jsonObject, nodes), JSONValue.self)
    },
    NamedFunction("jsonarray", 0...100, of: "a value", isTransform: false) { operands, _ in
      DynamicExpression(.operation(.jsonArray, try operands.map { try $0.member() }), JSONValue.self)
    },
  ]
}

extension FieldValue {
  /// Whether it is a document of any form, and not one of a Swift type.
  fileprivate static var isAnyDocument: Bool {
    func isAny<Value: JSONFieldValue>(_: Value.Type) -> Bool { Value.Document.self == JSONValue.self }
    return (Base.self as? any JSONFieldValue.Type).map { isAny($0) } ?? false
  }

  fileprivate static var isDocument: Bool { isJSONDocument }
}

extension ExpressionNode {
  /// Whether it is a place in a document, and not the whole of it.
  fileprivate var isPlaceInDocument: Bool {
    if case .operation(.jsonGet, _) = unscoped { true } else { false }
  }

  /// Whether there is the null of JSON at the place: what `exact` with nil means there, and `ne` does not.
  fileprivate func isJSONNull(_ lookup: String) -> ExpressionNode? {
    let isNull = ExpressionNode.json(.isJSONNull, at: [], of: self)
    switch lookup {
    case "exact": return isNull
    case "ne": return .negation(isNull)
    default: return nil
    }
  }
}

extension DynamicOperand {
  fileprivate var isQuery: Bool {
    switch form {
    case .query, .column: true
    case .expression, .value, .unstorable, .object, .list, .text: false
    }
  }

  /// The operand with JSON in place of values. A text from outside that is no JSON is a text of JSON.
  fileprivate func document() throws -> DynamicOperand {
    switch form {
    case .value(let value): return value.isNull ? self : DynamicOperand(.value(try JSONValue(value).databaseValue()))
    case .text(let text):
      return DynamicOperand(.value(try (JSONValue(json: text) ?? .string(text)).databaseValue()))
    case .list(let items):
      let values = try items.map { item -> JSONValue in
        guard case .value(let value) = item.form else {
          throw KindredError(
            .invalidQuery, "An array of JSON has plain values; \"jsonarray\" makes one of expressions.")
        }
        return try JSONValue(value)
      }
      return DynamicOperand(.value(try JSONValue.array(values).databaseValue()))
    case .expression, .unstorable, .object, .query, .column: return self
    }
  }

  /// The operand as a member of a document that the query makes.
  fileprivate func member() throws -> ExpressionNode {
    if isNull { return .value(of: JSONValue.null) }
    if case .value(.list) = form { return try document().expression(as: JSONValue.self).node }
    let expression = try natural()
    return .json(of: expression.node, expression.type)
  }
}

extension JSONValue {
  /// A value of a column as JSON.
  ///
  /// - Throws: ``FieldValueError`` for a value that JSON does not have.
  fileprivate init(_ value: DatabaseValue) throws {
    switch value {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .integer(let value): self = .number(JSONNumber(value))
    case .double(let value): self = .number(try JSONValue.number(JSONNumber(value)))
    case .decimal(let value): self = .number(try JSONValue.number(JSONNumber(value)))
    case .text(let value): self = .string(value)
    case .uuid(let value): self = .string(value.uuidString)
    case .list(let values): self = .array(try values.map { try JSONValue($0) })
    case .json(let bytes):
      guard let value = JSONValue(json: String(decoding: bytes, as: UTF8.self)) else {
        throw FieldValueError.expected("a JSON document")
      }
      self = value
    case .bytes, .timestamp, .date, .time, .interval:
      throw FieldValueError("JSON has no such values; pass a text or a number")
    }
  }

  private static func number(_ number: JSONNumber?) throws -> JSONNumber {
    guard let number else { throw FieldValueError.expected("a number of JSON") }
    return number
  }
}
