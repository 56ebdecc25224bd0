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
    /// The types of the parameters for which it was prepared; nil while the server has not said which they are.
    @exclusivity(unchecked) var types: [UInt32]?
    @exclusivity(unchecked) var lastUse: UInt64

    init(plan: StatementPlan, name: String, types: [UInt32]?, lastUse: UInt64) {
      self.plan = plan
      self.name = name
      self.types = types
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

  /// The name under which a plan is prepared for parameters of some types. One that was prepared for others would read
  /// what is sent as something else.
  ///
  /// - Parameter types: nil for the name under which the server was just asked for them.
  mutating func name(of plan: StatementPlan, types: [UInt32]?) -> String? {
    clock += 1
    let place = plan.number & 63
    if let entry = places[place], entry.plan === plan {
      guard entry.types == types else { return nil }
      entry.lastUse = clock
      return entry.name
    }
    guard let entry = entries[ObjectIdentifier(plan)], entry.types == types else { return nil }
    entry.lastUse = clock
    places[place] = entry
    return entry.name
  }

  /// Takes note of the types that the server gave to the parameters of a plan, when it was asked for a name.
  func note(_ types: [UInt32], of plan: StatementPlan, name: String) {
    guard let entry = entries[ObjectIdentifier(plan)], entry.name == name else { return }
    entry.types = types
  }

  /// A new name for a plan, and the name that has to go for it.
  mutating func add(_ plan: StatementPlan, types: [UInt32]?) -> (name: String, evicted: String?) {
    var evicted: String?
    if let other = entries[ObjectIdentifier(plan)] {
      evicted = other.name
      remove(plan)
    } else if entries.count >= capacity, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
      evicted = oldest.value.name
      remove(oldest.value.plan)
    }
    clock += 1
    let name = "kindred_\(clock)"
    entries[ObjectIdentifier(plan)] = Entry(plan: plan, name: name, types: types, lastUse: clock)
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
