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

  @Test("MQ-34, E-11: in when, aggregates, annotations, quantifiers and queries inside, and again in other queries")
  func places() async throws {
    try await withBlogs { _, _ async throws in
      let all = Entry.objects.order { $0.id }
      let words = try await all.values { _ in when((good || discussed).condition, then: "x").otherwise("-") }.all()
      #expect(words == ["x", "x", "x", "-"])
      let counts = try await Entry.objects.aggregate {
        ($0.count(filter: good.condition), $0.rating.sum(filter: (!discussed).condition))
      }
      #expect(counts.0 == 2 && counts.1 == 8)
      let annotated = try await all.annotate { _ in (good ^ discussed).condition }.all()
      #expect(annotated.map(\.1) == [false, true, true, false])
      #expect(
        try await Blog.objects.filter { $0.entry.any { _ in (good && discussed).condition } }.names() == ["Beatles"])
      #expect(
        try await Blog.objects.filter { $0.entry.all { _ in good.condition } }.names() == ["Cheese"])
      let inside = Blog.objects.filter { blog in
        Entry.objects.filter { $0.blog == blog && discussed.condition }.filter(good).hasRows
      }
      #expect(try await inside.names() == ["Beatles"])
      #expect(try await all.order { (good.condition, $0.id) }.values { $0.rating }.all() == [4, 2, 9, 6])
      try await Entry.objects.filter(good).update {
        $0.note.set(when(discussed.condition, then: "both").otherwise("good"))
      }
      #expect(try await all.values { $0.note }.all() == ["both", "old", "good", nil])
      // A Q that holds a query, and one made inside a closure.
      let newest = Q<Entry> { entry in
        !Entry.objects.filter { $0.blog == entry.blog && $0.rating > entry.rating }.hasRows
      }
      #expect(try await all.filter(newest && good).headlines() == ["Lennon lives", "Lennon and pop"])
      let made = Blog.objects.filter { blog in
        let own = Q<Entry> { $0.blog == blog && $0.rating < 3 }
        return Entry.objects.filter(own || own).hasRows
      }
      #expect(try await made.names() == ["Pop"])
    }
  }

  @Test("MQ-34: branches that are known to be empty go away, and what cannot hold runs no SQL")
  func impossible() async throws {
    let none = Q<Entry> { $0.rating.in([Int]()) }
    let some = Q<Entry> { $0.blog.in(Blog.objects.none()) }
    try onEachDialect { () throws in
      let text = try Entry.objects.filter(good).statement()
      for q in [none || good, good || some, none ^ good, good && !none, !(none || !good), (none && discussed) || good] {
        #expect(try Entry.objects.filter(q).statement() == text)
      }
      #expect(try Entry.objects.filter(!none).statement() == Entry.objects.statement())
      #expect(try Entry.objects.exclude(none).statement() == Entry.objects.statement())
    }
    try await withBlogs { _, log async throws in
      for q in [none, none && good, good && some, !(!none || good), (none || some) && !good] {
        let query = Entry.objects.filter(q)
        #expect(try await query.all() == [])
        #expect(try await query.count() == 0)
        #expect(try await !query.exists())
        #expect(try await query.first() == nil)
        #expect(try await query.values { $0.headline }.all() == [])
        #expect(try await query.aggregate { $0.count() } == 0)
        #expect(try await query.update { $0.rating.set(0) } == 0)
        #expect(try await query.delete().total == 0)
        #expect(try await query.getOrNil() == nil)
      }
      #expect(log.take() == [])
      #expect(try await Blog.objects.filter { $0.entry.any { _ in none.condition } }.all() == [])
      #expect(log.take() == [])
      #expect(try await Blog.objects.filter { $0.entry.none { _ in none.condition } }.count() == 3)
    }
  }
}

extension QuerySet {
  fileprivate func getOrNil() async throws -> Model? {
    do { return try await get() } catch is any ObjectDoesNotExist { return nil }
  }
}
