import Foundation
import Kindred
import SeededRandom
import Testing

@Suite("Updates of many objects")
struct BulkUpdateTests {
  @Test("T-9: one statement for a batch")
  func statement() async throws {
    try await withBlogs { blogs, log async throws in
      var entries = try await Entry.objects.order { $0.id }.all()
      for index in entries.indices {
        entries[index].rating = index
        entries[index].note = index == 1 ? nil : "n\(index)"
        entries[index].headline = "not stored"
      }
      _ = log.take()
      #expect(try await Entry.objects.bulkUpdate(entries) { ($0.rating, $0.note) } == 4)
      #expect(
        log.take() == [
          spelled(
            sqlite:
              #"UPDATE "entry" SET "rating" = "changed"."column2", "note" = "changed"."column3" FROM (VALUES (?1, ?2, ?3), (?4, ?5, ?6), (?7, ?8, ?9), (?10, ?11, ?12)) AS "changed" WHERE "entry"."id" = "changed"."column1""#,
            postgres:
              #"UPDATE "entry" SET "rating" = "changed"."column2", "note" = "changed"."column3" FROM (VALUES ($1::bigint, $2::bigint, $3::text), ($4, $5, $6), ($7, $8, $9), ($10, $11, $12)) AS "changed" WHERE "entry"."id" = "changed"."column1""#
          )
        ])
      let stored = try await Entry.objects.order { $0.id }.all()
      #expect(stored.map(\.rating) == [0, 1, 2, 3] && stored.map(\.note) == ["n0", nil, "n2", "n3"])
      #expect(stored[0].headline == "Lennon lives")
    }
  }

  @Test("T-9: only rows of the query, and as many as there are")
  func scope() async throws {
    try await withBlogs { blogs, _ async throws in
      var entries = try await Entry.objects.all()
      for index in entries.indices { entries[index].comments = 100 }
      // Conditions have values of their own.
      #expect(try await blogs.pop.entrySet.filter { $0.rating > 5 }.bulkUpdate(entries) { $0.comments } == 1)
      #expect(try await Entry.objects.filter { $0.comments == 100 }.headlines() == ["Lennon and pop"])
      #expect(try await Entry.objects.filter { $0.blog.name == "Beatles" }.bulkUpdate(entries) { $0.comments } == 2)
      try await Entry.objects.filter { $0.id == blogs.lives.id }.delete()
      #expect(try await Entry.objects.bulkUpdate(entries) { $0.comments } == 3)
      #expect(try await Entry.objects.none().bulkUpdate(entries) { $0.comments } == 0)
      #expect(try await Entry.objects.bulkUpdate([Entry]()) { $0.comments } == 0)
    }
  }

  @Test("T-9: what is not clear is refused before anything runs")
  func refused() async throws {
    try await withBlogs { blogs, log async throws in
      await kindredError(.unsavedObject) {
        try await Blog.objects.bulkUpdate([blogs.pop, Blog(name: "new")]) { $0.name }
      }
      let error = await kindredError(.invalidQuery) {
        try await Blog.objects.bulkUpdate([blogs.pop, blogs.beatles, blogs.pop]) { $0.name }
      }
      #expect(error?.message.contains("0 and 2") == true)
      await kindredError(.invalidQuery) { try await Blog.objects.bulkUpdate([blogs.pop]) { ($0.name, $0.id) } }
      await kindredError(.invalidQuery) { try await Entry.objects.bulkUpdate([blogs.lives]) { $0.blog.name } }
      await kindredError(.invalidQuery) { try await Blog.objects[..<1].bulkUpdate([blogs.pop]) { $0.name } }
      await kindredError(.invalidQuery) {
        try await Blog.objects.bulkUpdate([blogs.pop], batchSize: 0) { $0.name }
      }
      #expect(log.take() == [])
    }
  }

  @Test("T-9: all or nothing, and an error names the field")
  func atomic() async throws {
    try await withDatabase { _ async throws in
      var authors = try await Author.objects.bulkCreate((0..<10).map { Author(name: "a\($0)") })
      for index in authors.indices { authors[index].name = "b" }
      authors[9].name = "\0"
      let error = await kindredError(.invalidValue) { [authors] in
        try await Author.objects.bulkUpdate(authors, batchSize: 4) { $0.name }
      }
      #expect(error?.column == "name")
      #expect(try await Author.objects.filter { $0.name == "b" }.count() == 0)
    }
  }

  @Test("T-9: values of all types keep them")
  func types() async throws {
    try await withDatabase { _ async throws in
      var countries = try await Country.objects.bulkCreate([
        Country(code: "a", name: "a"), Country(code: "b", name: "b"),
      ])
      countries[0].level = .veryHigh
      countries[0].settings = Settings(theme: "li'ght", sizes: [1, 2])
      countries[0].extra = ["x": 1]
      countries[0].area = 12.25
      countries[0].budget = Money(cents: 7)
      countries[0].created = .init(timeIntervalSince1970: 0.25)
      countries[1].created = nil
      #expect(
        try await Country.objects.bulkUpdate(countries) {
          ($0.level, $0.settings, $0.extra, $0.area, $0.budget, $0.created)
        } == 2)
      let stored = try await Country.objects.order { $0.code }.all()
      #expect(stored[0].level == .veryHigh && stored[0].settings == countries[0].settings)
      #expect(stored[0].extra == ["x": 1] && stored[0].area == 12.25 && stored[0].budget.cents == 7)
      #expect(stored[0].created == countries[0].created && stored[1].created == nil && stored[1].extra == nil)
      var lists = try await Lists.objects.create(tags: ["a"])
      lists.tags = ["x", "it's"]
      lists.numbers = [1, 2, 3]
      lists.small = nil
      #expect(try await Lists.objects.bulkUpdate([lists]) { ($0.tags, $0.numbers, $0.small) } == 1)
      let list = try await Lists.objects.get()
      #expect(list.tags == ["x", "it's"] && list.numbers == [1, 2, 3])
    }
  }

  @Test("T-8, T-9: random updates are those of an array", arguments: 0..<Seeds.count(5))
  func property(seed: Int) async throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let count = Int.random(in: 1...60, using: &random)
    let rounds = (0..<4).map { _ -> (chosen: [Int], ratings: [Int], size: Int) in
      let chosen = (0..<count).filter { _ in Bool.random(using: &random) }.shuffled(using: &random)
      return (
        chosen, chosen.map { _ in Int.random(in: -9...9, using: &random) }, Int.random(in: 1...17, using: &random)
      )
    }
    let threshold = Int.random(in: -9...9, using: &random)
    try await withDatabase { _ async throws in
      let blog = try await Blog.objects.create(name: "b")
      var entries = try await Entry.objects.bulkCreate(
        (0..<count).map { Entry(blog: blog, headline: "\($0)", rating: 0) })
      var model = Array(repeating: 0, count: count)
      for round in rounds {
        for (index, rating) in zip(round.chosen, round.ratings) { entries[index].rating = rating }
        let changed = round.chosen.filter { model[$0] <= threshold }
        let updated = try await Entry.objects.filter { $0.rating <= threshold }
          .bulkUpdate(round.chosen.map { entries[$0] }, batchSize: round.size) { $0.rating }
        #expect(updated == changed.count)
        for index in changed { model[index] = entries[index].rating }
        #expect(try await Entry.objects.order { $0.id }.values { $0.rating }.all() == model)
      }
    }
  }
}
