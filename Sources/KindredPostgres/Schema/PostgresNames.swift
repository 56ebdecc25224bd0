import KindredCore

// The names that PostgreSQL gives to constraints which are written without one.

extension PostgresRules {
  /// The name of a primary key.
  static func keyName(of table: String) -> String { objectName(table, nil, "pkey") }

  /// The name of the check that is written beside a column.
  static func columnCheckName(of column: String, in table: String) -> String { objectName(table, column, "check") }

  func uniqueName(table: String, column: String) -> String? { Self.objectName(table, column, "key") }

  /// A name as `makeObjectName` of the server makes it: the longer one of table and column is shortened.
  private static func objectName(_ table: String, _ column: String?, _ label: String) -> String {
    let available = 63 - label.utf8.count - 1 - (column == nil ? 0 : 1)
    var (first, second) = (table.utf8.count, column?.utf8.count ?? 0)
    while first + second > available { if first > second { first -= 1 } else { second -= 1 } }
    let parts = [clipped(table, to: first)] + (column.map { [clipped($0, to: second)] } ?? [])
    return (parts + [label]).joined(separator: "_")
  }

  /// The beginning of a text, without half a character.
  private static func clipped(_ text: String, to length: Int) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      guard result.utf8.count + UTF8.width(scalar) <= length else { break }
      result.unicodeScalars.append(scalar)
    }
    return result
  }
}
