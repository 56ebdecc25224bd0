import Kindred
import KindredPostgres
import PostgresTestServer
import Testing

/// The network is cut behind every few bytes of opening a database and writing in a transaction.
@Suite("A network that is cut", .serialized, .timeLimit(.minutes(2)))
struct CutTests {
  /// Opens a database and runs one transaction, which makes a row and counts it.
  private func exchange(_ settings: String, _ token: String) async throws -> KindredError? {
    var configuration = PostgresConfiguration(settings, maximumConnections: 1, connectTimeout: .seconds(5))
    configuration.pool.backoff = .zero
    let opened: Database
    do {
      opened = try await Database(postgres: configuration)
    } catch let error as KindredError {
      #expect(error.code == .cannotOpen)
      return error
    }
    let error = try await failure {
      try await opened.transaction {
        _ = try await Movement.objects.create(token: token)
        try await Movement.objects.filter { $0.token == "count" }.update { $0.amount.set($0.amount + 1) }
      }
    }
    await opened.close()
    return error
  }

  @Test(
    "The error says the truth, and nothing runs twice",
    arguments: [
      (FaultProxy.Direction.toServer, FaultProxy.Fault.cut), (.toClient, .cut), (.toServer, .reset),
      (.toClient, .reset),
    ])
  func everywhere(_ direction: FaultProxy.Direction, _ fault: FaultProxy.Fault) async throws {
    try await withProxy { bench, proxy async throws in
      let raw = try bench.raw()
      _ = try await Movement.objects.create(token: "count")
      await bench.database.close()
      let settings = proxy.settings(bench.direct)
      let before = proxy.passed(direction)
      #expect(try await exchange(settings, "whole") == nil)
      let length = proxy.passed(direction) - before
      #expect(length > 300)
      var codes: Set<KindredError.Code> = []
      // Every seventh byte, and all about the end, where the commit and its answer are.
      for offset in 1...length where offset % 7 == 0 || offset > length - 24 {
        try await bench.waitUntil("SELECT 1 WHERE NOT EXISTS (\(FaultBench.processes))")
        proxy.heal()
        proxy.fail(fault, after: offset, direction)
        let token = "\(offset)"
        let error = try await exchange(settings, token)
        // The server may still run what has reached it, even after the error is known here.
        try await bench.waitUntil("SELECT 1 WHERE NOT EXISTS (\(FaultBench.processes))")
        let isStored = try !raw.run("SELECT 1 FROM movement WHERE token = '\(token)'").isEmpty
        if let error { codes.insert(error.code) }
        switch error?.code {
        case nil: #expect(isStored, "\(offset) of \(length)")
        case .commitOutcomeUnknown: break
        case .connectionLost, .cannotOpen: #expect(!isStored, "\(offset) of \(length)")
        default: Issue.record("\(offset) of \(length): \(String(describing: error))")
        }
      }
      #expect(codes == [.cannotOpen, .connectionLost, .commitOutcomeUnknown])
      let made = try raw.run("SELECT count(*) FROM movement WHERE token <> 'count'")
      #expect(try raw.run("SELECT amount FROM movement WHERE token = 'count'") == made)
    }
  }

  @Test("A network that falls silent behind the login is given up in time")
  func silentAfterLogin() async throws {
    let proxy = try FaultProxy(to: Cluster.shared)
    defer { proxy.close() }
    let settings = proxy.settings(try Cluster.shared.newDatabase())
    // The login goes through; of what comes behind, the answer does not.
    let probe = try await Database(postgres: PostgresConfiguration(settings))
    let login = proxy.passed(.toClient)
    await probe.close()
    proxy.fail(.freeze, after: login - 3, .toClient)
    let error = try await failure {
      _ = try await Database(postgres: PostgresConfiguration(settings, connectTimeout: .seconds(2)))
    }
    #expect(error?.code == .cannotOpen)
    #expect(error?.message.contains("Nothing answered in time") == true, "\(error?.message ?? "")")
  }
}
