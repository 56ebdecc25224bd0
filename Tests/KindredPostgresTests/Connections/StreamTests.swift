import KindredCore
import PostgresTestServer
import Testing

@testable import HandWritten
@testable import KindredPostgres

@Suite struct StreamTests {
  @Test func readsAllRowsInOrderAndGivesTheConnectionBack() async throws {
    try await withDatabase(connections: 2) { bench async throws in
      _ = try await Blog.objects.bulkCreate((0..<1000).map { Blog(name: "\($0)") })
      var names: [String] = []
      for try await blog in Blog.objects.filter({ $0.id > 0 }).order({ $0.id.asc }).rows {
        names.append(blog.name)
        if names.count == 300 { #expect(try await Blog.objects.count() == 1000) }
      }
      #expect(names == (0..<1000).map(String.init))
      for _ in 0..<5 {
        for try await _ in Blog.objects.rows { break }
      }
      try await bench.waitUntil(
        """
        SELECT 1 WHERE NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()
        AND application_name = 'kindred' AND state LIKE 'idle in transaction%')
        """)
      #expect(try await Blog.objects.count() == 1000)
    }
  }

  @Test func seesTheChangesOfItsTransaction() async throws {
    try await withDatabase(connections: 1) { bench async throws in
      try await bench.database.transaction {
        _ = try await Blog.objects.bulkCreate((0..<600).map { Blog(name: "\($0)") })
        var count = 0
        for try await blog in Blog.objects.rows {
          count += 1
          if count == 10 { _ = try await blog.entrySet.create(headline: "in between") }
        }
        #expect(count == 600)
        #expect(try await Entry.objects.count() == 1)
      }
      #expect(try await Blog.objects.count() == 600)
    }
  }

  @Test func endsWithItsSavepointWithoutHarm() async throws {
    try await withDatabase { bench in
      _ = try await Blog.objects.bulkCreate((0..<600).map { Blog(name: "\($0)") })
      try await bench.database.transaction {
        var inner = Blog.objects.rows.makeAsyncIterator()
        var outer = Blog.objects.rows.makeAsyncIterator()
        _ = try await outer.next()
        await #expect(throws: Refused.self) {
          try await bench.database.transaction {
            _ = try await inner.next()
            throw Refused()
          }
        }
        await expectError(.transaction) { while try await inner.next() != nil {} }
        var count = 1
        while try await outer.next() != nil { count += 1 }
        #expect(count == 600)
      }
    }
  }

  @Test func endsWithItsTransaction() async throws {
    try await withDatabase { bench async throws in
      _ = try await Blog.objects.bulkCreate((0..<600).map { Blog(name: "\($0)") })
      var iterator = Blog.objects.rows.makeAsyncIterator()
      try await bench.database.transaction { _ = try await iterator.next() }
      await expectError(.transaction) { while try await iterator.next() != nil {} }
    }
  }
}
