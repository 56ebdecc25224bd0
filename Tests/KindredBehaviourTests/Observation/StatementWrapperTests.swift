import Kindred
import Synchronization
import Testing

@Suite("Wrappers of statements")
struct StatementWrapperTests {
  private var database: Database {
    get throws { try #require(Database.current) }
  }

  /// What wrappers saw, in order.
  private final class Notes: Sendable {
    private let notes = Mutex<[String]>([])

    func add(_ note: String) { notes.withLock { $0.append(note) } }

    func take() -> [String] {
      notes.withLock { notes in
        defer { notes = [] }
        return notes
      }
    }
  }

  @Test("RW-4: every kind of statement passes the wrapper, with its kind, its form and its model")
  func kinds() async throws {
    try await withBlogs { fixture, log async throws in
      let notes = Notes()
      try await database.withStatementWrapper { statement, run in
        notes.add("\(statement.kind) \(statement.form) \(statement.model ?? "-")")
        #expect(statement.values == nil)
        return try await run()
      } during: { () async throws in
        _ = try await Blog.objects.all()
        _ = try await Blog.objects.get(id: fixture.pop.id)
        _ = try await Blog.objects.filter { $0.name == "x" }.count()
        #expect(notes.take() == Array(repeating: "read single Blog", count: 3))
        var blog = try await Blog.objects.create(name: "made")
        blog.name = "other"
        try await blog.save()
        try await Blog.objects.filter { $0.name == "other" }.update { $0.name.set("third") }
        #expect(notes.take() == Array(repeating: "write single Blog", count: 3))
        try await Blog.objects.bulkCreate((0..<3).map { Blog(name: "\($0)") })
        #expect(notes.take() == ["write batch(count: 3) Blog"])
        for try await _ in Blog.objects.rows { break }
        for try await _ in Blog.objects.values({ $0.name }).rows { break }
        #expect(notes.take() == ["read stream Blog", "read stream Blog"])
        for entry in try await Entry.objects.all() { _ = try await entry.blog }
        #expect(notes.take() == ["read single Entry", "read single Blog"])
        _ = try await database.query("SELECT 1", as: Int.self).all()
        try await database.execute("DELETE FROM entry WHERE 1 = 0")
        try await database.execute("CREATE TABLE made (a integer)")
        for try await _ in try database.query("SELECT 1", as: Int.self).rows {}
        #expect(notes.take() == ["read single -", "write single -", "schema single -", "read stream -"])
        try await transaction { try await transaction { _ = try await Blog.objects.count() } }
        #expect(notes.take() == ["read single Blog"])
        try await database.createTables(for: [Blog.self], ifNotExists: true)
        #expect(notes.take().allSatisfy { $0 == "schema single -" })
      }
      _ = log.take()
      _ = try await Blog.objects.count()
      #expect(notes.take() == [])
      #expect(log.take().count == 1)
    }
  }

  @Test("RW-4: a wrapper refuses a statement: nothing is sent, and a transaction stays usable")
  func refusing() async throws {
    try await withBlogs { _, log async throws in
      try await database.withStatementWrapper { statement, run in
        if statement.kind == .write { throw Refused() }
        return try await run()
      } during: { () async throws in
        try await transaction { () async throws in
          await #expect(throws: Refused.self) { try await Blog.objects.create(name: "x") }
          await #expect(throws: Refused.self) { try await Blog.objects.bulkCreate([Blog(name: "x")]) }
          await #expect(throws: Refused.self) { try await Entry.objects.update { $0.rating.set(1) } }
          await #expect(throws: Refused.self) { try await database.execute("DELETE FROM entry") }
          #expect(try await Entry.objects.count() == 4)
        }
      }
      #expect(log.take().filter { !$0.hasPrefix("SELECT") } == [])
      #expect(try await Blog.objects.count() == 3)
    }
  }

  @Test("RW-4: an error of the database passes through the wrapper")
  func failing() async throws {
    try await withBlogs { fixture, _ async throws in
      let notes = Notes()
      try await database.withStatementWrapper { statement, run in
        do { return try await run() } catch {
          notes.add("\((error as? KindredError)?.code.description ?? "?")")
          throw error
        }
      } during: { () async throws in
        await kindredError(.uniqueViolation) {
          var twin = Blog(name: "twin")
          twin.id = fixture.pop.id
          try await twin.insert()
        }
        await kindredError(.schema) { try await database.execute("DELETE FROM missing") }
      }
      #expect(notes.take() == ["uniqueViolation", "schema"])
    }
  }

  @Test("RW-4: wrappers nest, the outermost first; the result has the numbers of rows")
  func nesting() async throws {
    try await withBlogs { _, _ async throws in
      let notes = Notes()
      let noting: @Sendable (String) -> StatementWrapper = { name in
        { statement, run in
          notes.add("\(name) begins")
          let result = try await run()
          notes.add("\(name) ends: \(result.rows) \(result.changes)")
          return result
        }
      }
      let count = try await database.withStatementWrapper(noting("a")) {
        try await database.withStatementWrapper(noting("b")) {
          try await Entry.objects.update { $0.rating.set(1) }
        }
      }
      #expect(count == 4)
      #expect(notes.take() == ["a begins", "b begins", "b ends: 0 4", "a ends: 0 4"])
      let found = try await database.withStatementWrapper(noting("a")) { try await Blog.objects.all() }
      #expect(found.count == 3)
      #expect(notes.take() == ["a begins", "a ends: 3 0"])
    }
  }

  @Test("RW-4: values only if they are asked for, and only for the wrapper that asks")
  func values() async throws {
    try await withBlogs { _, _ async throws in
      try await database.withStatementWrapper(showsValues: true) { statement, run in
        #expect(statement.values == [.text("Pop")])
        return try await run()
      } during: { () async throws in
        try await database.withStatementWrapper { statement, run in
          #expect(statement.values == nil)
          return try await run()
        } during: { () async throws in
          #expect(try await Blog.objects.filter { $0.name == "Pop" }.count() == 1)
          #expect(try await Blog.objects.raw("SELECT * FROM blog WHERE name = \("Pop")").all().count == 1)
        }
      }
    }
  }

  @Test("RW-4: a wrapper runs its statement once: not twice, and not never")
  func once() async throws {
    try await withBlogs { _, log async throws in
      await kindredError(.invalidQuery) {
        try await database.withStatementWrapper { _, run in
          _ = try await run()
          return try await run()
        } during: { () async throws in
          _ = try await Blog.objects.all()
        }
      }
      let kept = Mutex<StatementResult?>(nil)
      _ = log.take()
      try await database.withStatementWrapper { _, run in
        if let known = kept.withLock({ $0 }) { return known }
        let result = try await run()
        kept.withLock { $0 = result }
        return result
      } during: { () async throws in
        #expect(try await Blog.objects.all().count == 3)
        await kindredError(.invalidQuery) { _ = try await Blog.objects.all() }
        await kindredError(.invalidQuery) { for try await _ in Blog.objects.rows {} }
      }
      #expect(log.take().count == 1)
    }
  }

  @Test("RW-4: a wrapper's own statements are seen by those around it only")
  func ownStatements() async throws {
    try await withBlogs { _, _ async throws in
      let notes = Notes()
      let current = try database
      try await database.withStatementWrapper { statement, run in
        notes.add("outer \(statement.model ?? "-")")
        return try await run()
      } during: { () async throws in
        try await current.withStatementWrapper { statement, run in
          notes.add("inner \(statement.model ?? "-")")
          _ = try await Author.objects.count()
          return try await run()
        } during: { () async throws in
          _ = try await Blog.objects.count()
        }
      }
      #expect(notes.take() == ["outer Blog", "inner Blog", "outer Author"])
    }
  }

  @Test("RW-4: the wrapper of the options is around all others, for every task, and its own statements are free")
  func options() async throws {
    for backend in [Backend.sqlite, .postgres] {
      let notes = Notes()
      let database = try await backend.open(
        Database.Options(statementWrapper: { statement, run in
          notes.add("options \(statement.model ?? "-")")
          if statement.model == "Blog" { _ = try await Author.objects.count() }
          return try await run()
        }))
      try await database.use { () async throws in
        try await database.createTables(for: [Blog.self, Author.self])
        _ = notes.take()
        try await database.withStatementWrapper { statement, run in
          notes.add("scope \(statement.model ?? "-")")
          return try await run()
        } during: { () async throws in
          _ = try await Blog.objects.count()
          #expect(notes.take() == ["options Blog", "scope Blog"])
        }
        _ = try await Task.detached { try await Author.objects.using(database).count() }.value
        #expect(notes.take() == ["options Author"])
        try await Blog.objects.create(name: "x")
        #expect(notes.take() == ["options Blog"])
      }
      await database.close()
    }
  }

  @Test("RW-4: child tasks are wrapped, other tasks and other databases are not")
  func tasks() async throws {
    try await withBlogs { _, _ async throws in
      let notes = Notes()
      let current = try database
      let other = try await Backend.sqlite.open(Database.Options())
      try await other.createTables(for: [Blog.self])
      try await database.withStatementWrapper { statement, run in
        notes.add(statement.sql)
        return try await run()
      } during: { () async throws in
        try await withThrowingTaskGroup(of: Int.self) { group in
          for _ in 0..<8 { group.addTask { try await Blog.objects.using(current).count() } }
          let sum = try await group.reduce(0, +)
          #expect(sum == 24)
        }
        #expect(notes.take().count == 8)
        #expect(try await Task.detached { try await Blog.objects.using(current).count() }.value == 3)
        #expect(try await Blog.objects.using(other).count() == 0)
        #expect(notes.take() == [])
      }
      await other.close()
    }
  }

  @Test("RW-4: a task that outlives the scope is no longer wrapped")
  func outliving() async throws {
    try await withBlogs { _, _ async throws in
      let notes = Notes()
      let current = try database
      let (gate, opener) = AsyncStream<Void>.makeStream()
      let task = try await current.withStatementWrapper { statement, run in
        notes.add(statement.sql)
        return try await run()
      } during: { () async throws in
        Task {
          for await _ in gate { break }
          return try await Blog.objects.using(current).count()
        }
      }
      // Another scope on the same database is active meanwhile, in another task.
      try await current.withStatementWrapper { _, run in
        try await run()
      } during: { () async throws in
        opener.yield()
        #expect(try await task.value == 3)
      }
      #expect(notes.take() == [])
    }
  }

  @Test("RW-4: cancelling a task whose wrapper waits: the statement is not run, and the connection is free")
  func cancelling() async throws {
    try await withBlogs { _, log async throws in
      let current = try database
      let (started, starter) = AsyncStream<Void>.makeStream()
      for insideTransaction in [false, true] {
        _ = log.take()
        let task = Task {
          try await current.withStatementWrapper { _, run in
            starter.yield()
            try await Task.sleep(for: .seconds(3600))
            return try await run()
          } during: { () async throws in
            if insideTransaction {
              try await current.transaction { _ = try await Blog.objects.using(current).delete() }
            } else {
              try await Blog.objects.using(current).create(name: "x")
            }
          }
        }
        for await _ in started { break }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(log.take() == [])
        #expect(try await Blog.objects.count() == 3)
      }
    }
  }

  @Test("RW-4: a wrapper that waits keeps no connection, so that others get it")
  func waiting() async throws {
    try await withBlogs { _, _ async throws in
      let current = try database
      // One statement inside the other: with the connection of an in-memory database leased outside, it would wait.
      try await current.withStatementWrapper { statement, run in
        let count = try await Task.detached { try await Author.objects.using(current).count() }.value
        #expect(count == 2)
        return try await run()
      } during: { () async throws in
        #expect(try await Blog.objects.count() == 3)
        try await Blog.objects.create(name: "x")
      }
    }
  }
}
