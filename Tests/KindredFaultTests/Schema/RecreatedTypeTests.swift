import Kindred
import PostgresTestServer
import Testing

@testable import KindredCore
@testable import KindredPostgres

/// Another program drops types that prepared statements name, and makes them anew: the server gives them other numbers.
@Suite("A type that was made anew", .timeLimit(.minutes(2)))
struct RecreatedTypeTests {
  private static let mood = "CREATE TYPE mood AS ENUM ('sad', 'happy')"
  private static let useMood = "ALTER TABLE movement ALTER COLUMN note TYPE mood USING note::mood"
  private static let useText = "ALTER TABLE movement ALTER COLUMN note TYPE text"

  private func recreateEnum(_ bench: FaultBench) throws {
    let raw = try bench.raw()
    for sql in ["BEGIN", Self.useText, "DROP TYPE IF EXISTS mood", Self.mood, Self.useMood, "COMMIT"] {
      try raw.run(sql)
    }
  }

  private func recreateDomain(_ bench: FaultBench, over type: String) throws {
    let raw = try bench.raw()
    for sql in [
      "BEGIN", "ALTER TABLE movement ALTER COLUMN amount TYPE bigint", "DROP DOMAIN IF EXISTS amount_t",
      "CREATE DOMAIN amount_t AS \(type)", "ALTER TABLE movement ALTER COLUMN amount TYPE amount_t", "COMMIT",
    ] { try raw.run(sql) }
  }

  @Test(
    "Writes outside of transactions go on, on every connection",
    arguments: [(1, PostgresConfiguration.Statements.named), (4, .named), (2, .unnamed)])
  func shared(connections: Int, statements: PostgresConfiguration.Statements) async throws {
    let settings = try Cluster.shared.newDatabase()
    try await withFaults(
      settings, direct: settings, connections: connections, statements: statements
    ) { bench async throws in
      try recreateEnum(bench)
      for round in 0..<4 {
        try await withThrowingTaskGroup(of: Void.self) { group in
          for number in 0..<8 {
            group.addTask { () async throws in
              _ = try await Movement.objects.create(token: "\(round) \(number)", note: "happy")
            }
          }
          try await group.waitForAll()
        }
        #expect(try await Movement.objects.filter { $0.note == "happy" }.count() == 8 * (round + 1))
        #expect(try await Movement.objects.filter { $0.note == "sad" }.update { $0.note.set("happy") } == 0)
        try recreateEnum(bench)
      }
      #expect(try await Movement.objects.filter { $0.note.in(["happy", "sad"]) }.count() == 32)
    }
  }

  @Test("A transaction that meets it first goes on, with a single write or with many")
  func firstInTransaction() async throws {
    try await withFaults(connections: 1) { bench async throws in
      try recreateEnum(bench)
      _ = try await Movement.objects.create(token: "a", note: "sad")
      try recreateEnum(bench)
      try await bench.database.transaction { () async throws in
        _ = try await Movement.objects.create(token: "b", note: "sad")
      }
      try recreateEnum(bench)
      // It has a transaction of its own.
      try await Movement.objects.bulkCreate([Movement(token: "c", note: "sad")])
      try recreateEnum(bench)
      try await Movement.objects.bulkCreate([Movement(token: "d", note: "sad")])
      #expect(try bench.tokens() == ["a", "b", "c", "d"])
    }
  }

  @Test("A transaction that has done something is undone, says so, and succeeds when it is run again")
  func laterInTransaction() async throws {
    try await withFaults(connections: 1) { bench async throws in
      try recreateEnum(bench)
      for isMany in [false, true] {
        func work(_ retry: RetryPolicy) async throws {
          try await bench.database.transaction(retry: retry) { () async throws in
            _ = try await Account.objects.create(number: isMany ? 1 : 0, balance: 0)
            if isMany {
              try await Movement.objects.bulkCreate([Movement(token: "many", note: "sad")])
            } else {
              _ = try await Movement.objects.create(token: "one", note: "sad")
            }
          }
        }
        try await work(.never)
        _ = try await Movement.objects.delete()
        _ = try await Account.objects.delete()
        try recreateEnum(bench)
        let error = try await failure { try await work(.never) }
        #expect(error?.code == .serializationFailure)
        #expect(error?.sqlState == "XX000")
        #expect(try await Account.objects.count() == 0)
        try recreateEnum(bench)
        try await work(.upTo(2))
        #expect(try bench.tokens() == [isMany ? "many" : "one"])
        _ = try await Movement.objects.delete()
        _ = try await Account.objects.delete()
      }
    }
  }

