import KindredCore

/// What the statement that made a table says and the catalogue does not: checks, names of constraints, collations.
///
/// A name without quotation marks is written in any letters, so that columns are found by their names in capital ones.
struct SQLiteTableDefinition {
  /// The checks with their names, which may be missing, and the columns beside which they are written.
  private(set) var checks: [(name: String?, column: String?, text: String)] = []
  /// The names of constraints on columns.
  private var uniqueNames: [[String]: String] = [:]
  private var foreignKeyNames: [[String]: String] = [:]
  private var collations: [String: String] = [:]
  /// The column whose keys are never used twice.
  private var automaticColumn: String?

  func uniqueName(of columns: [String]) -> String? { uniqueNames[columns.map { $0.uppercased() }] }
  func foreignKeyName(of columns: [String]) -> String? { foreignKeyNames[columns.map { $0.uppercased() }] }
  func collation(of column: String) -> String? { collations[column.uppercased()] }
  func isAutomatic(_ column: String) -> Bool { automaticColumn == column.uppercased() }

  init(_ sql: String) {
    guard let body = SQLTokens(sql).parenthesised(from: 0)?.inside else { return }
    for part in body.parts { read(part) }
  }

  private static let constraintWords: Set<SQLTokens.Token> = [
    .word("CONSTRAINT"), .word("CHECK"), .word("UNIQUE"), .word("FOREIGN"), .word("PRIMARY"),
  ]

  private mutating func read(_ part: SQLTokens) {
    guard let first = part.tokens.first else { return }
    let isConstraint = Self.constraintWords.contains(first)
    let column = isConstraint ? nil : part.name(at: 0)?.uppercased()
    var name: String?
    var place = isConstraint ? 0 : 1
    while place < part.tokens.count {
      switch part.tokens[place] {
      case .word("CONSTRAINT"):
        name = part.name(at: place + 1)
        place += 2
      case .word("CHECK"):
        guard let (inside, next) = part.parenthesised(from: place) else { return }
        checks.append((name, column, inside.text))
        name = nil
        place = next
      case .word("UNIQUE") where isConstraint:
        guard let (inside, next) = part.parenthesised(from: place) else { return }
        uniqueNames[inside.parts.compactMap { $0.name(at: 0)?.uppercased() }] = name
        name = nil
        place = next
      case .word("FOREIGN"):
        guard let (inside, next) = part.parenthesised(from: place) else { return }
        foreignKeyNames[inside.parts.compactMap { $0.name(at: 0)?.uppercased() }] = name
        name = nil
        place = next
      case .word("COLLATE") where !isConstraint:
        if let column { collations[column] = part.name(at: place + 1) }
        place += 2
      case .word("AUTOINCREMENT"):
        automaticColumn = column
        place += 1
      case .symbol("("): place = (part.end(of: place) ?? part.tokens.count) + 1
      default: place += 1
      }
    }
  }
}

/// The elements and the condition of an index, from the statement that made it.
struct SQLiteIndexDefinition {
  /// The texts of the elements, without their order.
  let elements: [String]
  /// The text of the condition.
  let condition: String?

  init?(_ sql: String) {
    let tokens = SQLTokens(sql)
    guard let (inside, next) = tokens.parenthesised(from: 0) else { return nil }
    elements = inside.parts.map { part in
      var part = part
      while let last = part.tokens.last, last == .word("ASC") || last == .word("DESC") { part.tokens.removeLast() }
      return part.text
    }
    let rest = tokens.tokens.dropFirst(next)
    condition = rest.first == .word("WHERE") ? SQLTokens(rest.dropFirst()).text : nil
  }
}
