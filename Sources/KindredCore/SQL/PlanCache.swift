import Synchronization

/// The plans of a database, by shape: building a query that was built before costs a hash, not a rendering.
final class PlanCache: Sendable {
  private let plans = Mutex<[PlanKey: StatementPlan]>([:])
  /// There are no more of them than models, which live as long as the process.
  private let lookUps = Mutex<[ObjectIdentifier: StatementPlan]>([:])
  /// Beyond this many shapes the cache starts anew, so that a program that keeps making new ones stays bounded.
  private let capacity: Int
  private let dialect: Dialect

  init(dialect: Dialect, capacity: Int = 2048) {
    self.dialect = dialect
    self.capacity = capacity
  }

  /// The plan of the look-up of a key, by the model alone.
  func lookUp(in schema: ModelSchema) throws -> StatementPlan {
    if let plan = lookUps.withLock({ $0[ObjectIdentifier(schema)] }) { return plan }
    let plan = try plan(for: PlanKey(kind: .rows, query: KeyLookup.query(schema)))
    lookUps.withLock { $0[ObjectIdentifier(schema)] = plan }
    return plan
  }

  func plan(for key: PlanKey) throws -> StatementPlan {
    if let plan = plans.withLock({ $0[key] }) { return plan }
    let plan = try PlanBuilder(dialect: dialect).build(key)
    plans.withLock { plans in
      if plans.count >= capacity { plans.removeAll(keepingCapacity: true) }
      plans[key.stripped] = plan
    }
    return plan
  }
}
