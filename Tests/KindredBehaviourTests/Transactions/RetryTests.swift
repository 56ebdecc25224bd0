import Kindred
import Synchronization
import Testing

@Suite("Transactions that run again")
struct RetryTests {
  @Test("Conflicts are run again until all are through, and no change is lost")
  func conflicts() async throws {
    try await withBlogs { fixture, _ async throws in
      let database = try #require(Database.current)
      let ids = [fixture.lives.id, fixture.yesterday.id]
      let before = fixture.lives.comments + fixture.yesterday.comments
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<8 {
          group.addTask {
            try await database.transaction(isolation: .serializable, retry: .upTo(1_000)) {
              // Some go one way and some the other, so that they also lock in opposite order.
              for id in number.isMultiple(of: 2) ? ids : ids.reversed() {
                var entry = try await Entry.objects.get(id: id)
                entry.comments += 1
                try await entry.save()
              }
            }
          }
        }
        try await group.waitForAll()
      }
      let after = try await Entry.objects.filter { $0.id.in(ids) }.all().map(\.comments).reduce(0, +)
      #expect(after == before + 16)
    }
  }

  @Test("Other errors are not run again, nor is anything without being asked")
  func otherErrors() async throws {
    try await withDatabase { _ async throws in
      let runs = Atomic<Int>(0)
      await kindredError(.uniqueViolation) {
        try await transaction(retry: .upTo(5)) {
          runs.add(1, ordering: .relaxed)
          try await Country.objects.create(Country(code: "SE", name: "Sweden"))
          try await Country.objects.create(Country(code: "SE", name: "again"))
        }
      }
      #expect(runs.load(ordering: .relaxed) == 1)
    }
  }
}
