import KindredCore

extension PostgresRules {
  func typeName(_ column: CreateTableStatement.ColumnDefinition) -> String {
    Self.typeName(column.type.kind)
  }

  private static func typeName(_ kind: ColumnType.Kind) -> String {
    switch kind {
    case .integer(let bits, _): bits == 64 ? "bigint" : bits == 32 ? "integer" : "smallint"
    case .bool: "boolean"
    case .double: "double precision"
    case .float: "real"
    case .decimal(let digits, let places): Self.numeric(digits, places)
    case .text(let maxLength): maxLength.map { "varchar(\($0))" } ?? "text"
    case .bytes: "bytea"
    case .timestamp: "timestamp with time zone"
    case .date: "date"
    case .time: "time"
    case .interval: "interval"
    case .uuid: "uuid"
    case .json: "jsonb"
    case .array(let element): typeName(element) + "[]"
    }
  }

  private static func numeric(_ digits: Int?, _ places: Int?) -> String {
    guard let digits else { return "numeric" }
    return "numeric(\(digits), \(places ?? 0))"
  }

  /// Without a cast, the server treats a lone parameter as text, or cannot choose between overloaded functions.
  func cast(of type: ColumnType) -> String { "::" + Self.typeName(type.withoutLimits.kind) }

  func literal(_ value: DatabaseValue) -> String? {
    switch value {
    case .bool(let value): return value ? "TRUE" : "FALSE"
    case .double(let value): return value.isFinite ? nil : "'\(value)'::double precision"
    case .interval(let microseconds): return "INTERVAL '\(microseconds) microseconds'"
    case .bytes(let bytes):
      let digits = bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }
      return "'\\x\(digits.joined())'::bytea"
    // UTC, independent of the session's time zone.
    case .timestamp(let value):
      return quoted(String(decoding: Gregorian.timestampText(microseconds: value), as: UTF8.self) + "+00")
    case .list(let values): return quoted("{\(values.map(element).joined(separator: ","))}")
    case .null, .integer, .decimal, .text, .date, .time, .uuid, .json: return nil
    }
  }

  /// Text with a backslash is written as an escape string, which does not depend on the server's settings.
  func quoted(_ text: String) -> String {
    guard text.unicodeScalars.contains("\\") else { return "'" + text.doubling("'") + "'" }
    return "E'" + text.doubling("'").doubling("\\") + "'"
  }

  /// An array element in text form, inside a constant.
  private func element(_ value: DatabaseValue) -> String {
    func quoted(_ text: String) -> String { "\"" + text.inserting("\\", before: "\\", "\"") + "\"" }
    switch value {
    case .null: return "NULL"
    case .bool(let value): return value ? "t" : "f"
    case .integer(let value): return "\(value)"
    case .double(let value): return "\(value)"
    case .text(let text): return quoted(text)
    case .uuid(let value): return "\(value)"
    case .timestamp(let value):
      return quoted(String(decoding: Gregorian.timestampText(microseconds: value), as: UTF8.self) + "+00")
    case .date(let days): return quoted(CalendarDate(daysSince1970: days).description)
    // Arrays have no such elements.
    case .decimal, .bytes, .time, .interval, .list, .json: return "NULL"
    }
  }

  /// A long list is bound as an array.
  func listParameter(_ values: [DatabaseValue]) -> DatabaseValue { .list(values) }
}
