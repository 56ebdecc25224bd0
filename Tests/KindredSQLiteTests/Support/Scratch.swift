import Foundation
import KindredCore
import KindredSQLite

/// A database of a test's own, in a folder that is removed afterwards.
struct Scratch {
  let database: Database
  let path: String

  /// Runs the closure with a new file that has the tables of the models; the closure's queries use it.
  static func run<Result>(
    _ models: [any Model.Type] = [], configuration: SQLiteConfiguration = SQLiteConfiguration(),
    options: Database.Options = Database.Options(), _ body: (Scratch) async throws -> Result
  ) async throws -> Result {
    try await withFolder { folder in
      let path = folder + "/scratch.sqlite"
      let database = try Database(sqlite: .file(path), configuration: configuration, options: options)
      return try await database.use {
        try await database.createTables(for: models)
        let result = try await body(Scratch(database: database, path: path))
        await database.close()
        return result
      }
    }
  }

  /// Runs the closure with the path of a new folder.
  static func withFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("kindred-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder.path)
  }

  /// Runs the closure with a database in memory.
  static func inMemory<Result>(
    _ models: [any Model.Type], configuration: SQLiteConfiguration = SQLiteConfiguration(),
    _ body: (Database) async throws -> Result
  ) async throws -> Result {
    let database = try Database(sqlite: .inMemory, configuration: configuration)
    return try await database.use {
      try await database.createTables(for: models)
      let result = try await body(database)
      await database.close()
      return result
    }
  }

  /// The file through the C library.
  var raw: Raw { get throws { try Raw(path) } }
}

/// The error that the closure throws; nil when it throws none, or another kind.
func kindredError(_ body: () async throws -> Void) async -> KindredError? {
  do {
    try await body()
    return nil
  } catch {
    return error as? KindredError
  }
}

/// Lets others run until the condition holds; false when it does not within very many turns.
func eventually(_ condition: () throws -> Bool) async rethrows -> Bool {
  for _ in 0..<1_000_000 {
    if try condition() { return true }
    await Task.yield()
  }
  return false
}
