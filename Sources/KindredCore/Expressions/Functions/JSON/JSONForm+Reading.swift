// Values of Swift types out of JSON documents.

extension JSONForm.Kind {
  /// The operation that reads the value at a path; nil if there is none.
  var reading: SQLOperation? {
    switch self {
    case .text: return .jsonText
    case .integer(let bits, let low, let high):
      return .jsonReading(
        JSONFilter(self, type: bits == 64 ? "bigint" : bits == 32 ? "integer" : "smallint"),
        sqlite: JSONCall("kindred_json_integer", low, high))
    case .real: return .jsonReading(JSONFilter(self, type: "double precision"), sqlite: JSONCall("kindred_json_real"))
    case .float: return .jsonReading(JSONFilter(self, type: "real"), sqlite: JSONCall("kindred_json_float"))
    case .decimal: return .jsonReading(JSONFilter(self, type: "numeric"), sqlite: JSONCall("kindred_json_decimal"))
    case .bool: return .jsonReading(JSONFilter(self, type: "boolean"), sqlite: JSONCall("kindred_json_bool"))
    case .uuid: return .jsonReading(JSONFilter(self, type: "uuid"), sqlite: JSONCall("kindred_json_uuid"))
    case .date:
      return .jsonReading(JSONFilter(self, type: "numeric"), .other, sqlite: JSONCall("kindred_json_date"))
    case .list(let element):
      guard let name = element.listName else { return nil }
      return .jsonReading(JSONListSpelling(element: element), sqlite: JSONCall(name))
    }
  }

  /// The function of SQLite that gives an array of such elements.
  private var listName: String? {
    switch self {
    case .text: "kindred_json_texts"
    case .integer: "kindred_json_integers"
    case .real: "kindred_json_reals"
    case .bool: "kindred_json_bools"
    case .float, .decimal, .uuid, .date, .list: nil
    }
  }

  /// What PostgreSQL's path language checks of a value, so that no cast of it throws; nil if nothing is checked.
  fileprivate var condition: String? {
    let isNumber = #"@.type() == "number""#
    switch self {
    case .text, .list: return nil
    case .integer(_, let low, let high): return "\(isNumber) && @.floor() == @ && @ >= \(low) && @ <= \(high)"
    case .real: return "\(isNumber) && (@ == 0 || @.abs() > 2.5e-324 && @.abs() < 1.7976931348623158e308)"
    case .float: return "\(isNumber) && (@ == 0 || @.abs() > 7.1e-46 && @.abs() < 3.4028235677973366e38)"
    case .decimal: return isNumber
    case .bool: return #"@.type() == "boolean""#
    case .uuid:
      return #"@ like_regex "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$""#
    // From the year 1 to 9999.
    case .date: return "\(isNumber) && @ >= -63113904000 && @ < 252423993600"
    }
  }
}

extension SQLOperation {
  fileprivate static func jsonReading(
    _ postgres: some SQLWriting, _ precedence: SQLPrecedence = .primary, sqlite: some SQLWriting
  ) -> SQLOperation {
    SQLOperation(
      "JSON value", nulls: .nullIfAnyNull, spelling: .written(postgres, precedence, infersTypes: false),
      in: [.sqlite: .written(sqlite, .primary, infersTypes: false)])
  }
}

/// A call whose first arguments are constants.
private struct JSONCall: SQLWriting {
  let name: String
  let constants: [Int64]

  init(_ name: String, _ constants: Int64...) {
    self.name = name
    self.constants = constants
  }

  func write(_ operands: [SQLExpression], to writer: inout SQLWriter) {
    writer.write(verbatim: name)
    writer.parenthesised { writer in
      for constant in constants { writer.write(verbatim: "\(constant), ") }
      writer.list(operands) { $0.write(argument: $1) }
    }
  }
}

/// A cast of what is at a path, if it is of the type: a cast of anything else would throw.
private struct JSONFilter: SQLWriting {
  let kind: JSONForm.Kind
  let type: String

  init(_ kind: JSONForm.Kind, type: String) {
    self.kind = kind
    self.type = type
  }

  func write(_ operands: [SQLExpression], to writer: inout SQLWriter) {
    switch kind {
    case .date:
      writer.write("TIMESTAMPTZ '2001-01-01 00:00:00+00' + CAST(ROUND(")
      cast(operands, to: &writer)
      writer.write(" * 1000000) AS double precision) * INTERVAL '1 microsecond'")
    case .text, .integer, .real, .float, .decimal, .bool, .uuid, .list: cast(operands, to: &writer)
    }
  }

  private func cast(_ operands: [SQLExpression], to writer: inout SQLWriter) {
    writer.write("CAST(")
    JSONArrows(
      before: "jsonb_path_query_first(", after: ", 'strict $ ? (\(kind.condition ?? "true"))')"
    ).write(operands, to: &writer)
    // There is no cast from jsonb to uuid.
    if kind == .uuid { writer.write(" #>> '{}'") }
    writer.write(verbatim: " AS \(type))")
  }
}

/// An array of what is at a path, with NULL in place of elements of other types; NULL if it is no array.
private struct JSONListSpelling: SQLWriting {
  let element: JSONForm.Kind

  func write(_ operands: [SQLExpression], to writer: inout SQLWriter) {
    JSONArrows(before: "CASE jsonb_typeof(", after: ") WHEN 'array' THEN ARRAY(SELECT ").write(operands, to: &writer)
    if element == .text {
      JSONArrows(before: "value FROM jsonb_array_elements_text(", after: ") AS element(value)) END")
        .write(operands, to: &writer)
    } else {
      let value = SQLExpression.column(SQLColumn(table: "", name: "value", isNullable: true))
      if let reading = element.reading { writer.write(.operation(reading, [value])) }
      JSONArrows(before: " FROM jsonb_array_elements(", after: ") AS element(value)) END").write(operands, to: &writer)
    }
  }
}
