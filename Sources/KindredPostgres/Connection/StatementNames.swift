import KindredCore

/// The statements that one connection has prepared, by plan, with the least recently used going first.
struct StatementNames {
  private struct Entry {
    /// Keeps the plan alive, so that its identity is not given to another one.
    let plan: StatementPlan
    let name: String
    var lastUse: UInt64
  }

  private var entries: [ObjectIdentifier: Entry] = [:]
  private var clock: UInt64 = 0
  private let capacity: Int

  init(capacity: Int) { self.capacity = max(1, capacity) }

  /// The name under which a plan is prepared.
  mutating func name(of plan: StatementPlan) -> String? {
    clock += 1
    guard entries[ObjectIdentifier(plan)] != nil else { return nil }
    entries[ObjectIdentifier(plan)]?.lastUse = clock
    return entries[ObjectIdentifier(plan)]?.name
  }

  /// A new name for a plan, and the name that has to go for it.
  mutating func add(_ plan: StatementPlan) -> (name: String, evicted: String?) {
    var evicted: String?
    if entries.count >= capacity, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
      evicted = oldest.value.name
      entries[oldest.key] = nil
    }
    clock += 1
    let name = "kindred_\(clock)"
    entries[ObjectIdentifier(plan)] = Entry(plan: plan, name: name, lastUse: clock)
    return (name, evicted)
  }

  mutating func remove(_ plan: StatementPlan) { entries[ObjectIdentifier(plan)] = nil }

  /// Forgets all. Names are not given again: the server may still have some of the old ones.
  mutating func removeAll() { entries.removeAll() }
}
