import Foundation
import KindredCore
import KindredMigrations
import KindredPostgres
import KindredSQLite
import PostgresTestServer
import Testing

/// The databases that migrations are tested on.
enum MigrationBackend: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case sqlite, postgres

  var testDescription: String { rawValue }
}

/// An empty database of a test, and how another process opens it.
struct MigrationBench: Sendable {
  let backend: MigrationBackend
  /// A path or a connection string.
  let place: String
  let database: Database

  /// Opens the database once more, as another process would.
  func opened() async throws -> Database {
    switch backend {
    case .sqlite: try Database(sqlite: place)
    case .postgres: try await Database(postgres: PostgresConfiguration(place, maximumConnections: 3))
    }
  }

  /// Opens a database by its place.
  static func open(_ place: String) async throws -> Database {
    place.hasSuffix(".sqlite")
      ? try Database(sqlite: place) : try await Database(postgres: PostgresConfiguration(place))
  }

  /// The values of one column.
  func texts(_ sql: RawSQL) async throws -> [String] { try await database.query(sql, as: String.self).all() }
  func numbers(_ sql: RawSQL) async throws -> [Int] { try await database.query(sql, as: Int.self).all() }

  /// The names of the migrations that are recorded, with their status.
  func recorded() async throws -> [String] {
    try await texts("SELECT app || '.' || name || ' ' || status FROM kindred_migrations ORDER BY app, name")
  }
}

/// Runs a test with an empty database.
func withBench(_ backend: MigrationBackend, _ body: (MigrationBench) async throws -> Void) async throws {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("kindred-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let place: String
  let database: Database
  switch backend {
  case .sqlite:
    place = folder.appendingPathComponent("test.sqlite").path
    database = try Database(sqlite: place)
  case .postgres:
    place = try Cluster.shared.newDatabase()
    database = try await Database(postgres: PostgresConfiguration(place))
  }
  do {
    try await body(MigrationBench(backend: backend, place: place, database: database))
  } catch {
    await database.close()
    throw error
  }
  await database.close()
}

/// The program that migrates and is killed.
enum MigrationProgram {
  private static var path: URL? {
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    for _ in 0..<6 {
      let program = folder.appendingPathComponent("MigrationProcess")
      if FileManager.default.isExecutableFile(atPath: program.path) { return program }
      folder.deleteLastPathComponent()
    }
    return nil
  }

  /// How a process ended.
  enum Ending: Hashable { case killed, exited(Int32) }

  /// Runs the program until it ends.
  ///
  /// - Parameters:
  ///   - place: Where it is killed; nil if it is not.
  ///   - target: `latest`, `zero` or the name of a migration.
  static func run(on bench: MigrationBench, place: Int?, to target: String = "latest") async throws -> Ending {
    let process = Process()
    process.executableURL = try #require(path, "The program MigrationProcess is not built")
    process.arguments = [bench.backend.rawValue, bench.place, "\(place ?? -1)", target]
    return try await withCheckedThrowingContinuation { continuation in
      process.terminationHandler = {
        continuation.resume(
          returning: $0.terminationReason == .uncaughtSignal ? .killed : .exited($0.terminationStatus))
      }
      do { try process.run() } catch { continuation.resume(throwing: error) }
    }
  }
}
