import CPostgres
import KindredCore
import Synchronization

/// The types that the server gave to the parameters of statements, by plan, for all connections of a database.
final class ParameterTypes: Sendable {
  private struct Entry {
    /// Keeps the plan alive, so that its identity is not given to another one.
    let plan: StatementPlan
    let types: [Oid]
  }

  private let entries = Mutex<[ObjectIdentifier: Entry]>([:])
  /// As many as the core keeps plans.
  private let capacity = 2048

  subscript(plan: StatementPlan) -> [Oid]? {
    get { entries.withLock { $0[ObjectIdentifier(plan)]?.types } }
    set {
      entries.withLock { entries in
        if entries.count >= capacity { entries.removeAll(keepingCapacity: true) }
        entries[ObjectIdentifier(plan)] = newValue.map { Entry(plan: plan, types: $0) }
      }
    }
  }

  func removeAll() { entries.withLock { $0.removeAll() } }
}
