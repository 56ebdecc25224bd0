/// Who takes part in the benchmarks.
package enum Competitor: String, Sendable, CaseIterable, Codable {
  /// Swift over the C library, written by hand for the case: the limit.
  case hand
  case kindred
  /// GRDB with records that read their columns by index.
  case grdb
  /// GRDB with records that are `Codable`.
  case grdbCodable
  case django
  case sqlalchemy

  /// The heading of its column in the table.
  package var title: String {
    switch self {
    case .hand: "C API"
    case .kindred: "Kindred"
    case .grdb: "GRDB"
    case .grdbCodable: "GRDB Codable"
    case .django: "Django"
    case .sqlalchemy: "SQLAlchemy"
    }
  }
}

/// One competitor's program for one case.
///
/// Programs are classes' closures over their own connections, and are used by one task at a time.
package struct Candidate {
  package let caseID: String
  package let competitor: Competitor
  /// Brings the data into the state in which the run finds it. Not measured.
  package let prepare: (Int) async throws -> Void
  /// Does the work so many times, and gives a number that shows that it was done.
  package let run: (Int) async throws -> Int

  package init(
    _ caseID: String, _ competitor: Competitor, prepare: @escaping (Int) async throws -> Void = { _ in },
    run: @escaping (Int) async throws -> Int
  ) {
    self.caseID = caseID
    self.competitor = competitor
    self.prepare = prepare
    self.run = run
  }
}

/// Something in a benchmark did not do what it was to do.
package struct BenchmarkError: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}
