import Kindred
import Testing

@Suite("Advisory locks")
struct AdvisoryLockTests {
  @Test("A lock is held to the end of its transaction, and wants one that may write")
  func holds() async throws {
    try await withDatabase { _ async throws in
      let database = try #require(Database.current)
      try await transaction {
        try await database.advisoryLock("import")
        #expect(try await database.tryAdvisoryLock("import"))
        try await Author.objects.create(name: "Ann")
      }
      await kindredError(.transaction) { try await database.advisoryLock("import") }
      await kindredError(.transaction) {
        try await transaction(readOnly: true) { try await database.advisoryLock("import") }
      }
      #expect(try await Author.objects.count() == 1)
    }
  }

  @Test("Two tasks under the same lock never overlap")
  func excludes() async throws {
    try await withBlogs { fixture, _ async throws in
      let database = try #require(Database.current)
      let id = fixture.lives.id
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<10 {
          group.addTask {
            try await database.transaction {
              try await database.advisoryLock("count")
              // Reading and then writing loses changes when two do it at once.
              var entry = try await Entry.objects.get(id: id)
              entry.comments += 1
              try await entry.save()
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(try await Entry.objects.get(id: id).comments == 13)
    }
  }
}
