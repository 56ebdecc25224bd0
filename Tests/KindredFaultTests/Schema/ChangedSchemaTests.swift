import Kindred
import KindredPostgres
import PostgresTestServer
import Testing

/// Another program changes the tables while statements are prepared.
@Suite("A change of the schema from outside", .timeLimit(.minutes(2)))
struct ChangedSchemaTests {
  private let change = "ALTER TABLE movement ALTER COLUMN amount TYPE integer"
  private let back = "ALTER TABLE movement ALTER COLUMN amount TYPE bigint"

  @Test("Statements outside of transactions go on, on every connection", arguments: [1, 4])
  func shared(connections: Int) async throws {
    try await withFaults(connections: connections) { bench async throws in
      _ = try await Movement.objects.create(token: "a", amount: 5)
      for round in 0..<6 {
        try bench.raw().run(round % 2 == 0 ? change : back)
        try await withThrowingTaskGroup(of: Void.self) { group in
          for _ in 0..<20 {
            group.addTask { () async throws in #expect(try await Movement.objects.all().map(\.amount) == [5]) }
          }
          try await group.waitForAll()
        }
      }
    }
  }

  @Test("A transaction that meets it first goes on")
  func firstInTransaction() async throws {
    try await withFaults(connections: 1) { bench async throws in
      _ = try await Movement.objects.create(token: "a", amount: 5)
      #expect(try await Movement.objects.all().count == 1)
      try bench.raw().run(change)
      try await bench.database.transaction {
        #expect(try await Movement.objects.all().map(\.amount) == [5])
        _ = try await Movement.objects.create(token: "b", amount: 6)
      }
      #expect(try bench.tokens() == ["a", "b"])
    }
  }

  @Test("A transaction that has done something is undone, says so, and can be run again")
  func laterInTransaction() async throws {
    try await withFaults(connections: 1) { bench async throws in
      _ = try await Movement.objects.all()
      try bench.raw().run(change)
      func work() async throws {
        try await bench.database.transaction {
          _ = try await Movement.objects.create(token: "a", amount: 5)
          #expect(try await Movement.objects.all().map(\.amount) == [5])
        }
      }
      let error = try await failure { try await work() }
      #expect(error?.code == .serializationFailure)
      #expect(error?.sqlState == "0A000")
      #expect(try bench.tokens() == [])
      try await work()
      #expect(try bench.tokens() == ["a"])
    }
  }

  @Test("A column of another type takes values of another form")
  func parameterTypes() async throws {
    try await withFaults(connections: 2) { bench async throws in
      _ = try await Movement.objects.create(token: "a", note: "1")
      try bench.raw().run("ALTER TABLE movement ALTER COLUMN note TYPE jsonb USING note::jsonb")
      _ = try await Movement.objects.create(token: "b", note: "[2]")
      try await bench.database.transaction { _ = try await Movement.objects.create(token: "c", note: "[3]") }
      try bench.raw().run("ALTER TABLE movement ALTER COLUMN note TYPE text")
      try await bench.database.transaction { _ = try await Movement.objects.create(token: "d", note: "four") }
      #expect(try bench.raw().run("SELECT note FROM movement ORDER BY id") == ["1", "[2]", "[3]", "four"])
    }
  }

  @Test("Statements that somebody deallocated are prepared anew")
  func deallocated() async throws {
    try await withFaults(connections: 1) { bench async throws in
      func forget() async throws {
        let connection = try await bench.database.driver.acquire(.read)
        defer { bench.database.driver.release(connection) }
        try await connection.execute("DEALLOCATE ALL")
      }
      _ = try await Movement.objects.count()
      try await forget()
      #expect(try await Movement.objects.count() == 0)
      try await forget()
      try await bench.database.transaction { () async throws in
        #expect(try await Movement.objects.count() == 0)
      }
    }
  }
}
