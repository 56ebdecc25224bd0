import CoreMetrics
import Kindred
import KindredCore
import MetricsTestKit
import Synchronization
import Testing

@Suite("Durations of statements, under the names of OpenTelemetry")
struct StatementMetricsTests {
  /// The events of the database's observer: the operation, and the duration in nanoseconds.
  private final class Told: Sendable {
    private let events = Mutex<[(operation: String, nanoseconds: Int64)]>([])

    func add(_ event: StatementEvent) {
      let (seconds, attoseconds) = event.duration.components
      let nanoseconds = seconds * 1_000_000_000 + attoseconds / 1_000_000_000
      events.withLock { $0.append((String(event.sql.prefix { $0 != " " }), nanoseconds)) }
    }

    func durations(_ operation: String) -> [Int64] {
      events.withLock { $0.filter { $0.operation == operation }.map(\.nanoseconds) }
    }
  }

  /// Runs the closure on a database of each kind, whose statements are recorded in a metrics system of its own.
  private func withMetrics(
    _ body: () async throws -> Void, check: (Backend, TestMetrics, Told) throws -> Void
  ) async throws {
    for backend in Backend.allCases {
      let opened = try await backend.open(Database.Options())
      try await opened.createTables(for: [Country.self])
      let metrics = TestMetrics()
      let told = Told()
      let database = Database(
        driver: opened.driver, options: Database.Options(observer: { told.add($0) }), metrics: metrics)
      try await database.use { try await body() }
      await opened.close()
      try check(backend, metrics, told)
    }
  }

  private let label = "db.client.operation.duration"

  private func dimensions(_ backend: Backend, _ operation: String, error: String? = nil) -> [(String, String)] {
    let system = backend == .sqlite ? "sqlite" : "postgresql"
    let names = [
      ("db.system.name", system), ("db.operation.name", operation), ("db.collection.name", "country"),
    ]
    return names + (error.map { [("error.type", $0)] } ?? [])
  }

  @Test("Each statement's duration is recorded once, by kind of statement, whatever its values")
  func recorded() async throws {
    try await withMetrics {
      for code in ["XM", "XN", "XO"] {
        let name = "marker of this test " + code
        try await Country.objects.create(code: code, name: name)
        _ = try await Country.objects.get { $0.name == name }
      }
      try await Country.objects.filter { $0.name == "marker of this test XM" }.update { $0.name.set("a marker") }
      try await Country.objects.filter { $0.name == "a marker" }.delete()
    } check: { backend, metrics, told throws in
      // Deleting asks for nothing first: nothing refers to a country.
      for (operation, count) in [("INSERT", 3), ("SELECT", 3), ("UPDATE", 1), ("DELETE", 1)] {
        let timer = try metrics.expectTimer(label, dimensions(backend, operation))
        #expect(timer.values.count == count, "\(operation) on \(backend)")
        #expect(timer.values == told.durations(operation))
        #expect(timer.values.allSatisfy { $0 > 0 })
        #expect(timer.displayUnit == .seconds)
      }
      #expect(Set(metrics.timers.map(\.label)) == [label])
      let all = metrics.timers.flatMap(\.dimensions).flatMap { [$0.0, $0.1] }
      #expect(all.allSatisfy { !$0.contains("marker") && !["XM", "XN", "XO"].contains($0) })
    }
  }

  @Test("A failure is recorded apart, by its code and without its values")
  func failures() async throws {
    try await withMetrics {
      try await Country.objects.create(code: "XM", name: "marker of this test")
      for name in ["marker", "another marker"] {
        await kindredError(.uniqueViolation) { try await Country.objects.create(code: "XM", name: name) }
      }
    } check: { backend, metrics, _ throws in
      #expect(try metrics.expectTimer(label, dimensions(backend, "INSERT")).values.count == 1)
      let failed = try metrics.expectTimer(label, dimensions(backend, "INSERT", error: "uniqueViolation"))
      #expect(failed.values.count == 2)
      let all = metrics.timers.flatMap(\.dimensions).flatMap { [$0.0, $0.1] }
      #expect(all.allSatisfy { !$0.contains("marker") && !$0.contains("XM") })
    }
  }

  @Test("Statements of a transaction and of a stream are recorded, too")
  func transactions() async throws {
    try await withMetrics {
      try await transaction {
        try await Country.objects.create(code: "a", name: "a")
        try await Country.objects.create(code: "b", name: "b")
      }
      var codes: [String] = []
      for try await country in Country.objects.order({ $0.code }).rows { codes.append(country.code) }
      #expect(codes == ["a", "b"])
    } check: { backend, metrics, _ throws in
      #expect(try metrics.expectTimer(label, dimensions(backend, "INSERT")).values.count == 2)
      #expect(try metrics.expectTimer(label, dimensions(backend, "SELECT")).values.count == 1)
    }
  }
}
