import CPostgres
import KindredCore
import KindredSockets
import Synchronization

/// What all connections of a database know of a statement.
final class KnownStatement: Sendable {
  /// Keeps the plan alive, so that its identity is not given to another one.
  let plan: StatementPlan
  /// The types that the server gave to its parameters.
  let types: [Oid]
  /// Whether a task is to wait for its answer in its own thread.
  let waiting = BackOff()
  /// Whether that thread is to ask for the answer again and again before it sleeps. One that was late may be an exception.
  let polling = BackOff(tolerance: 2)
  /// The same between the parts of an answer: how soon they follow each other says nothing of how soon the first one comes.
  let pollingForParts = BackOff(tolerance: 2)

  init(plan: StatementPlan, types: [Oid]) {
    self.plan = plan
    self.types = types
  }
}

/// The types that the server gave to the parameters of statements, by plan, for all connections of a database.
final class ParameterTypes: Sendable {
  private struct State {
    /// Where a statement is looked for first, without a hash: the place of its plan's number.
    var places: [KnownStatement?] = Array(repeating: nil, count: 64)
    var all: [ObjectIdentifier: KnownStatement] = [:]
  }

  /// Grows with every change of the schema that is noticed.
  private let counter = Atomic<UInt64>(0)
  private let state = Mutex(State())
  /// What the types of users are.
  let ofUsers = UserTypes()
  /// As many as the core keeps plans.
  private let capacity = 2048

  /// What is known of the statement of a plan.
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

  /// Has the types of a statement asked anew.
  func forget(_ plan: StatementPlan) {
    self[plan] = nil
    ofUsers.forget()
  }

  func removeAll() {
    state.withLock { $0 = State() }
    ofUsers.forget()
  }

  /// The state of the schema that statements are prepared for.
  var generation: UInt64 { counter.load(ordering: .acquiring) }

  /// Takes note that the schema is not any more what it was: every connection prepares its statements anew.
  func schemaChanged(since generation: UInt64) {
    let (isFirst, _) = counter.compareExchange(
      expected: generation, desired: generation &+ 1, ordering: .acquiringAndReleasing)
    if isFirst { removeAll() }
  }
}
