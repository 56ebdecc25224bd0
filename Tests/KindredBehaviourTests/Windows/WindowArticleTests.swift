import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

/// The rows that the article about windows states.
@Suite("The article about windows")
struct WindowArticleTests {
  /// One blog with ratings 9, 4, 6, 2, a day apart.
  private func withRatings(_ body: () async throws -> Void) async throws {
    try await withDatabase { _ async throws in
      let blog = try await Blog.objects.create(name: "b")
      for (number, rating) in [9, 4, 6, 2].enumerated() {
        try await Entry.objects.create(
          blog: blog, headline: "\(number)", rating: rating,
          pubDate: Date(timeIntervalSince1970: Double(number) * 86_400))
      }
      try await body()
    }
  }

  @Test("W-1 to W-9: the table of functions")
  func functions() async throws {
    try await withRatings { () async throws in
      let entries = Entry.objects.order { $0.id }
      #expect(try await entries.annotate { $0.rating.sum().over() }.all().map(\.1) == [21, 21, 21, 21])
      #expect(try await entries.annotate { $0.rating.sum().over(orderBy: $0.id) }.all().map(\.1) == [9, 13, 19, 21])
      #expect(
        try await entries.annotate { $0.rating.sum().over(orderBy: $0.id, frame: .rows(-1...0)) }.all().map(\.1)
          == [9, 13, 10, 8])
      #expect(try await entries.annotate { $0.rating.lag().over(orderBy: $0.id) }.all().map(\.1) == [nil, 9, 4, 6])
      #expect(
        try await entries.annotate { $0.rating.firstValue().over(orderBy: $0.id) }.all().map(\.1) == [9, 9, 9, 9])
      #expect(
        try await entries.annotate { Window.rank().over(orderBy: $0.rating.desc) }.all().map(\.1) == [1, 3, 2, 4])
    }
  }

  @Test("W-5: conditions before and behind a window")
  func conditions() async throws {
    try await withRatings { () async throws in
      let ranked = Entry.objects.annotate { Window.rank().over(orderBy: $0.rating.desc) }
      #expect(
        try await ranked.filter { entry, _ in entry.rating < 9 }.order { _, rank in rank }.all().map(\.1) == [2, 3, 4])
      #expect(
        try await Entry.objects.filter { $0.rating < 9 }.annotate { Window.rank().over(orderBy: $0.rating.desc) }
          .order { _, rank in rank }.all().map(\.1) == [1, 2, 3])
      // The newest two of each blog stay.
      let deleted = try await Entry.objects.filter {
        Window.rowNumber().over(partitionBy: $0.blog, orderBy: $0.pubDate.desc) > 2
      }.delete()
      #expect(deleted.total == 2)
      #expect(try await Entry.objects.order { $0.id }.values { $0.rating }.all() == [6, 2])
    }
  }

  @Test("W-1, W-8: totals of windows, and windows over groups")
  func totals() async throws {
    try await withRatings { () async throws in
      let quarters = Entry.objects.alias { Window.ntile(4).over(orderBy: $0.rating) }
        .values { entry, quarter in (quarter, entry.count(), entry.rating.avg()) }
        .order { quarter, _, _ in quarter }
      #expect(
        try await quarters.all().map { "\($0.0) \($0.1) \($0.2 ?? 0)" } == ["1 1 2.0", "2 1 4.0", "3 1 6.0", "4 1 9.0"])
      // Steps: 9, -5, 2, -4.
      let steepest = try await Entry.objects.aggregate {
        ($0.rating - $0.rating.lag(default: 0).over(orderBy: $0.pubDate)).max()
      }
      #expect(steepest == 9)
      let shares = Entry.objects.values { ($0.rating % 2, $0.count()) }
      let ranked = shares.annotate { _, _, count in (count.sum().over(), Window.rank().over(orderBy: count.desc)) }
      let all = try await ranked.order { odd, _, _, _ in odd }.all()
      #expect(all.map(\.2) == [4, 4])
      #expect(all.map(\.3) == [1, 2])
    }
  }

  @Test("W-2 to W-4: every frame that the article lists")
  func frames() async throws {
    try await withRatings { () async throws in
      let sums: [(WindowFrame, [Int?])] = [
        (.rows(-2...0), [9, 13, 19, 12]), (.rows(...0), [9, 13, 19, 21]), (.rows(...), [21, 21, 21, 21]),
        (.rows(.preceding(1), .unboundedFollowing), [21, 21, 12, 8]), (.groups(-1...1), [13, 19, 12, 8]),
        (.rows(-1...1).excluding(.currentRow), [4, 15, 6, 6]),
      ]
      for (frame, expected) in sums {
        #expect(
          try await Entry.objects.order { $0.id }.annotate { $0.rating.sum().over(orderBy: $0.id, frame: frame) }.all()
            .map(\.1) == expected)
      }
      // By the rating: no more than 2 less or more.
      #expect(
        try await Entry.objects.order { $0.id }
          .annotate { $0.rating.sum().over(orderBy: $0.rating, frame: .range(-2...2)) }.all().map(\.1) == [
            9, 12, 10, 6,
          ])
      let days = Entry.objects.order { $0.id }.annotate {
        $0.rating.sum().over(orderBy: $0.pubDate, frame: .range(.preceding(.seconds(86_400)), .currentRow))
      }
      if Backend.isSQLite {
        await kindredError(.invalidQuery) { _ = try await days.all() }
      } else {
        #expect(try await days.all().map(\.1) == [9, 13, 10, 8])
      }
    }
  }
}
