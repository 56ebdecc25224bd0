/// The name of a dialect. Operations are spelled differently by dialect name.
public struct DialectName: Sendable, Hashable, ExpressibleByStringLiteral {
  /// The name.
  public let text: String

  /// Names a dialect.
  public init(_ text: String) { self.text = text }

  /// Names a dialect.
  public init(stringLiteral text: String) { self.init(text) }

  /// SQLite.
  public static let sqlite: DialectName = "sqlite"
  /// PostgreSQL.
  public static let postgres: DialectName = "postgres"
}
