import KindredCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension SQLiteRules {
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

  func literal(_ value: DatabaseValue) -> String? {
    switch value {
    case .bool(let value): return value ? "1" : "0"
    case .double(let value): return value.isInfinite ? (value < 0 ? "-9e999" : "9e999") : nil
    case .list(let values): return ListText.write(values).map { quoted(String(decoding: $0, as: UTF8.self)) }
    case .null, .integer, .decimal, .text, .bytes, .timestamp, .date, .time, .interval, .uuid, .json: return nil
    }
  }

  /// Long lists are bound as one JSON array, so that they have no maximum length and share a statement.
  func listParameter(_ values: [DatabaseValue]) -> DatabaseValue {
    ListText.write(values).map { .json($0) } ?? .list(values)
  }
}
