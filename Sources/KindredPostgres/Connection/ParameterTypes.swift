import CPostgres
import KindredCore
import KindredSockets
import Synchronization

/// Data about a statement that all connections of a database share.
final class KnownStatement: Sendable {
  /// Keeps the plan alive, so that its identity stays unique.
  let plan: StatementPlan
  /// The parameter types reported by the server.
  let types: [Oid]
  /// Whether a task should wait for the answer in its own thread.
  let waiting = BackOff()
  /// Whether that thread should spin before it sleeps. A single late answer may be an exception.
  let polling = BackOff(tolerance: 2)
  /// The same for the parts of an answer: how fast they follow each other is independent of the first one's delay.
  let pollingForParts = BackOff(tolerance: 2)

  init(plan: StatementPlan, types: [Oid]) {
    self.plan = plan
    self.types = types
  }
}

/// The parameter types of statements, by plan, for all connections of a database.
final class ParameterTypes: Sendable {
  private struct State {
    /// Direct-mapped places by plan number, which need no hash. Checked first.
    var places: [KnownStatement?] = Array(repeating: nil, count: 64)
    var all: [ObjectIdentifier: KnownStatement] = [:]
  }

  /// Incremented with every detected schema change.
  private let counter = Atomic<UInt64>(0)
  private let state = Mutex(State())
  /// The user-defined types.
  let userTypes = UserTypes()
  /// The same as the core's plan cache.
  private let capacity = 2048

  /// The data about the statement of a plan.
  func known(_ plan: StatementPlan) -> KnownStatement? {
    state.withLock { state in
      if let placed = state.places[plan.number & 63], placed.plan === plan { return placed }
      guard let found = state.all[ObjectIdentifier(plan)] else { return nil }
      state.places[plan.number & 63] = found
      return found
    }
  }

  subscript(plan: StatementPlan) -> [Oid]? {
    get { known(plan)?.types }
    set {
      state.withLock { state in
        if state.all.count >= capacity { state = State() }
        state.all[ObjectIdentifier(plan)] = newValue.map { KnownStatement(plan: plan, types: $0) }
        state.places[plan.number & 63] = nil
      }
    }
  }

  /// Discards the types of a statement, so that the server is asked again.
  func forget(_ plan: StatementPlan) {
    self[plan] = nil
    userTypes.forget()
  }

  func removeAll() {
    state.withLock { $0 = State() }
    userTypes.forget()
  }

  /// The generation of the schema that statements are prepared for.
  var generation: UInt64 { counter.load(ordering: .acquiring) }

  /// Called when the schema has changed: every connection prepares its statements again.
  func schemaChanged(since generation: UInt64) {
    let (isFirst, _) = counter.compareExchange(
      expected: generation, desired: generation &+ 1, ordering: .acquiringAndReleasing)
    if isFirst { removeAll() }
  }
}
