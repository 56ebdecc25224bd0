import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@testable import KindredCore

/// A query made of set operations and of `&`, `|`, `^`, with the keys of its rows as plain arrays give them.
private struct RandomSet<W: World> {
  let query: QuerySet<W.M>
  /// Each as often as the query has it.
  let keys: [Int]

  init(_ draw: inout Draw, _ sample: Sample, depth: Int) {
    if depth == 0 || draw.chance(20) {
      self.init(leaf: RandomFilter(&draw, depth: 2), &draw, sample)
      return
    }
    let (one, other) = (
      RandomSet(&draw, sample, depth: depth - 1), RandomSet(&draw, sample, depth: depth - 1)
    )
    let isAll = draw.chance(40)
    switch draw.below(7) {
    case 0, 1: self.init(query: one.query.union(other.query, all: isAll), keys: one.union(other, isAll))
    case 2: self.init(query: one.query.intersection(other.query, all: isAll), keys: one.intersection(other, isAll))
    case 3: self.init(query: one.query.difference(other.query, all: isAll), keys: one.difference(other, isAll))
    case _ where one.query.query.window.isSlice || other.query.query.window.isSlice: self = one
    case 4: self.init(query: one.query & other.query, keys: one.product(other))
    case 5: self.init(query: one.query | other.query, keys: one.union(other, false))
    default:
      let keys = Set(one.keys).symmetricDifference(other.keys)
      self.init(query: one.query ^ other.query, keys: keys.sorted())
    }
  }

  private init(leaf: RandomFilter<W>, _ draw: inout Draw, _ sample: Sample) {
    let keys = leaf.keys(sample).sorted()
    guard draw.chance(30) else {
      self.init(query: leaf.query, keys: keys)
      return
    }
    let count = 1 + draw.below(4)
    self.init(query: leaf.query.order { W.key($0) }[..<count], keys: Array(keys.prefix(count)))
  }

  private init(query: QuerySet<W.M>, keys: [Int]) { (self.query, self.keys) = (query, keys) }

  private func union(_ other: RandomSet, _ isAll: Bool) -> [Int] {
    isAll ? keys + other.keys : Set(keys).union(other.keys).sorted()
  }

  private func intersection(_ other: RandomSet, _ isAll: Bool) -> [Int] {
    if !isAll { return Set(keys).intersection(other.keys).sorted() }
    return Set(keys).flatMap { Array(repeating: $0, count: min(count(of: $0), other.count(of: $0))) }
  }

  private func difference(_ other: RandomSet, _ isAll: Bool) -> [Int] {
    if !isAll { return Set(keys).subtracting(other.keys).sorted() }
    return Set(keys).flatMap { Array(repeating: $0, count: max(0, count(of: $0) - other.count(of: $0))) }
  }

  /// Conditions of both: joins repeat rows as often as both do, the rows of a set operation are looked up by key.
  private func product(_ other: RandomSet) -> [Int] {
    let isLookedUp = other.query.query.extras?.source != nil
    return Set(keys).flatMap { key in
      let times = isLookedUp ? min(1, other.count(of: key)) : other.count(of: key)
      return Array(repeating: key, count: count(of: key) * times)
    }
  }

  private func count(of key: Int) -> Int { keys.count { $0 == key } }
}

@Suite("Properties of sets")
struct SetPropertyTests {
  private func check<W: World>(_ world: W.Type, _ seeds: Range<Int>) async throws {
    let sample = Sample(seed: seeds.lowerBound)
    try await withSample(sample) { backend async throws in
      for seed in seeds {
        var draw = Draw(seed: seed)
        // The parser of SQLite has a limit to how deep statements may nest.
        draw.nesting = 2
        let set = RandomSet<W>(&draw, sample, depth: 1 + draw.below(3))
        let expected = set.keys.sorted()
        let text = try set.query.sql(for: backend == .sqlite ? .sqlite : .postgres).text
        do {
          let found: [Int] = try await set.query.values { W.key($0) }.all()
          #expect(found.sorted() == expected, "seed \(seed) on \(backend): \(text)")
          #expect(try await set.query.count() == expected.count, "seed \(seed) on \(backend): \(text)")
          #expect(try await set.query.exists() == !expected.isEmpty, "seed \(seed) on \(backend): \(text)")
          let objects = set.query.query.window.isSlice ? set.query.union(set.query, all: false) : set.query
          let low = try await objects.filter { W.key($0) < 3 }.all().count
          let counted = set.query.query.window.isSlice ? Set(expected).sorted() : expected
          #expect(low == counted.count { $0 < 3 }, "seed \(seed) on \(backend): \(text)")
          let members = W.M.objects.filter { $0.pk.in(set.query) }
          #expect(try await members.count() == Set(expected).count, "seed \(seed) on \(backend): \(text)")
        } catch {
          Issue.record("seed \(seed) on \(backend): \(error), \(text)")
        }
      }
    }
  }

  @Test("Q-15 to Q-17, Q-27 to Q-29: random set operations and combinations give the rows that arrays give")
  func rows() async throws {
    let count = Seeds.count(480) / 4
    for part in 0..<2 {
      try await check(EntryWorld.self, (part * count)..<((part + 1) * count))
      try await check(BlogWorld.self, ((part + 2) * count)..<((part + 3) * count))
    }
  }
}
