import Foundation
import Kindred
import KindredPostgres
import KindredSQLite

/// The database of the demo: the one of `DATABASE_URL`, or a file in a folder of its own that is removed at the end.
struct DemoDatabase {
  let database: Database
  /// Where it is, for the reader.
  let place: String
  private let folder: URL?

  static func open(options: Database.Options) async throws -> DemoDatabase {
    if let url = ProcessInfo.processInfo.environment["DATABASE_URL"], !url.isEmpty {
      return DemoDatabase(database: try await connect(to: url, options: options), place: url, folder: nil)
    }
    let folder = FileManager.default.temporaryDirectory.appending(path: "kindred-blog-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let path = folder.appending(path: "blog.sqlite").path()
    return DemoDatabase(database: try Database(sqlite: .file(path), options: options), place: path, folder: folder)
  }

  /// The one place that knows which kinds of database there are.
  private static func connect(to url: String, options: Database.Options) async throws -> Database {
    guard url.contains("://") else { return try Database(sqlite: SQLiteLocation(url), options: options) }
    switch url.prefix(while: { $0 != ":" }) {
    case "sqlite": return try Database(sqlite: SQLiteLocation(url), options: options)
    case "postgres", "postgresql":
      return try await Database(postgres: PostgresConfiguration(url), options: options)
    case let scheme: throw UnknownDatabase(scheme: String(scheme))
    }
  }

  func close() async throws {
    await database.close()
    if let folder { try FileManager.default.removeItem(at: folder) }
  }
}

/// `DATABASE_URL` names a kind of database that the demo cannot use.
struct UnknownDatabase: Error, CustomStringConvertible {
  let scheme: String

  var description: String {
    "DATABASE_URL starts with \"\(scheme):\", which the demo does not know; use a URL such as sqlite:blog.sqlite or postgres:///blog"
  }
}
