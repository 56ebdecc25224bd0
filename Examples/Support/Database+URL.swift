public import Kindred
import KindredPostgres
import KindredSQLite

extension Database {
  /// Opens the database of a URL, as the examples get it from `DATABASE_URL`. This is the one place that knows which
  /// kinds of database there are.
  public static func connect(to url: String, options: Options) async throws -> Database {
    guard url.contains("://") else { return try Database(sqlite: SQLiteLocation(url), options: options) }
    switch url.prefix(while: { $0 != ":" }) {
    case "sqlite": return try Database(sqlite: SQLiteLocation(url), options: options)
    case "postgres", "postgresql":
      return try await Database(postgres: PostgresConfiguration(url), options: options)
    case let scheme: throw UnknownDatabase(scheme: String(scheme))
    }
  }
}

/// `DATABASE_URL` names a kind of database that the examples cannot use.
public struct UnknownDatabase: Error, CustomStringConvertible {
  let scheme: String

  /// What the URL says, and what would do.
  public var description: String {
    "DATABASE_URL starts with \"\(scheme):\", which the examples do not know; use a URL such as sqlite:blog.sqlite or "
      + "postgres:///blog"
  }
}
