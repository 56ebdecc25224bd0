import Kindred
import KindredSQLite
import Testing

@testable import KindredCore

@Suite("Conditions that are kept")
struct QTests {
  private let good = Q<Entry> { $0.rating >= 6 }
  private let discussed = Q<Entry> { $0.comments >= 3 }

  @Test("MQ-34, E-19: and, or, exclusive or, not")
  func operators() async throws {
    try await withBlogs { _, _ async throws in
      // Ratings 9, 4, 6, 2; comments 3, 8, 2, 0.
      let all = Entry.objects.order { $0.id }
      #expect(try await all.filter(good && discussed).headlines() == ["Lennon lives"])
      #expect(try await all.filter(good || discussed).headlines() == ["Lennon lives", "Yesterday", "Lennon and pop"])
      #expect(try await all.filter(good ^ discussed).headlines() == ["Yesterday", "Lennon and pop"])
      #expect(try await all.filter(!good).headlines() == ["Yesterday", "100% pop"])
      #expect(try await all.exclude(good || discussed).headlines() == ["100% pop"])
      #expect(
        try await all.filter { $0.headline.contains("Lennon") && !discussed.condition }.headlines()
          == ["Lennon and pop"])
      #expect(try await all.filter { ($0.rating > 5) ^ ($0.note == "new") }.headlines() == ["Lennon lives"])
    }
  }

  @Test("MQ-34: conditions begin with one that always holds, or never")
  func constants() async throws {
    try await withBlogs { _, _ async throws in
      func any(_ words: [String]) async throws -> [String] {
        try await Entry.objects.order { $0.id }.filter { entry in
          words.reduce(QueryCondition.never) { $0 || entry.headline.iContains($1) }
        }.headlines()
      }
      #expect(try await any(["yester", "100"]) == ["Yesterday", "100% pop"])
      #expect(try await any([]) == [])
      func all(_ words: [String]) async throws -> Int {
        try await Entry.objects.filter { entry in
          words.reduce(QueryCondition.always) { $0 && entry.headline.iContains($1) }
        }.count()
      }
      #expect(try await all(["lennon", "pop"]) == 1)
      #expect(try await all([]) == 4)
      #expect(try await Entry.objects.filter { !($0.rating > 5 || QueryCondition.never) }.count() == 2)
    }
  }

  @Test("MQ-34: an empty one is neutral, alone and beside others")
  func empty() async throws {
    let none = Q<Entry>()
    try onEachDialect { () throws in
      let text = try Entry.objects.filter(good).statement()
      for q in [none && good, good && none, none || good, good || none, good ^ none] {
        #expect(try Entry.objects.filter(q).statement() == text)
      }
      #expect(try Entry.objects.filter(none).statement() == Entry.objects.statement())
      #expect(try Entry.objects.exclude(!none).statement() == Entry.objects.statement())
    }
    #expect((!none).isEmpty)
    try await withBlogs { _, _ async throws in
      var any = Q<Entry>()
      for word in ["lives", "day", "' OR 1"] { any = any || Q { $0.headline.contains(word) } }
      #expect(try await Entry.objects.filter(any).order { $0.id }.headlines() == ["Lennon lives", "Yesterday"])
      #expect(try await Entry.objects.filter { none.condition && $0.rating == 4 }.headlines() == ["Yesterday"])
      #expect(try await Entry.objects.filter { _ in none.condition }.count() == 4)
    }
  }
}
