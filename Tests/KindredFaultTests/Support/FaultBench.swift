import Kindred
import KindredPostgres
import PostgresTestServer
import Synchronization
import Testing

/// The database of a test, and a connection to it without faults.
struct FaultBench: Sendable {
  let database: Database
  /// A connection string straight to the server.
  let direct: String

  func raw() throws -> RawConnection { try RawConnection(direct) }

  static let waitsForALock = """
    SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
    """

  /// The server's processes for Kindred's connections.
  static let processes = """
    SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'kindred'
    """

  /// Has a row when nothing of Kindred's runs.
  static let isQuiet = """
    SELECT 1 WHERE NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()
    AND application_name = 'kindred' AND state <> 'idle')
    """

  /// Waits until a question to the server has rows.
  func waitUntil(_ sql: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    let raw = try raw()
    let came = try await eventually { () async throws -> Bool in try !raw.run(sql).isEmpty }
    #expect(came, "It did not come to pass: \(sql)", sourceLocation: sourceLocation)
  }

  /// The tokens that are stored, read over a connection of the test's own.
  func tokens() throws -> [String] { try raw().run("SELECT token FROM movement ORDER BY id") }

  /// The pool serves again by itself: some first statement may still meet what was broken, no later one does.
  func expectService(sourceLocation: SourceLocation = #_sourceLocation) async throws {
    let serves = try await eventually {
      do {
        try await database.use { _ = try await Movement.objects.count() }
        return true
      } catch let error as KindredError where [.connectionLost, .cannotOpen, .leaseTimeout].contains(error.code) {
        return false
      }
    }
    #expect(serves, "The pool does not serve again", sourceLocation: sourceLocation)
    try await database.use {
      for _ in 0..<5 { _ = try await Movement.objects.count() }
      try await database.transaction { _ = try await Movement.objects.count() }
    }
  }
}

/// Opens a database and makes the tables.
func withFaults(
  _ settings: String, direct: String, connections: Int = 4, leaseTimeout: Duration = .seconds(120),
  statements: PostgresConfiguration.Statements = .named, pool: (inout PoolOptions) -> Void = { _ in },
  _ body: (FaultBench) async throws -> Void
) async throws {
  var configuration = PostgresConfiguration(
    settings, maximumConnections: connections, connectTimeout: .seconds(5), leaseTimeout: leaseTimeout,
    statements: statements)
  pool(&configuration.pool)
  let database = try await Database(postgres: configuration)
  do {
    try await database.use {
      try await database.createTables(for: KindredFaultTestsModels.all)
      try await body(FaultBench(database: database, direct: direct))
    }
  } catch {
    await database.close()
    throw error
  }
  await database.close()
}

/// The same on a new database of the shared server.
func withFaults(
  connections: Int = 4, pool: (inout PoolOptions) -> Void = { _ in }, _ body: (FaultBench) async throws -> Void
) async throws {
  let settings = try Cluster.shared.newDatabase()
  try await withFaults(settings, direct: settings, connections: connections, pool: pool, body)
}

/// The same with a network in between that can fail.
func withProxy(
  connections: Int = 1, pool: (inout PoolOptions) -> Void = { _ in },
  _ body: (FaultBench, FaultProxy) async throws -> Void
) async throws {
  let settings = try Cluster.shared.newDatabase()
  let proxy = try FaultProxy(to: Cluster.shared)
  defer { proxy.close() }
  try await withFaults(
    proxy.settings(settings), direct: settings, connections: connections, pool: pool
  ) { bench async throws in
    try await body(bench, proxy)
    proxy.heal()
  }
}

/// Asks again and again, up to a limit that is only reached when something is wrong.
func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
  let end = ContinuousClock.now + .seconds(30)
  while ContinuousClock.now < end {
    if try await condition() { return true }
    try await Task.sleep(for: .milliseconds(5))
  }
  return false
}

/// The code of the error that leaves the closure; nil when none does.
func failure(_ body: () async throws -> Void) async throws -> KindredError? {
  do {
    try await body()
    return nil
  } catch let error as KindredError {
    return error
  }
}

/// What several tasks note.
final class Notes<Value: Sendable>: Sendable {
  private let values = Mutex<[Value]>([])

  var all: [Value] { values.withLock { $0 } }

  func add(_ value: Value) { values.withLock { $0.append(value) } }
}

/// Tells tasks that they are to end.
final class Flag: Sendable {
  private let value = Mutex(false)

  var isSet: Bool { value.withLock { $0 } }

  func set() { value.withLock { $0 = true } }
}
