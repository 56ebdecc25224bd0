import Kindred
import Testing

@Suite("Results: streams")
struct ResultStreamTests {
  @Test("Rows of a result come one by one, in order, across chunks, in one statement")
  func stream() async throws {
    try await withDatabase { log async throws in
      let blog = try await Blog.objects.create(name: "b")
      try await blog.entrySet.bulkCreate((0..<1000).map { Entry(blog: blog, headline: "h\($0)", rating: $0) })
      _ = log.take()
      var ratings: [Int] = []
      for try await rating in Entry.objects.values({ $0.rating }).order({ $0 }).rows { ratings.append(rating) }
      #expect(ratings == Array(0..<1000))
      var sum = 0
      for try await (headline, double) in Entry.objects.values({ ($0.headline, $0.rating * 2) }).rows {
        #expect(headline == "h\(double / 2)")
        sum += double
      }
      #expect(sum == 999_000)
      #expect(log.take().count == 2)
      var count = 0
      for try await (entry, remarks) in Entry.objects.annotate({ $0.remarks.count() }).order({ entry, _ in entry.id })
        .rows
      {
        #expect(entry.rating == count && remarks == 0)
        count += 1
        if count == 600 { break }
      }
      #expect(log.take().count == 1)
      #expect(try await Entry.objects.values { $0.rating }.rows.reduce(0, +) == 499_500)
      for try await _ in Entry.objects.none().values({ $0.rating }).rows { Issue.record("a row of none()") }
      // Foreign keys are loaded for the rows of a chunk together.
      _ = log.take()
      for try await (entry, _) in Entry.objects.annotate({ $0.rating + 1 })[..<300].rows {
        #expect(try await entry.blog == blog)
      }
      #expect(log.take().count <= 4)
    }
  }

  @Test("A mistake is thrown when the first row is asked for")
  func mistakes() async throws {
    try await withBlogs { _, _ async throws in
      await kindredError(.invalidQuery) {
        for try await _ in Entry.objects.values({ $0.rating })[..<2].filter({ $0 > 1 }).rows {}
      }
    }
  }
}
