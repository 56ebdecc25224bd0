import Kindred
import KindredPostgres
import PostgresTestServer
import Synchronization
import Testing

@testable import KindredCore
@testable import KindredPostgres

@Suite("A server that does not write any more", .serialized, .timeLimit(.minutes(2)))
struct FailoverTests {
  /// Two servers with the same tables, and a database whose connections lead to the one that writes.
  private func withTwo(
    _ attributes: String, _ body: (Database, _ first: OwnCluster, _ second: OwnCluster) async throws -> Void
  ) async throws {
    let clusters = try await blocking {
      let clusters = [try OwnCluster(), try OwnCluster()]
      for cluster in clusters { try cluster.start() }
      return clusters
    }
    defer { for cluster in clusters { cluster.kill() } }
    for cluster in clusters {
      let database = try await Database(postgres: PostgresConfiguration(cluster.settings))
      try await database.createTables(for: KindredFaultTestsModels.all)
      await database.close()
    }
    let settings =
      "host=\(clusters.map(\.host).joined(separator: ",")) port=\(clusters.map { "\($0.port)" }.joined(separator: ","))"
      + " user=postgres dbname=postgres \(attributes)"
    let database = try await Database(postgres: PostgresConfiguration(settings, maximumConnections: 3))
    try await database.use { try await body(database, clusters[0], clusters[1]) }
    await database.close()
  }

  /// Makes a server refuse to write, in sessions that exist as well.
  private func refuseWrites(_ cluster: OwnCluster) async throws {
    let raw = try RawConnection(cluster.settings)
    try raw.run("ALTER SYSTEM SET default_transaction_read_only = on")
    try raw.run("SELECT pg_reload_conf()")
    #expect(try await eventually { try raw.run("SHOW default_transaction_read_only") == ["on"] })
  }

  @Test("Connections to it are replaced, and the next write finds the other one", arguments: [false, true])
  func demoted(inTransaction: Bool) async throws {
    try await withTwo("target_session_attrs=read-write") { database, first, second async throws in
      @Sendable func write(_ token: String) async throws {
        guard inTransaction else {
          _ = try await Movement.objects.create(token: token)
          return
        }
        try await database.transaction { _ = try await Movement.objects.create(token: token) }
      }
      for number in 0..<3 { try await write("\(number)") }
      try await refuseWrites(first)
      // The session's own turn to read its configuration may come a moment later.
      var refused: [KindredError.Code] = []
      #expect(
        try await eventually {
          guard let error = try await failure({ try await write("to the first or second") }) else { return true }
          refused.append(error.code)
          return false
        })
      #expect(refused == [.readOnly])
      for number in 0..<60 { try await write("later \(number)") }
      let tokens = try RawConnection(second.settings).run("SELECT token FROM movement")
      #expect(tokens.count == 61)
    }
  }

  @Test("Where nobody asked for a server that writes, or the block only reads, nothing is replaced")
  func mistaken() async throws {
    for attributes in ["", "target_session_attrs=read-write"] {
      try await withTwo(attributes) { database, first, _ async throws in
        let pool = try #require(database.driver as? PostgresDriver).pool
        _ = try await Movement.objects.count()
        let before = pool.resources.map(ObjectIdentifier.init)
        if attributes.isEmpty { try await refuseWrites(first) }
        for _ in 0..<5 {
          let error = try await failure {
            try await database.transaction(readOnly: !attributes.isEmpty) {
              _ = try await Movement.objects.create(token: "a")
            }
          }
          #expect(error?.code == .readOnly)
        }
        if !attributes.isEmpty {
          // A nested block may ask for it as well.
          try await database.transaction {
            let error = try await failure {
              try await database.transaction(readOnly: true) { _ = try await Movement.objects.create(token: "a") }
            }
            #expect(error?.code == .readOnly)
            _ = try await Movement.objects.create(token: "b")
          }
        }
        #expect(pool.resources.map(ObjectIdentifier.init) == before)
      }
    }
  }

  @Test("A refusal that comes too soon after a replacement is not the last one that counts")
  func refusedAgain() async throws {
    try await withTwo("target_session_attrs=read-write") { database, first, second async throws in
      let pool = try #require(database.driver as? PostgresDriver).pool
      _ = try await Movement.objects.create(token: "to the first")
      // As if everything had been replaced just now.
      pool.state.withLock { $0.replacedAt = .now + .seconds(3600) }
      try await refuseWrites(first)
      #expect(
        try await eventually {
          try await failure { _ = try await Movement.objects.create(token: "to the first") }?.code == .readOnly
        })
      pool.state.withLock { $0.replacedAt = nil }
      let error = try await failure { _ = try await Movement.objects.create(token: "refused") }
      #expect(error?.code == .readOnly)
      _ = try await Movement.objects.create(token: "to the second")
      #expect(try RawConnection(second.settings).run("SELECT token FROM movement") == ["to the second"])
    }
  }
}
