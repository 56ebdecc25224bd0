import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@Suite("Deletions at once")
struct DeletionConcurrencyTests {
  /// Runs a test on PostgreSQL, the database with row locks.
  private func withPostgres(_ body: (Database, Fixture) async throws -> Void) async throws {
    let database = try await Backend.postgres.open(Database.Options())
    do {
      try await database.use {
        try await database.createTables(for: [Blog.self, Author.self, Entry.self, Comment.self])
        try await body(database, try await Fixture.make())
      }
    } catch {
      await database.close()
      throw error
    }
    await database.close()
  }

  /// Waits until a statement of another connection waits for a lock. It asks outside the task's transaction, which would
  /// see the same answer every time.
  private func untilBlocked(_ database: Database) async throws {
    try await Task.detached {
      while try await database.query(
        """
        SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
        """, as: Int.self
      ).all().isEmpty { await Task.yield() }
    }.value
  }

  @Test("A row that is inserted while its target is being deleted fails with an integrity error")
  func insertedMeanwhile() async throws {
    try await withPostgres { database, blogs async throws in
      let insertion = try await database.transaction {
        #expect(try await blogs.beatles.delete().perModel == ["Entry": 2, "Blog": 1])
        let insertion = Task.detached {
          try await database.use { try await Entry.objects.create(blog: blogs.beatles, headline: "Too late") }
        }
        try await untilBlocked(database)
        return insertion
      }
      let error = await kindredError(.foreignKeyViolation) { _ = try await insertion.value }
      #expect(error?.table == "entry" && error?.column == "blog_id")
      #expect(try await Entry.objects.count() == 2)
    }
  }

  @Test("A row that is committed after its target was deleted fails with an integrity error that names the key")
  func committedLater() async throws {
    try await withPostgres { database, blogs async throws in
      let error = await kindredError(.foreignKeyViolation) {
        try await database.transaction { () async throws in
          try await Entry.objects.create(blog: blogs.beatles, headline: "Too late")
          let deletion = Task.detached { try await database.use { try await blogs.beatles.delete() } }
          #expect(try await deletion.value.perModel == ["Entry": 2, "Blog": 1])
        }
      }
      #expect(error?.model == "Entry" && error?.column == "blog_id")
      #expect(try await Entry.objects.count() == 2)
    }
  }

  @Test("A row that is moved away while it is being deleted is not found any more, instead of being lost silently")
  func movedMeanwhile() async throws {
    try await withPostgres { database, blogs async throws in
      let change = try await database.transaction {
        try await blogs.beatles.delete()
        let change = Task.detached {
          try await database.use {
            try await Entry.objects.filter { $0.headline == "Yesterday" }.update { $0.blog.set(blogs.pop) }
          }
        }
        try await untilBlocked(database)
        return change
      }
      #expect(try await change.value == 0)
    }
  }

  @Test("The second of two deletions of the same rows deletes nothing")
  func twice() async throws {
    try await withPostgres { database, blogs async throws in
      let second = try await database.transaction {
        #expect(try await Blog.objects.filter { $0.name.in(["Beatles", "Pop"]) }.delete().total == 6)
        let second = Task.detached {
          try await database.use { try await Blog.objects.filter { $0.name.in(["Pop", "Cheese"]) }.delete() }
        }
        try await untilBlocked(database)
        return second
      }
      #expect(try await second.value.perModel == ["Blog": 1])
      #expect(try await Blog.objects.count() == 0)
      #expect(try await Entry.objects.count() == 0)
    }
  }

  @Test("Many deletions of overlapping rows delete each row once")
  func overlapping() async throws {
    try await withDatabase { _ async throws in
      guard let database = Database.current else { return }
      let blogs = try await Blog.objects.bulkCreate((0..<12).map { Blog(name: "\($0)") })
      let entries = try await Entry.objects.bulkCreate(
        blogs.flatMap { blog in (0..<3).map { Entry(blog: blog, headline: "\($0)") } })
      try await Comment.objects.bulkCreate(entries.map { Comment(entry: $0, text: "x") })
      let total = try await withThrowingTaskGroup(of: Int.self) { group in
        for start in 0..<10 {
          group.addTask {
            try await database.use {
              try await Blog.objects.filter { $0.name.in((start..<start + 3).map(String.init)) }.delete().total
            }
          }
        }
        return try await group.reduce(0, +)
      }
      #expect(total == 12 + 36 + 36)
      #expect(try await Blog.objects.count() == 0)
      #expect(try await Comment.objects.count() == 0)
    }
  }
}
