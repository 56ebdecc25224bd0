import Synchronization

/// The statement plans of a database, by query shape. Running a query of a known shape costs a hash instead of building
/// its SQL.
final class PlanCache: Sendable {
  /// A plan and its key, and the next entry whose shape has the same hash.
  private final class Entry: Sendable {
    /// The key, which is compared in place.
    private let key: FixedValue<PlanKey>
    /// The key's query, if the key only reads rows; else nil.
    private let rows: FixedValue<Query>?
    private let plan: StatementPlan
    private let next: Entry?

    init(_ key: PlanKey, _ plan: StatementPlan, next: Entry?) {
      self.key = FixedValue(key)
      self.rows = key.isForRows ? FixedValue(key.query) : nil
      self.plan = plan
      self.next = next
    }

    /// The plan for the rows of a query, in this entry or a later one.
    func plan(forRowsOf query: borrowing Query) -> StatementPlan? {
      if rows?.inPlace({ Query.haveSameShape($0, query) }) == true { return plan }
      return next?.plan(forRowsOf: query)
    }

    /// The plan for a key, in this entry or a later one.
    func plan(for key: borrowing PlanKey) -> StatementPlan? {
      if self.key.inPlace({ PlanKey.haveSameShape($0, key) }) { return plan }
      return next?.plan(for: key)
    }
  }

  private struct Plans {
    /// Keyed by the hash only, so that a look-up copies no keys.
    var entries: [UInt64: Entry] = [:]
    /// The number of plans, including those with colliding hashes.
    var count = 0
  }

  private let plans = Mutex(Plans())
  private let lookUps = PlansByModel()
  /// The cache is emptied when it exceeds this size, so that its memory is bounded.
  private let capacity: Int
  private let dialect: Dialect

  init(dialect: Dialect, capacity: Int = 2048) {
    self.dialect = dialect
    self.capacity = capacity
  }

  /// The plan that looks a row up by its key, found by the model alone. It lives as long as the cache.
  @inline(__always)
  func lookUp(in schema: ModelSchema) throws -> UncountedReference<StatementPlan> {
    if let plan = lookUps.plan(of: schema) { return plan }
    return lookUps.keep(try plan(for: PlanKey(kind: .rows, query: KeyLookup.query(schema))), of: schema)
  }

  /// The plan for the rows of a query: the most frequent kind, found without making a key.
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
      // Another task may have added the plan first; then that one is used, as its statements are already prepared.
      if let present = plans.entries[shape]?.plan(for: key) { return present }
      if plans.count >= capacity { plans = Plans() }
      plans.entries[shape] = Entry(stripped, plan, next: plans.entries[shape])
      plans.count += 1
      return plan
    }
  }

  /// The number of plans.
  var count: Int { plans.withLock(\.count) }
}
