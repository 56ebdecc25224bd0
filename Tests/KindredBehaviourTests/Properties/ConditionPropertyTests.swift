import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@testable import KindredCore

/// How many seeds a property is tried with. `KINDRED_SEEDS` asks for more.
enum Seeds {
  static func count(_ usual: Int) -> Int {
    ProcessInfo.processInfo.environment["KINDRED_SEEDS"].flatMap { Int($0) } ?? usual
  }
}

/// Runs the closure on a database with the rows of a sample, on SQLite and PostgreSQL.
func withSample(_ sample: Sample, _ body: (Backend) async throws -> Void) async throws {
  for backend in [Backend.sqlite, .postgres] {
    let database = try await backend.open(Database.Options())
    do {
      try await database.use {
        try await database.createTables(for: [Blog.self, Author.self, Entry.self, Comment.self])
        try await sample.store()
        try await body(backend)
      }
    } catch {
      await database.close()
      throw BackendFailure(backend: backend, error: error)
    }
    await database.close()
  }
}

/// One or two calls of `filter` and `exclude`.
struct RandomFilter<W: World>: Sendable {
  let scopes: [(tree: Tree<W.C>, isExclusion: Bool)]

  init(_ draw: inout Draw, depth: Int = 6) {
    scopes = (0...(draw.chance(25) ? 1 : 0)).map { _ in
      (draw.tree(W.self, depth: draw.below(depth)), draw.chance(25))
    }
  }

  var query: QuerySet<W.M> {
    scopes.reduce(W.M.objects) { query, scope in
      scope.isExclusion
        ? query.exclude { scope.tree.build($0) } : query.filter { scope.tree.build($0) }
    }
  }

  /// The keys of the rows, each as often as there are related rows that fit.
  func keys(_ sample: Sample) -> [Int] {
    W.rows(sample).flatMap { id, sight in
      let count = scopes.reduce(1) { count, scope in
        let tree = scope.isExclusion ? Tree.not(scope.tree.read) : scope.tree.read
        let related = { (relations: Set<Relation>) in W.related(sight, relations, sample) }
        return count * related(tree.shared).count { tree.value($0, 0, related) == true }
      }
      return Array(repeating: id, count: count)
    }
  }
}

@Suite("Properties of conditions")
struct ConditionPropertyTests {
  private func check<W: World>(_ world: W.Type, _ seeds: Range<Int>) async throws {
    let sample = Sample(seed: seeds.lowerBound)
    try await withSample(sample) { backend async throws in
      for seed in seeds {
        var draw = Draw(seed: seed)
        let filter = RandomFilter<W>(&draw)
        let query = filter.query.order { W.key($0) }
        let expected = filter.keys(sample)
        let text = try query.sql(for: backend == .sqlite ? .sqlite : .postgres).text
        do {
          let found: [Int] = try await query.values { W.key($0) }.all()
          #expect(found == expected, "seed \(seed) on \(backend): \(text)")
        } catch {
          Issue.record("seed \(seed) on \(backend): \(error), \(text)")
        }
      }
    }
  }

  @Test("TR-1 to TR-3: random conditions give the rows that three-valued logic gives on plain arrays")
  func rows() async throws {
    let count = Seeds.count(2400) / 8
    for part in 0..<4 {
      try await check(EntryWorld.self, (part * count)..<((part + 1) * count))
      try await check(BlogWorld.self, ((part + 4) * count)..<((part + 5) * count))
    }
  }
}
