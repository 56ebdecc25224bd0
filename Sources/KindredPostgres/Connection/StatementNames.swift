import KindredCore

/// The prepared statements of a connection, by plan (least recently used are evicted).
///
/// Behind a pooler it is empty: the next statement may run on another server connection.
struct StatementNames {
  /// A class, so that recording a use needs no second look-up.
  private final class Entry {
    /// Keeps the plan alive, so that its identity stays unique.
    let plan: StatementPlan
    let name: String
    /// The parameter types that it was prepared for; nil until the server has reported them.
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
  /// Direct-mapped places by plan number, which need no hash. Checked first.
  private var places: [Entry?] = Array(repeating: nil, count: 64)
  private var clock: UInt64 = 0
  private let capacity: Int

  /// The schema generation that the statements were prepared for.
  private(set) var generation: UInt64 = 0

  /// - Parameter capacity: The maximum number of named statements; 0 to disable names.
  init(capacity: Int) { self.capacity = capacity }

  /// Whether statements are unnamed and prepared for every run.
  var areUnnamed: Bool { capacity <= 0 }

  /// Discards the statements prepared before a schema change, and returns whether there were any.
  mutating func enter(_ generation: UInt64) -> Bool {
    guard self.generation != generation else { return false }
    self.generation = generation
    defer { removeAll() }
    return !entries.isEmpty
  }

  /// The name under which a plan is prepared for parameters of these types. A statement prepared for other types would
  /// misread the parameters.
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

  /// Records the parameter types that the server reported for a plan and name.
  func note(_ types: [UInt32], of plan: StatementPlan, name: String) {
    guard let entry = entries[ObjectIdentifier(plan)], entry.name == name else { return }
    entry.types = types
  }

  /// Adds a name for a plan. Returns it with the name that was evicted, if any.
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

  /// Removes all names. Names are never reused: the server may still have some of the old ones.
  mutating func removeAll() {
    entries.removeAll()
    places = Array(repeating: nil, count: 64)
  }
}
