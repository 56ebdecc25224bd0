import Kindred
import Testing

@Suite("Streams")
struct StreamTests {
  @Test("Rows come one by one, in order, across chunks")
  func stream() async throws {
    try await withDatabase { log async throws in
      let blog = try await Blog.objects.create(name: "b")
      try await blog.entrySet.bulkCreate((0..<1000).map { Entry(blog: blog, headline: "\($0)", rating: $0) })
      _ = log.take()
      var ratings: [Int] = []
      for try await entry in Entry.objects.order({ $0.rating }).rows { ratings.append(entry.rating) }
      #expect(ratings == Array(0..<1000))
      #expect(log.take().count == 1)
      var count = 0
      for try await entry in blog.entrySet.rows {
        count += 1
        #expect(entry.$blog.loaded == blog)
        if count == 10 { break }
      }
      #expect(log.take().count == 1)
      #expect(try await Entry.objects.rows.reduce(0) { $0 + $1.rating } == 499_500)
    }
  }

  @Test("Writing while reading, on the same database")
  func writing() async throws {
    try await withBlogs { blogs, _ async throws in
      for try await entry in Entry.objects.order({ $0.id }).rows {
        var changed = entry
        changed.comments = 77
        try await changed.save()
        try await entry.remarks.create(text: "seen")
      }
      #expect(try await Entry.objects.filter { $0.comments == 77 }.count() == 4)
      #expect(try await Comment.objects.count() == 4)
    }
  }
}
