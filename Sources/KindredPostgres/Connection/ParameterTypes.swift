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

  /// Grows with every change of the schema that is noticed.
  private let counter = Atomic<UInt64>(0)
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

  /// The state of the schema that statements are prepared for.
  var generation: UInt64 { counter.load(ordering: .acquiring) }

  /// Takes note that the schema is not any more what it was: every connection prepares its statements anew.
  func schemaChanged(since generation: UInt64) {
    let (isFirst, _) = counter.compareExchange(
      expected: generation, desired: generation &+ 1, ordering: .acquiringAndReleasing)
    if isFirst { removeAll() }
  }
}
