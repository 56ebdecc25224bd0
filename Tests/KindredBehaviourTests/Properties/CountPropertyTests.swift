import Kindred
import Testing

@testable import KindredCore

@Suite("Properties of counts")
struct CountPropertyTests {
  private func refined<W: World>(_ query: QuerySet<W.M>, _ world: W.Type, _ draw: inout Draw) -> QuerySet<W.M> {
    var query = query
    if draw.chance(50) { query = query.distinct() }
    if draw.chance(70) {
      let numbers = (0...draw.below(2)).map { _ in draw.one(W.numbers) }
      let isDescending = draw.chance(50)
      query = query.order { columns in
        let term = numbers[0].build(columns)
        return isDescending ? term.desc.nullsLast : term.asc.nullsFirst
      }
    } else if draw.chance(20) {
      query = query.order { _ in QueryOrdering.random }
    }
    if draw.chance(30) { query = query.reversed() }
    if draw.chance(50) {
      let lower = draw.below(3)
      query = draw.chance(50) ? query[lower...] : query[lower..<(lower + draw.below(6))]
    }
    return query
  }

  private func check<W: World>(_ world: W.Type, _ seeds: Range<Int>) async throws {
    try await withSample(Sample(seed: seeds.lowerBound)) { backend async throws in
      for seed in seeds {
        var draw = Draw(seed: seed)
        let filtered = draw.chance(60) ? RandomFilter<W>(&draw).query : W.M.objects
        let query = refined(filtered, world, &draw)
        do {
          let rows = try await query.all()
          #expect(try await query.count() == rows.count, "seed \(seed) on \(backend)")
          #expect(try await query.exists() == !rows.isEmpty, "seed \(seed) on \(backend)")
          if query.query.isDistinct {
            #expect(Set(rows.map(\.primaryKey)).count == rows.count, "seed \(seed) on \(backend)")
          }
        } catch {
          Issue.record("seed \(seed) on \(backend): \(error)")
        }
      }
    }
  }

  @Test("T-5: count() is the number of rows of all()")
  func counts() async throws {
    try await check(EntryWorld.self, 0..<Seeds.count(500))
    try await check(BlogWorld.self, 500..<(500 + Seeds.count(500)))
  }

  /// A result of the query: of its rows, of groups of them, or of its objects.
  private func checkResult<W: World>(
    _ query: QuerySet<W.M>, _ world: W.Type, _ draw: inout Draw, _ place: Testing.Comment
  ) async throws {
    let (number, other) = (draw.one(W.numbers), draw.one(W.numbers))
    let (limit, lower, upper) = (draw.below(4), draw.below(3), draw.below(6))
    let isDistinct = draw.chance(30)
    let isSliced = draw.chance(40)
    func check<Element, Kind, each Value>(_ result: ResultQuery<W.M, Element, Kind, repeat each Value>) async throws {
      var result = isDistinct ? result.distinct() : result
      if isSliced { result = result[lower..<(lower + upper)] }
      let rows = try await result.all()
      #expect(try await result.count() == rows.count, place)
      #expect(try await result.exists() == !rows.isEmpty, place)
      var streamed = 0
      for try await _ in result.rows { streamed += 1 }
      #expect(streamed == rows.count, place)
    }
    switch draw.below(5) {
    case 0: try await check(query.values { number.build($0) })
    case 1: try await check(query.values { (number.build($0), other.build($0)) }.filter { first, _ in first > limit })
    case 2:
      // The groups by their numbers, some of them, and without them.
      let groups = query.values { number.build($0) }.annotate { columns, _ in W.key(columns).count(distinct: true) }
      try await check(groups.filter { _, count in count > limit }.order { number, count in (count, number.desc) })
      try await check(groups.values { _, _, count in count })
    case 3: try await check(query.annotate { number.build($0) }.exclude { _, value in value > limit })
    default:
      let counted = query.annotate { W.key($0).count(distinct: true) }.annotate { _, count in count + 1 }
      try await check(counted.filter { _, count, more in more > limit || count == 1 })
      try await check(counted.values { columns, _, more in (W.key(columns), more) })
    }
  }

  @Test("T-5: count() of a result is the number of rows of all() and of its stream")
  func resultCounts() async throws {
    func check<W: World>(_ world: W.Type, _ seeds: Range<Int>) async throws {
      try await withSample(Sample(seed: seeds.lowerBound)) { backend async throws in
        for seed in seeds {
          var draw = Draw(seed: seed)
          let query = draw.chance(60) ? RandomFilter<W>(&draw).query : W.M.objects
          do {
            try await checkResult(query, world, &draw, "seed \(seed) on \(backend)")
          } catch {
            Issue.record("seed \(seed) on \(backend): \(error)")
          }
        }
      }
    }
    try await check(EntryWorld.self, 2000..<(2000 + Seeds.count(150)))
    try await check(BlogWorld.self, 3000..<(3000 + Seeds.count(150)))
  }

  @Test("Q-7: a distinct query in the order of related rows has each object once, where its first row is")
  func distinctOrder() async throws {
    try await withBlogs { _, _ async throws in
      // The ratings are 9 and 4 for Beatles, 6 and 2 for Pop, and none for Cheese.
      let rated = Blog.objects.filter { $0.entry.rating > 0 }.distinct()
      #expect(try await rated.order { $0.entry.rating }.names() == ["Pop", "Beatles"])
      #expect(try await rated.order { $0.entry.rating.desc }.names() == ["Beatles", "Pop"])
      #expect(try await rated.order { $0.entry.rating.desc }.count() == 2)
      #expect(try await rated.order { $0.entry.rating.desc }[1...].names() == ["Pop"])
      let all = Blog.objects.order { $0.entry.rating.asc.nullsFirst }.distinct()
      #expect(try await all.names() == ["Cheese", "Pop", "Beatles"])
      #expect(try await Blog.objects.order { $0.entry.rating }.count() == 5, "without distinct, once for each entry")
      #expect(try await Blog.objects.distinct().order { _ in QueryOrdering.random }.count() == 3)
      #expect(try await Set(Blog.objects.distinct().order { _ in QueryOrdering.random }.names()).count == 3)
      // The names of the entries' blogs, in the order of the ratings.
      let names: [String] = try await Entry.objects.order { $0.rating }.values { $0.blog.name }.distinct().all()
      #expect(names == ["Pop", "Beatles"])
    }
  }
}
