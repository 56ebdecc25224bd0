import KindredCore

extension SQLiteRules {
  var maximumIdentifierLength: Int { 1000 }
  var editor: any SchemaEditor { SQLiteEditor() }
  var reader: any SchemaReader { SQLiteReader() }

  func columnSuffix(_ column: CreateTableStatement.ColumnDefinition, quoted: String) -> String {
    if column.isAutomatic { return " AUTOINCREMENT" }
    switch column.type.kind {
    case .integer(_, isSigned: false): return " CHECK (\(quoted) >= 0)"
    case .json, .array: return " CHECK (JSON_VALID(\(quoted)) OR \(quoted) IS NULL)"
    case .integer, .bool, .double, .float, .decimal, .text, .bytes, .timestamp, .date, .time, .interval, .uuid:
      return ""
    }
  }
}
