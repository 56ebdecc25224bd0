/// Which names of a set have changed into which others.
struct Renames {
  /// The renames, one after the other. Where names are exchanged, one of them has another name in between.
  private(set) var steps: [(from: String, to: String)] = []

  /// Finds the renames.
  ///
  /// - Parameters:
  ///   - old: The names before.
  ///   - new: The names afterwards.
  ///   - hints: The former names of new ones. A hint that was followed already is ignored.
  ///   - answers: The new names of old ones.
  ///   - isSame: Whether the thing with an old name is defined as the one with a new name.
  init(
    old: [String], new: [String], hints: [String: String], answers: [String: String],
    isSame: (String, String) -> Bool
  ) {
    let oldNames = Set(old)
    let newNames = Set(new)
    // A hint may also name what was in Swift, a model or a property.
    let found = hints.compactMapValues { hint in
      [hint, hint.snakeCased, hint.snakeCased + "_id"].first(where: oldNames.contains)
    }
    var former = found.filter { newNames.contains($0.key) && $0.key != $0.value }
    // Where another thing has the old name afterwards, as in an exchange, what tells is that the definition has moved.
    former = former.filter { new, old in !newNames.contains(old) || (isSame(old, new) && !isSame(old, old)) }
    // Of two things that would have had the same name, neither is believed.
    let doubled = Dictionary(grouping: former.values) { $0 }.filter { $1.count > 1 }
    former = former.filter { doubled[$0.value] == nil }
    for (old, new) in answers where newNames.contains(new) && oldNames.contains(old) { former[new] = old }
    // A name cannot be taken while its holder stays.
    while let stale = former.first(where: { new, _ in oldNames.contains(new) && !former.values.contains(new) }) {
      former[stale.key] = nil
    }
    order(former, taken: oldNames.union(newNames))
  }

  /// Orders the renames so that each new name is free.
  private mutating func order(_ former: [String: String], taken: Set<String>) {
    var open = former
    while !open.isEmpty {
      let held = Set(open.values)
      if let free = open.keys.sorted().first(where: { !held.contains($0) }), let old = open[free] {
        steps.append((old, free))
        open[free] = nil
      } else if let new = open.keys.sorted().first, let old = open[new] {
        var between = old + "_moved"
        while taken.contains(between) { between += "_" }
        steps.append((old, between))
        open[new] = between
      }
    }
  }
}

extension Set<SchemaAnswer> {
  /// The new names of tables.
  var tableRenames: [String: String] {
    reduce(into: [:]) { if case .renameTable(let old, to: let new) = $1 { $0[old] = new } }
  }

  /// The new names of a table's columns.
  func columnRenames(of table: String) -> [String: String] {
    reduce(into: [:]) {
      if case .renameColumn(table: table, let old, to: let new) = $1 { $0[old] = new }
    }
  }
}
