public import KindredCore

extension Dialect {
  /// SQLite, 3.35 or later.
  public static let sqlite = Dialect(name: "sqlite", rules: SQLiteRules())
}

/// How SQLite spells SQL, with the column types that Django gives it.
struct SQLiteRules: DialectRules {
  var identifierQuote: Unicode.Scalar { "\"" }
  var maximumIdentifierLength: Int { 1000 }
  var reportsInsertedKey: Bool { true }
  var explainPrefix: String { "EXPLAIN QUERY PLAN " }
  var unlimited: String? { "-1" }

  func placeholder(_ index: Int) -> String { "?\(index)" }

  func typeName(_ column: CreateTableStatement.ColumnDefinition) -> String {
    if column.isAutomatic { return "integer" }
    switch column.type.kind {
    case .integer(let bits, let isSigned):
      let name = bits == 64 ? "bigint" : bits == 32 ? "integer" : "smallint"
      return isSigned ? name : name + " unsigned"
    case .bool: return "bool"
    case .double, .float: return "real"
    case .decimal: return "decimal"
    case .text(let maxLength): return maxLength.map { "varchar(\($0))" } ?? "text"
    case .bytes: return "BLOB"
    case .timestamp: return "datetime"
    case .date: return "date"
    case .time: return "time"
    case .interval: return "bigint"
    case .uuid: return "char(32)"
    case .json, .array: return "text"
    }
  }

  func columnSuffix(_ column: CreateTableStatement.ColumnDefinition, quoted: String) -> String {
    if column.isAutomatic { return " AUTOINCREMENT" }
    switch column.type.kind {
    case .integer(_, isSigned: false): return " CHECK (\(quoted) >= 0)"
    case .json, .array: return " CHECK (JSON_VALID(\(quoted)) OR \(quoted) IS NULL)"
    default: return ""
    }
  }

  func currentTime(_ kind: DatabaseDefault) -> String {
    switch kind {
    case .currentDate: "CURRENT_DATE"
    case .currentTime: "CURRENT_TIME"
    default: "CURRENT_TIMESTAMP"
    }
  }

  func literal(_ value: DatabaseValue) -> String? {
    switch value {
    case .double(let value): return value.isInfinite ? (value < 0 ? "-9e999" : "9e999") : nil
    case .list(let values): return ListText.write(values).map { quoted(String(decoding: $0, as: UTF8.self)) }
    default: return nil
    }
  }
}
