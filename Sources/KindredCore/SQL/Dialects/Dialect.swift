/// How one database spells SQL.
///
/// Each driver's module adds its own: `Dialect.sqlite` comes with `KindredSQLite`, `Dialect.postgres` with
/// `KindredPostgres`.
public struct Dialect: Sendable {
  /// The database's name.
  public let name: String
  package let rules: any DialectRules

  package init(name: String, rules: any DialectRules) {
    self.name = name
    self.rules = rules
  }
}

/// What differs between databases, in parts by concern.
///
/// What the SQL standard says is there already, in `StandardSQL.swift`; a dialect says what it has otherwise. What is no
/// standard has no default: every dialect says it.
package protocol DialectRules: TypeRules, TextRules, StatementRules, SchemaRules {
  /// What the database can do, and what it asks for.
  var features: DialectFeatures { get }
}
