/// The name of a dialect, under which operations have a spelling of its own.
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
