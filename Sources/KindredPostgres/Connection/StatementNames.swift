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
    @exclusivity(unchecked) var lastUse: UInt64

    init(plan: StatementPlan, name: String, lastUse: UInt64) {
      self.plan = plan
      self.name = name
      self.lastUse = lastUse
    }
  }

  private var entries: [ObjectIdentifier: Entry] = [:]
  /// Where an entry is looked for first, without a hash: the place of its plan's number.
  private var places: [Entry?] = Array(repeating: nil, count: 64)
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
    defer { removeAll() }
    return !entries.isEmpty
  }

  /// The name under which a plan is prepared.
  mutating func name(of plan: StatementPlan) -> String? {
    clock += 1
    let place = plan.number & 63
    if let entry = places[place], entry.plan === plan {
      entry.lastUse = clock
      return entry.name
    }
    guard let entry = entries[ObjectIdentifier(plan)] else { return nil }
    entry.lastUse = clock
    places[place] = entry
    return entry.name
  }

  /// A new name for a plan, and the name that has to go for it.
  mutating func add(_ plan: StatementPlan) -> (name: String, evicted: String?) {
    var evicted: String?
    if entries.count >= capacity, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
      evicted = oldest.value.name
      remove(oldest.value.plan)
    }
    clock += 1
    let name = "kindred_\(clock)"
    entries[ObjectIdentifier(plan)] = Entry(plan: plan, name: name, lastUse: clock)
    return (name, evicted)
  }

  mutating func remove(_ plan: StatementPlan) {
    entries[ObjectIdentifier(plan)] = nil
    places[plan.number & 63] = nil
  }

  /// Forgets all. Names are not given again: the server may still have some of the old ones.
  mutating func removeAll() {
    entries.removeAll()
    places = Array(repeating: nil, count: 64)
  }
}
