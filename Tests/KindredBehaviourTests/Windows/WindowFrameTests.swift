import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@Suite("Windows: frames")
struct WindowFrameTests {
  /// The sums of the ratings in the order of the entries, over a frame by the entries' keys.
  private func sums(_ frame: WindowFrame) async throws -> [Int?] {
    try await Entry.objects.order { $0.id }.values { $0.rating.sum().over(orderBy: $0.id, frame: frame) }.all()
  }

  /// The same by the entries' blogs, which have two entries each.
  private func sumsByBlog(_ frame: WindowFrame) async throws -> [Int?] {
    try await Entry.objects.order { $0.id }.values { $0.rating.sum().over(orderBy: $0.blogID, frame: frame) }.all()
  }

  @Test("W-2: frames of rows: before, behind, without end, and far away")
  func rows() async throws {
    try await withBlogs { _, _ async throws in
      // 9, 4, 6, 2
      #expect(try await sums(.rows(-1...1)) == [13, 19, 12, 8])
      #expect(try await sums(.rows(-2...0)) == [9, 13, 19, 12])
      #expect(try await sums(.rows(0...0)) == [9, 4, 6, 2])
      #expect(try await sums(.rows(...0)) == [9, 13, 19, 21])
      #expect(try await sums(.rows(0...)) == [21, 12, 8, 2])
      #expect(try await sums(.rows(...)) == [21, 21, 21, 21])
      #expect(try await sums(.rows(...(-1))) == [nil, 9, 13, 19])
      #expect(try await sums(.rows(1...2)) == [10, 8, 2, nil])
      #expect(try await sums(.rows(-2 ... -1)) == [nil, 9, 13, 10])
      #expect(try await sums(.rows(.preceding(1), .unboundedFollowing)) == [21, 21, 12, 8])
      #expect(try await sums(.rows(.unboundedPreceding, .following(1))) == [13, 19, 21, 21])
      #expect(try await sums(.rows(Int.min...Int.max)) == [21, 21, 21, 21])
      #expect(try await sums(.rows(.following(0), .following(0))) == [9, 4, 6, 2])
    }
  }

  @Test("W-2: frames with other distances share a plan")
  func plans() async throws {
    try await withBlogs { _, log async throws in
      _ = log.take()
      let found = [try await sums(.rows(-1...1)), try await sums(.rows(-2...2)), try await sums(.rows(-3...3))]
      #expect(found == [[13, 19, 12, 8], [19, 21, 21, 12], [21, 21, 21, 21]])
      let texts = Set(log.take())
      #expect(texts.count == 1)
      // Other kinds of bounds have other texts, and other orders too.
      _ = try await sums(.rows(-1...0))
      _ = try await sums(.groups(-1...1))
      _ = try await sums(.rows(-1...1).excluding(.currentRow))
      _ = try await Entry.objects.order { $0.id }
        .values { $0.rating.sum().over(orderBy: $0.id.desc, frame: .rows(-1...1)) }.all()
      #expect(Set(log.take()).union(texts).count == 5)
    }
  }

  @Test("W-3: ranges of values, with rows that are equal")
  func ranges() async throws {
    try await withBlogs { blogs, _ async throws in
      func sums(_ frame: WindowFrame) async throws -> [Int?] {
        try await Entry.objects.order { $0.rating }.values { $0.rating.sum().over(orderBy: $0.rating, frame: frame) }
          .all()
      }
      // 2, 4, 6, 9
      #expect(try await sums(.range(-2...2)) == [6, 12, 10, 9])
      #expect(try await sums(.range(.preceding(3), .currentRow)) == [2, 6, 10, 15])
      #expect(try await sums(.range(.unboundedPreceding, .currentRow)) == [2, 6, 12, 21])
      #expect(try await sums(.range(.following(1), .unboundedFollowing)) == [19, 15, 9, nil])
      #expect(try await sumsByBlog(.range(.currentRow, .currentRow)) == [13, 13, 8, 8])
      // From the largest to the smallest, "preceding" is larger.
      let falling = try await Entry.objects.order { $0.rating.desc }
        .values { $0.rating.sum().over(orderBy: $0.rating.desc, frame: .range(.preceding(3), .currentRow)) }.all()
      #expect(falling == [9, 15, 10, 6])
      // Of numbers that are calculated.
      let doubled = try await Entry.objects.order { $0.rating }
        .values { $0.rating.sum().over(orderBy: $0.rating * 2, frame: .range(-4...4)) }.all()
      #expect(doubled == [6, 12, 10, 9])
    }
  }

