import Synchronization

/// The plans of a database, by shape: building a query that was built before costs a hash, not a rendering.
final class PlanCache: Sendable {
  /// A plan with the key that it was made for, and the next one whose shape has the same hash by accident.
  private final class Entry: Sendable {
    /// The key, which is compared where it lies.
    private let key: FixedValue<PlanKey>
    /// Its query, if rows are read and nothing else; nil for all other keys.
    private let rows: FixedValue<Query>?
    private let plan: StatementPlan
    private let next: Entry?

    init(_ key: PlanKey, _ plan: StatementPlan, next: Entry?) {
      self.key = FixedValue(key)
      self.rows = key.isForRows ? FixedValue(key.query) : nil
      self.plan = plan
      self.next = next
    }

    /// The plan for the rows of a query, here or further on.
    func plan(forRowsOf query: borrowing Query) -> StatementPlan? {
      if rows?.inPlace({ Query.haveSameShape($0, query) }) == true { return plan }
      return next?.plan(forRowsOf: query)
    }

    /// The plan for a key, here or further on.
    func plan(for key: borrowing PlanKey) -> StatementPlan? {
      if self.key.inPlace({ PlanKey.haveSameShape($0, key) }) { return plan }
      return next?.plan(for: key)
    }
  }

  private struct Plans {
    /// Keyed by the hash alone: looking up then copies no keys, only a reference to what was found.
    var entries: [UInt64: Entry] = [:]
    /// How many there are, those behind others of the same hash included.
    var count = 0
  }

  private let plans = Mutex(Plans())
  private let lookUps = PlansByModel()
  /// Beyond this many plans the cache starts anew, so that a program that keeps making new ones stays bounded.
  private let capacity: Int
  private let dialect: Dialect

  init(dialect: Dialect, capacity: Int = 2048) {
    self.dialect = dialect
    self.capacity = capacity
  }

  /// The plan of the look-up of a key, by the model alone. It lives as long as the cache.
  @inline(__always)
  func lookUp(in schema: ModelSchema) throws -> UncountedReference<StatementPlan> {
    if let plan = lookUps.plan(of: schema) { return plan }
    return lookUps.keep(try plan(for: PlanKey(kind: .rows, query: KeyLookup.query(schema))), of: schema)
  }

  /// The plan for the rows of a query: what is asked for most often, for which no key is made.
  func plan(forRowsOf query: borrowing Query) throws -> StatementPlan {
    let shape = PlanKey.shape(ofRowsOf: query)
    if let entry = plans.withLock({ $0.entries[shape] }), let plan = entry.plan(forRowsOf: query) { return plan }
    return try plan(for: PlanKey(kind: .rows, query: copy query))
  }

  func plan(for key: PlanKey) throws -> StatementPlan {
    let shape = key.shape
    let entry = plans.withLock { $0.entries[shape] }
    if let plan = entry?.plan(for: key) { return plan }
    let stripped = key.stripped
    let plan = try PlanBuilder(dialect: dialect).build(stripped: stripped)
    return plans.withLock { plans in
      // Another task may have been faster; then its plan is the one whose statements are prepared.
      if let present = plans.entries[shape]?.plan(for: key) { return present }
      if plans.count >= capacity { plans = Plans() }
      plans.entries[shape] = Entry(stripped, plan, next: plans.entries[shape])
      plans.count += 1
      return plan
    }
  }

  /// How many plans are kept.
  var count: Int { plans.withLock(\.count) }
}
