import KindredCore
import KindredPostgres
import Logging
import PostgresTestServer
import Synchronization
import Testing

@Suite("What the server remarks")
struct NoticeTests {
  /// Collects the log messages.
  private struct Handler: LogHandler {
    final class Lines: Sendable {
      private let lines = Mutex<[String]>([])

      func add(_ line: String) { lines.withLock { $0.append(line) } }
      var all: [String] { lines.withLock { $0 } }
    }

    let lines: Lines
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { lines.add("\(event.level): \(event.message)") }
  }

  @Test(
    "Notices and warnings are logged; the words of functions only where values are shown", arguments: [false, true])
  func logged(showsValues: Bool) async throws {
    let lines = Handler.Lines()
    let logger = Logger(label: "test") { _ in Handler(lines: lines) }
    let database = try await Database(
      postgres: PostgresConfiguration(try Cluster.shared.newDatabase()),
      options: Database.Options(logger: logger, logsValues: showsValues))
    let connection = try await database.driver.acquire(.transaction)
    try await connection.execute("DROP TABLE IF EXISTS nowhere")
    try await connection.execute("DO $$ BEGIN RAISE WARNING 'marker of this test'; END $$")
    database.driver.release(connection)
    await database.close()
    #expect(lines.all.contains("info: PostgreSQL: table \"nowhere\" does not exist, skipping"))
    let raised = showsValues ? "marker of this test" : "raised by a function; its text is redacted"
    #expect(lines.all.contains("warning: PostgreSQL: \(raised)"))
    #expect(lines.all.contains { $0.contains("marker") } == showsValues)
  }
}
