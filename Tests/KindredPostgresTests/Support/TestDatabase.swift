import KindredCore
import KindredPostgres
import PostgresTestServer
import Synchronization
import Testing

@testable import HandWritten

/// The statements that ran, in order.
final class StatementLog: Sendable {
  private let statements = Mutex<[String]>([])

  func add(_ event: StatementEvent) { statements.withLock { $0.append(event.sql) } }

  /// The statements since the last call.
  func take() -> [String] {
    statements.withLock { statements in
      defer { statements = [] }
      return statements
    }
  }
}

/// The database and tables of a test.
struct TestBench: Sendable {
  let database: Database
  let settings: String
  let log: StatementLog

  /// A second connection to the same database.
  func raw() throws -> RawConnection { try RawConnection(settings) }

  /// Has rows when a connection to the database waits for a lock.
  static let waitsForALock = """
    SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
    """

  /// Waits until a question to the server has rows.
  func waitUntil(_ sql: String) async throws {
    let raw = try raw()
    for _ in 0..<500 {
      if try !raw.run(sql).isEmpty { return }
      try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("It did not come to pass: \(sql)")
  }
}

/// Runs a test on a database of its own, with the tables of the models of this target.
func withDatabase(
  connections: Int = 4, leaseTimeout: Duration = .seconds(120), cache: Int = 256,
  spinsForFastStatements: Bool = true, _ body: (TestBench) async throws -> Void
) async throws {
  let log = StatementLog()
  let settings = try Cluster.shared.newDatabase()
  var configuration = PostgresConfiguration(
    settings, maximumConnections: connections, leaseTimeout: leaseTimeout, statementCacheSize: cache)
  configuration.spinsForFastStatements = spinsForFastStatements
  let database = try await Database(postgres: configuration, options: Database.Options(observer: { log.add($0) }))
  try await database.use {
    try await database.createTables(for: [Entry.self, Blog.self, Sample.self, Note.self])
    _ = log.take()
    try await body(TestBench(database: database, settings: settings, log: log))
  }
  await database.close()
}

/// Expects an error of a code, and gives it.
@discardableResult
func expectError(
  _ code: KindredError.Code, sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
) async -> KindredError? {
  do {
    try await body()
    Issue.record("No error was thrown, expected \(code)", sourceLocation: sourceLocation)
  } catch let error as KindredError {
    #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
    return error
  } catch {
    Issue.record("Expected \(code), got \(error)", sourceLocation: sourceLocation)
  }
  return nil
}
