import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@testable import KindredCore

@Suite("Properties of shapes")
struct ShapePropertyTests {
  private struct Compiled {
    let seed: Int
    let key: PlanKey
    let texts: [String]
  }

  private func compiled<W: World>(_ world: W.Type, _ seed: Int, values: Int) throws -> Compiled {
    var draw = Draw(seed: seed, values: values)
    var query = RandomFilter<W>(&draw).query
    if draw.chance(30) { query = query.order { W.key($0).desc } }
    if draw.chance(30) { query = query.distinct() }
    if draw.chance(30) { query = query[draw.below(2)..<5] }
    let texts = try [Dialect.sqlite, .postgres].map { try query.sql(for: $0).text }
    return Compiled(seed: seed, key: PlanKey(kind: .rows, query: query.query), texts: texts)
  }

  private func check<W: World>(_ world: W.Type, _ seeds: Range<Int>) throws {
    var known: [UInt64: Compiled] = [:]
    var shapes: [[String]: [Compiled]] = [:]
    for seed in seeds {
      let (one, other) = (try compiled(world, seed, values: seed), try compiled(world, seed, values: -seed - 1))
      // The same structure, with other values.
      #expect(one.key.shape == other.key.shape && one.key.hasSameShape(as: other.key), "seed \(seed)")
      #expect(one.texts == other.texts, "seed \(seed)")
      // A query without its values has the same shape and no values.
      #expect(one.key.stripped.hasSameShape(as: one.key) && one.key.stripped.shape == one.key.shape, "seed \(seed)")
      #expect(one.key.stripped.values.allSatisfy { $0.isEmptied }, "seed \(seed): \(one.key.stripped.values)")
      // Another structure of the same shape has the same text.
      if let same = known[one.key.shape] {
        #expect(same.texts == one.texts, "seeds \(same.seed) and \(seed)")
        #expect(same.key.hasSameShape(as: one.key), "seeds \(same.seed) and \(seed)")
      }
      known[one.key.shape] = one
      // One text has as many shapes as there are ways to write it, such as `exclude { x }` and `filter { !x }`, or
      // `any { x }` and a query with `hasRows`.
      let others = shapes[one.texts, default: []]
      if !others.contains(where: { $0.key.hasSameShape(as: one.key) }) { shapes[one.texts] = others + [one] }
      let seeds = shapes[one.texts, default: []].map(\.seed)
      #expect(seeds.count <= 5, "seeds \(seeds): \(one.texts[0])")
    }
  }

  @Test("Equal shape means equal text, and one text has few shapes")
  func shapes() throws {
    try check(EntryWorld.self, 0..<Seeds.count(1000))
    try check(BlogWorld.self, 1000..<(1000 + Seeds.count(1000)))
  }
}

extension DatabaseValue {
  /// Whether it tells nothing of a value of a query: a stripped query keeps only that it has a limit or an offset.
  fileprivate var isEmptied: Bool {
    switch self {
    case .null, .integer(1): true
    case .list(let values): values.isEmpty
    default: false
    }
  }
}