  @Test("A value that is the statement's own fault stays an error about the value, wherever it stands")
  func ownFault() async throws {
    try await withFaults(connections: 1) { bench async throws in
      try recreateEnum(bench)
      _ = try await Movement.objects.create(token: "a", note: "sad")
      for isLater in [false, true, true] {
        let error = try await failure {
          try await bench.database.transaction(retry: .upTo(2)) { () async throws in
            if isLater { _ = try await Account.objects.count() }
            _ = try await Movement.objects.create(token: "b", note: "angry")
          }
        }
        #expect(error?.code == .invalidValue)
      }
      #expect(try bench.tokens() == ["a"])
    }
  }

  @Test("Streams and cursors in transactions go on")
  func streams() async throws {
    try await withFaults(connections: 2) { bench async throws in
      try recreateEnum(bench)
      _ = try await Movement.objects.create(token: "a", note: "sad")
      for _ in 0..<3 {
        var tokens: [String] = []
        for try await movement in Movement.objects.filter({ $0.note == "sad" }).rows { tokens.append(movement.token) }
        try await bench.database.transaction { () async throws in
          for try await movement in Movement.objects.filter({ $0.note == "sad" }).rows { tokens.append(movement.token) }
        }
        #expect(tokens == ["a", "a"])
        try recreateEnum(bench)
      }
    }
  }

  @Test("A domain may be made anew over another type")
  func domain() async throws {
    try await withFaults(connections: 2) { bench async throws in
      for (round, type) in ["bigint", "bigint", "integer", "numeric", "bigint"].enumerated() {
        try recreateDomain(bench, over: type)
        for number in 0..<4 { _ = try await Movement.objects.create(token: "\(round) \(number)", amount: number) }
        try await bench.database.transaction { () async throws in
          #expect(try await Movement.objects.filter { $0.amount == 3 }.count() == round + 1)
        }
      }
      #expect(try bench.raw().run("SELECT sum(amount) FROM movement") == ["30"])
    }
  }

  /// A column that changes between two types of the same length takes the bits of one for the other where a connection
  /// still has a statement that was prepared for the first.
  @Test("No connection reads a parameter as another type than it was written")
  func mixedConnections() async throws {
    try await withFaults(connections: 4) { bench async throws in
      let raw = try bench.raw()
      func everywhere(_ token: String) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
          for number in 0..<16 {
            group.addTask { () async throws in
              try await bench.database.transaction { () async throws in
                _ = try await Movement.objects.create(token: "\(token) \(number)", amount: 7)
              }
            }
          }
          try await group.waitForAll()
        }
      }
      try await everywhere("a")
      // Nothing fails here, because the server converts the bigint.
      try raw.run("ALTER TABLE movement ALTER COLUMN amount TYPE double precision")
      try await everywhere("b")
      // The same statement fails for another reason, so its types are fetched again.
      try raw.run("ALTER TABLE movement ALTER COLUMN note TYPE jsonb USING note::jsonb")
      try raw.run("ALTER TABLE movement ALTER COLUMN note SET DEFAULT '[]'")
      _ = try await Movement.objects.create(token: "c", amount: 7, note: "[1]")
      try await everywhere("d")
      #expect(try raw.run("SELECT DISTINCT amount::text FROM movement") == ["7"])
    }
  }

  @Test("Connections with other search paths have other types")
  func searchPath() async throws {
    try await withFaults(connections: 4) { bench async throws in
      let raw = try bench.raw()
      _ = try await Movement.objects.create(token: "first", note: "[1]")
      try raw.run("CREATE SCHEMA other")
      try raw.run("CREATE TABLE other.movement (LIKE movement INCLUDING ALL)")
      try raw.run("ALTER TABLE other.movement ALTER COLUMN note TYPE jsonb USING note::jsonb")
      try raw.run(
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path TO other, public', current_database()); END $$")
      // New connections, which write into the other table. In the first round the old one is kept back.
      let driver = try #require(bench.database.driver as? PostgresDriver)
      let kept = try await driver.acquire(.transaction)
      for round in 0..<4 {
        try await withThrowingTaskGroup(of: Void.self) { group in
          for number in 0..<16 {
            group.addTask { () async throws in
              try await bench.database.transaction(retry: .upTo(10)) { () async throws in
                _ = try await Movement.objects.create(token: "\(round) \(number)", note: "[1]")
              }
            }
          }
          try await group.waitForAll()
        }
        if round == 0 { driver.release(kept) }
      }
      let notes = "SELECT note FROM public.movement UNION ALL SELECT note::text FROM other.movement"
      #expect(try raw.run(notes) == Array(repeating: "[1]", count: 65))
      #expect(try !raw.run("SELECT 1 FROM other.movement").isEmpty)
    }
  }
}
