import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@testable import KindredCore

@Suite("Rules of Kindred and of the database")
struct MixedRuleTests {
  private func texts(_ edges: [DeletionEdge], models: Int) throws -> [String] {
    let tables = DeletionTables(DeletionWorld(edges, models: models), prefix: "mixed")
    defer { tables.dissolve() }
    return try Database.creation(of: tables.schemas, dialect: .sqlite, ifNotExists: false)
  }

  private func isRefused(_ edges: [DeletionEdge], models: Int) async -> String? {
    await kindredError(.schema) { _ = try texts(edges, models: models) }?.message
  }

  @Test("R-15: one model's rules are performed by Kindred, or by the database")
  func oneModel() async throws {
    let message = await isRefused(
      [DeletionEdge(from: 0, to: 1, .cascade), DeletionEdge(from: 0, to: 1, .databaseSetNull, place: 1)], models: 2)
    #expect(message?.contains("mixed0.key0 (cascade) and mixed0.key1 (databaseSetNull)") == true)
    #expect(
      try !texts(
        [DeletionEdge(from: 0, to: 1, .databaseCascade), DeletionEdge(from: 0, to: 1, .doNothing, place: 1)], models: 2
      ).isEmpty)
  }

  @Test("R-15: Kindred's rules do not refer to rows that the database deletes")
  func chain() async throws {
    let message = await isRefused(
      [DeletionEdge(from: 0, to: 1, .cascade), DeletionEdge(from: 1, to: 2, .databaseCascade)], models: 3)
    #expect(message?.contains("mixed0.key0 (cascade) and mixed1.key0 (databaseCascade)") == true)
    #expect(
      try !texts(
        [DeletionEdge(from: 0, to: 1, .databaseCascade), DeletionEdge(from: 1, to: 2, .cascade)], models: 3
      ).isEmpty)
  }
}
