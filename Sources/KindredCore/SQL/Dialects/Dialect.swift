/// A database's dialect of SQL.
///
/// Each driver module adds one: `KindredSQLite` has `Dialect.sqlite`, `KindredPostgres` has `Dialect.postgres`.
public struct Dialect: Sendable {
  /// The database's name.
  public let name: String
  package let rules: any DialectRules

  package init(name: String, rules: any DialectRules) {
    self.name = name
    self.rules = rules
  }

  /// Writes the statements of changes to a schema.
  package var schemaEditor: any SchemaEditor { rules.editor }
}

/// The differences between databases, in parts by topic.
///
/// `StandardSQL.swift` has default implementations of everything that the SQL standard defines; a dialect overrides
/// what it does differently. All other requirements have no default.
package protocol DialectRules: TypeRules, TextRules, StatementRules, SchemaRules {
  /// The database's yes-or-no features.
  var features: DialectFeatures { get }
}
