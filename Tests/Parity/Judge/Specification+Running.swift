import Foundation
package import Kindred

extension Specification {
  /// Kindred's answer. Changes are rolled back.
  package func answer(on database: Database) async -> Answer {
    do {
      return try await withTimeZone(zone) { () async throws -> Answer in try await run(on: database) }
    } catch {
      return .error("\(error)")
    }
  }

  /// The statement of the query, for reports.
  package func statement(for dialect: Dialect) -> String {
    do {
      return try withTimeZone(zone) { try query().sql(for: dialect).text }
    } catch {
      return "none: \(error)"
    }
  }

  private func run(on database: Database) async throws -> Answer {
    let query = try query()
    switch end.first?.string {
    case "rows":
      let names = names
      return .list(try await query.rows(on: database).map { row in .list(names.map { Answer(row[$0] ?? .null) }) })
    case "count":
      let count = try await query.count(on: database)
      return .number(Double(count), exact: Int64(count))
    case "exists": return .bool(try await query.exists(on: database))
    case "aggregate":
      let totals = try (end[1].members).mapValues { try NamedExpression(specification: $0) }
      let row = try await query.aggregate(totals, on: database)
      return .list(names.map { Answer(row[$0] ?? .null) })
    case "update":
      let values = try end[1].members.mapValues { try NamedExpression(specification: $0) }
      return try await rollingBack(on: database) {
        let count = try await query.update(values, on: database)
        let columns = ["pk"] + values.keys.sorted()
        let rows = try await NamedQuery(query.model).order("pk").values(columns.map { NamedColumn($0) }).rows(
          on: database)
        return .counts([
          "count": .number(Double(count), exact: Int64(count)),
          "rows": .list(rows.map { .list($0.values.map { Answer($0) }) }),
        ])
      }
    case "delete":
      return try await rollingBack(on: database) {
        let summary = try await query.delete(on: database)
        let models = summary.perModel.map { name, count in
          (ParityModels.plainName(name), Answer.number(Double(count), exact: Int64(count)))
        }
        return .counts([
          "count": .number(Double(summary.total), exact: Int64(summary.total)),
          "models": .counts(Dictionary(models) { first, _ in first }),
        ])
      }
    default: throw Unknown("end", json["end"] ?? .null)
    }
  }

  /// Runs the closure in a transaction that is rolled back.
  private func rollingBack(
    on database: Database, _ body: @Sendable () async throws -> Answer
  ) async throws -> Answer {
    struct Done: Error { let answer: Answer }
    do {
      return try await database.transaction { throw Done(answer: try await body()) }
    } catch let done as Done {
      return done.answer
    }
  }
}