  @Test("W-3: ranges of days where the database has them, an honest error elsewhere")
  func dates() async throws {
    try await withBlogs { blogs, _ async throws in
      let day = Date(timeIntervalSince1970: 1_000_000_000)
      for (index, entry) in [blogs.lives, blogs.yesterday, blogs.popLennon, blogs.percent].enumerated() {
        // Days 0, 1, 4 and 5.
        let date = day.addingTimeInterval(86_400 * Double([0, 1, 4, 5][index]))
        try await Entry.objects.filter { $0.pk == entry.id }.update { $0.pubDate.set(date) }
      }
      let week = Entry.objects.order { $0.id }.values {
        $0.rating.sum().over(orderBy: $0.pubDate, frame: .range(.preceding(.seconds(3 * 86_400)), .currentRow))
      }
      if Backend.isSQLite {
        let error = await kindredError(.invalidQuery) { _ = try await week.all() }
        #expect(error?.message.contains("does not exist on sqlite") == true)
      } else {
        // 9 | 9, 4 | 4, 6 | 6, 2
        #expect(try await week.all() == [9, 13, 10, 8])
      }
    }
  }

  @Test("W-3: frames of groups of equal rows")
  func groups() async throws {
    try await withBlogs { _, _ async throws in
      #expect(try await sumsByBlog(.groups(-1...0)) == [13, 13, 21, 21])
      #expect(try await sumsByBlog(.groups(0...0)) == [13, 13, 8, 8])
      #expect(try await sumsByBlog(.groups(.following(1), .unboundedFollowing)) == [8, 8, nil, nil])
    }
  }

  @Test("W-4: rows that a frame leaves out")
  func exclusion() async throws {
    try await withBlogs { _, _ async throws in
      let all = WindowFrame.range(.unboundedPreceding, .unboundedFollowing)
      // 9, 4 | 6, 2
      #expect(try await sumsByBlog(all.excluding(.currentRow)) == [12, 17, 15, 19])
      #expect(try await sumsByBlog(all.excluding(.group)) == [8, 8, 13, 13])
      #expect(try await sumsByBlog(all.excluding(.ties)) == [17, 12, 19, 15])
      #expect(try await sumsByBlog(all.excluding(.noOthers)) == [21, 21, 21, 21])
      #expect(try await sums(.rows(-1...1).excluding(.currentRow)) == [4, 15, 6, 6])
      let spread = try await Entry.objects.order { $0.id }.values {
        (
          $0.rating.variance().over(orderBy: $0.id, frame: .rows(-1...1).excluding(.currentRow)),
          $0.rating.bitOr().over(orderBy: $0.id, frame: .rows(...).excluding(.currentRow))
        )
      }.all()
      // 4 | 9, 6 | 4, 2 | 6
      #expect(spread.map(\.0) == [0, 2.25, 1, 0])
      #expect(spread.map(\.1) == [6, 15, 15, 15])
      #expect(
        try Entry.objects.values { $0.count().over(orderBy: $0.id, frame: .groups(-1...1).excluding(.ties)) }
          .sql(for: .sqlite).text
          == #"SELECT COUNT(*) OVER (ORDER BY "entry"."id" ASC GROUPS BETWEEN ?1 PRECEDING AND ?2 FOLLOWING EXCLUDE TIES) FROM "entry""#
      )
    }
  }

  @Test("W-2, W-3: frames that cannot be are errors")
  func impossible() async throws {
    try await withBlogs { _, log async throws in
      func refused(_ part: String, _ frame: WindowFrame) async {
        let error = await kindredError(.invalidQuery) { _ = try await sums(frame) }
        #expect(error?.message.contains(part) == true, "\(String(describing: error))")
      }
      await refused("ends before it starts", .rows(.following(1), .preceding(1)))
      await refused("ends before it starts", .rows(.currentRow, .preceding(1)))
      await refused("ends before it starts", .rows(.unboundedFollowing, .unboundedFollowing))
      await refused("ends before it starts", .rows(.unboundedPreceding, .unboundedPreceding))
      await refused("ends before it starts", .rows(.preceding(1), .preceding(3)))
      await refused("ends before it starts", .groups(.following(3), .following(1)))
      await refused("negative", .rows(.preceding(-1), .currentRow))
      await refused("negative", .range(.currentRow, .following(-0.5)))
      await refused("counts them", .rows(.preceding(1.5), .currentRow))
      await refused("counts them", .groups(.preceding(.seconds(1)), .currentRow))
      await refused("does not fit", .range(.preceding(.seconds(1)), .currentRow))
      await refused("does not fit", .range(.preceding(1.5), .currentRow))
      func refusedQuery<Value: FieldValue>(
        _ part: String, _ value: (Entry.Columns) -> Expr<Value>
      ) async {
        let error = await kindredError(.invalidQuery) { _ = try await Entry.objects.values { value($0) }.all() }
        #expect(error?.message.contains(part) == true, "\(String(describing: error))")
      }
      await refusedQuery("exactly one order") { $0.count().over(orderBy: $0.id, $0.rating, frame: .range(-1...1)) }
      await refusedQuery("exactly one order") { $0.count().over(frame: .range(-1...1)) }
      await refusedQuery("needs an order") { $0.count().over(frame: .groups(-1...1)) }
      await refusedQuery("does not fit") { $0.count().over(orderBy: $0.headline, frame: .range(-1...1)) }
      #expect(log.take() == [])
    }
  }
}
