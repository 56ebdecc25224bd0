import KindredCore
import PostgresTestServer
import Testing

@testable import HandWritten
@testable import KindredPostgres

@Suite struct ConcurrencyTests {
  @Test func manyTasksShareFewConnections() async throws {
    try await withDatabase(connections: 4) { bench async throws in
      let blogs = try await Blog.objects.bulkCreate((0..<200).map { Blog(name: "\($0)") })
      try await withThrowingTaskGroup(of: Void.self) { group in
        for blog in blogs {
          group.addTask {
            for _ in 0..<10 { #expect(try await Blog.objects.get(id: blog.id).name == blog.name) }
            _ = try await Entry.objects.create(blog: blog, headline: blog.name)
          }
        }
        try await group.waitForAll()
      }
      #expect(try await Entry.objects.count() == 200)
      let connections = try bench.raw().run(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'kindred'")
      #expect(connections.count <= 4)
      #expect(connections.count > 1)
    }
  }

  @Test func transactionsOfManyTasksStayApart() async throws {
    try await withDatabase(connections: 4) { bench async throws in
      let blog = try await Blog.objects.create(name: "x")
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<60 {
          group.addTask {
            do {
              try await bench.database.transaction {
                _ = try await Entry.objects.create(blog: blog, headline: "\(number)")
                _ = try await Entry.objects.create(blog: blog, headline: "\(number)")
                if number % 3 == 0 { throw Refused() }
              }
            } catch is Refused {}
          }
          group.addTask { _ = try await Blog.objects.count() }
        }
        try await group.waitForAll()
      }
      #expect(try await Entry.objects.count() == 80)
    }
  }

  @Test func anErrorStaysWithItsOwnStatement() async throws {
    try await withDatabase(connections: 1) { _ async throws in
      _ = try await Note.objects.create(Note(slug: "taken"))
      let outcomes = try await withThrowingTaskGroup(of: Bool.self) { group in
        for number in 0..<100 {
          group.addTask {
            do {
              _ = try await Note.objects.create(Note(slug: number % 2 == 0 ? "taken" : "\(number)"))
              return true
            } catch let error as KindredError where error.code == .uniqueViolation {
              return false
            }
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(outcomes.count(where: { $0 }) == 50)
      #expect(try await Note.objects.count() == 51)
    }
  }

  /// Look-ups of several tasks have a synchronisation point in common, where the server skips what stands behind an
  /// error.
  @Test func aLookUpThatFailsLeavesTheOthersAlone() async throws {
    try await withDatabase(connections: 1) { bench async throws in
      let blogs = try await Blog.objects.bulkCreate((1...20).map { Blog(name: "\($0)") })
      let failing = blogs[12].id
      let raw = try bench.raw()
      _ = try raw.run("ALTER TABLE blog RENAME TO stored")
      _ = try raw.run(
        "CREATE VIEW blog AS SELECT id, CASE WHEN id = 13 THEN (1 / (id - 13))::varchar ELSE name END AS name, tagline "
          + "FROM stored")
      let failures = try await withThrowingTaskGroup(of: Bool.self) { group in
        for number in 0..<400 {
          group.addTask {
            let blog = blogs[number % 20]
            do {
              let found = try await Blog.objects.get(id: blog.id)
              #expect(found.name == blog.name)
              return false
            } catch let error as KindredError where error.sqlState == "22012" {
              #expect(blog.id == failing)
              return true
            }
          }
        }
        return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(failures == 20)
    }
  }

  @Test func preparedStatementsAreBounded() async throws {
    try await withDatabase(connections: 1, cache: 3) { bench async throws in
      for round in 0..<3 {
        for limit in 1...6 {
          let keys = (0..<limit).map { Key<Blog>(Int64($0 + round)) }
          _ = try await Blog.objects.filter { $0.id.in(keys) }.count()
        }
      }
      try await bench.database.transaction {
        for limit in 1...6 { _ = try await Note.objects.filter { $0.rank.in(0..<limit) }.count() }
      }
      #expect(try await Blog.objects.count() == 0)
    }
  }

  @Test func aTransactionThatWaitsTooLongSaysSo() async throws {
    try await withDatabase(connections: 1, leaseTimeout: .milliseconds(50)) { bench async throws in
      try await bench.database.transaction {
        _ = try await Blog.objects.create(name: "x")
        let other = Task.detached { try await bench.database.transaction {} }
        let error = await expectError(.leaseTimeout) { try await other.value }
        #expect(error?.message.contains("1 of 1") == true)
      }
      #expect(try await Blog.objects.count() == 1)
    }
  }

  @Test func aClosedDatabaseRefuses() async throws {
    try await withDatabase { bench async throws in
      await bench.database.close()
      await expectError(.closed) { _ = try await Blog.objects.count() }
    }
  }
}

struct Refused: Error {}
