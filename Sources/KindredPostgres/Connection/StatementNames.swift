import KindredCore

/// The statements that one connection has prepared, by plan, with the least recently used going first.
///
/// Behind a pooler there is none: the next statement may run on another connection of the server.
struct StatementNames {
  /// A class, so that noting its use takes no second look-up.
  private final class Entry {
    /// Keeps the plan alive, so that its identity is not given to another one.
    let plan: StatementPlan
    let name: String
    var lastUse: UInt64

    init(plan: StatementPlan, name: String, lastUse: UInt64) {
      self.plan = plan
      self.name = name
      self.lastUse = lastUse
    }
  }

  private var entries: [ObjectIdentifier: Entry] = [:]
  private var clock: UInt64 = 0
  private let capacity: Int

  /// The state of the schema for which the statements were prepared.
  private(set) var generation: UInt64 = 0

  /// - Parameter capacity: How many statements have a name at the same time; 0 when none has.
  init(capacity: Int) { self.capacity = capacity }

  /// Whether statements have no name and are prepared anew for every run.
  var areUnnamed: Bool { capacity <= 0 }

  /// Forgets what was prepared before a change of the schema, and says whether there was something.
  mutating func enter(_ generation: UInt64) -> Bool {
    guard self.generation != generation else { return false }
    self.generation = generation
    defer { entries.removeAll() }
    return !entries.isEmpty
  }

  /// The name under which a plan is prepared.
  mutating func name(of plan: StatementPlan) -> String? {
    clock += 1
    guard let entry = entries[ObjectIdentifier(plan)] else { return nil }
    entry.lastUse = clock
    return entry.name
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
