import Kindred
import KindredPostgres
import KindredSQLite
import SeededRandom
import Testing

@testable import KindredCore

@Suite("Properties of deletions")
struct DeletionPropertyTests {
  /// Deletes some rows of a random graph, and compares what happened, and what the plan said before, with the rules.
  private func check(_ seed: Int, on database: Database, kinds: inout [String: Int]) async throws {
    let world = DeletionWorld(seed: seed)
    let tables = DeletionTables(world, prefix: "d\(seed)_")
    defer { tables.dissolve() }
    try await tables.create(on: database)
    var random = SeededGenerator(seed: UInt64(seed))
    let model = Int.random(in: world.rows.indices, using: &random)
    let ids = world.rows[model].map(\.id).filter { _ in Bool.random(using: &random) }
    let expected = world.deleting(ids, of: model)
    let query = tables.query(ids, of: model)
    func names(_ counts: [Int: Int]) -> [String: Int] {
      counts.reduce(into: [:]) { names, pair in
        let edge = world.edges[pair.key]
        names["\(tables.schemas[edge.source].name).\(edge.name)"] = pair.value
      }
    }
    func names(_ rows: [DeletionPlan.Referrers]) -> [String: Int] {
      rows.reduce(into: [:]) { $0["\($1.model).\($1.property)"] = $1.count }
    }
    let perModel = expected.deleted.reduce(into: [String: Int]()) { $0[tables.schemas[$1.model].name, default: 0] += 1 }

    let plan = try await query.deletionPlan(on: database, tables.graph)
    #expect(plan.perModel == perModel, "seed \(seed)")
    #expect(names(plan.refusing) == names(expected.refusing), "seed \(seed)")
    #expect(names(plan.changed) == names(expected.changed), "seed \(seed)")
    #expect(names(plan.leftToDatabase) == names(expected.leftToDatabase), "seed \(seed)")
    #expect(try await tables.rows(on: database) == world.rows, "the plan of seed \(seed) changed rows")

    do {
      let summary = try await query.delete(on: database, tables.graph)
      #expect(expected.refusing.isEmpty && expected.rows != nil, "seed \(seed) was not refused")
      #expect(summary.perModel == perModel, "seed \(seed)")
      kinds["done", default: 0] += 1
    } catch let error as KindredError {
      switch error.code {
      case .protected:
        #expect(
          names(error.refusing) == names(expected.refusing) && !expected.refusing.isEmpty, "seed \(seed): \(error)")
      case .foreignKeyViolation: #expect(expected.refusing.isEmpty && expected.rows == nil, "seed \(seed): \(error)")
      default: throw error
      }
      kinds["\(error.code)", default: 0] += 1
    }
    #expect(try await tables.rows(on: database) == expected.rows ?? world.rows, "seed \(seed)")
  }

  private func check(_ seeds: Range<Int>, on backend: Backend) async throws {
    var kinds: [String: Int] = [:]
    for start in stride(from: seeds.lowerBound, to: seeds.upperBound, by: 100) {
      let database = try await backend.open(Database.Options())
      do {
        for seed in start..<min(start + 100, seeds.upperBound) {
          try await check(seed, on: database, kinds: &kinds)
        }
      } catch {
        await database.close()
        throw error
      }
      await database.close()
    }
    // Every outcome is among them.
    for kind in ["done", "protected", "foreignKeyViolation"] {
      #expect(kinds[kind, default: 0] > seeds.count / 20, "\(kinds)")
    }
  }

  @Test("R-5 to R-13: deletions from random graphs of models do what the rules say, on SQLite")
  func sqlite() async throws { try await check(0..<Seeds.count(1000), on: .sqlite) }

  @Test("R-5 to R-13: deletions from random graphs of models do what the rules say, on PostgreSQL")
  func postgres() async throws { try await check(0..<Seeds.count(60), on: .postgres) }
}
