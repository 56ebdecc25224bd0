import Kindred
import Testing

@Suite("Recording statements")
struct StatementRecorderTests {
  private var database: Database {
    get throws { try #require(Database.current) }
  }

  @Test("RW-6: the statements of a closure, in the order in which they began")
  func statements() async throws {
    try await withBlogs { fixture, log async throws in
      let statements = try await database.recordingStatements {
        _ = try await Blog.objects.get(id: fixture.pop.id)
        for entry in try await Entry.objects.order({ $0.id }).all() { _ = try await entry.blog }
        try await transaction { try await Blog.objects.create(name: "x") }
      }
      #expect(statements.map(\.sql) == log.take())
      #expect(statements.count == 4)
      #expect(statements.map(\.statement.kind) == [.read, .read, .read, .write])
      #expect(statements.allSatisfy { $0.values == nil && $0.error == nil && $0.duration > .zero })
      #expect(statements.map(\.statement.model) == ["Blog", "Entry", "Blog", "Blog"])
      #expect(try await database.recordingStatements {}.isEmpty)
    }
  }

  @Test("RW-6: failed statements have their error, and are there when the closure throws")
  func failures() async throws {
    try await withBlogs { _, _ async throws in
      let recorder = StatementRecorder()
      await kindredError(.schema) {
        try await database.recordingStatements(by: recorder, showsValues: true) {
          _ = try await Blog.objects.filter { $0.name == "Pop" }.count()
          try await database.execute("DELETE FROM missing")
        }
      }
      #expect(recorder.statements.map { ($0.error as? KindredError)?.code } == [nil, .schema])
      #expect(recorder.statements.map(\.values) == [[.text("Pop")], []])
      let count = try await database.recordingStatements(by: recorder) { try await Blog.objects.count() }
      #expect(count == 3)
      #expect(recorder.statements.count == 3)
      recorder.removeAll()
      #expect(recorder.statements.isEmpty)
    }
  }

  @Test("RW-6: tasks that record at the same time do not see each other's statements")
  func parallel() async throws {
    try await withBlogs { _, _ async throws in
      let current = try database
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<16 {
          group.addTask {
            let statements = try await current.recordingStatements(showsValues: true) {
              for _ in 0..<(number % 4 + 1) {
                _ = try await Entry.objects.using(current).filter { $0.rating == number }.count()
              }
            }
            #expect(statements.count == number % 4 + 1)
            #expect(statements.allSatisfy { $0.values == [.integer(Int64(number))] })
          }
        }
        try await group.waitForAll()
      }
    }
  }
}
