/// Decides between a migration that replaces others, and those.
enum ReplacedMigrations {
  /// Removes either the replaced migrations or the one that replaces them, and leads what comes after the removed ones to
  /// the others.
  static func choose(among known: inout [MigrationID: MigrationDefinition], _ applied: Set<MigrationID>) {
    for squash in known.values.sorted(by: { $0.id < $1.id }) where !squash.replaces.isEmpty {
      let replaced = Set(squash.replaces)
      let have = replaced.intersection(applied)
      let isPartlyApplied = !have.isEmpty && have != replaced && !applied.contains(squash.id)
      // If the files of the replaced ones are gone, there is no choice.
      if isPartlyApplied, replaced.allSatisfy({ known[$0] != nil }) {
        known[squash.id] = nil
        lead([squash.id], to: leaves(of: replaced, known), &known)
      } else {
        for id in replaced { known[id] = nil }
        lead(replaced, to: [squash.id], &known)
      }
    }
  }

  /// The migrations of a set after which no other one of it comes.
  private static func leaves(
    of ids: Set<MigrationID>, _ known: [MigrationID: MigrationDefinition]
  ) -> [MigrationID] {
    let earlier = Set(ids.flatMap { known[$0]?.after ?? [] })
    return ids.subtracting(earlier).sorted()
  }

  private static func lead(
    _ removed: Set<MigrationID>, to others: [MigrationID], _ known: inout [MigrationID: MigrationDefinition]
  ) {
    for (id, var definition) in known where definition.after.contains(where: removed.contains) {
      definition.after.removeAll(where: removed.contains)
      definition.after += others.filter { $0 != id && !definition.after.contains($0) }
      known[id] = definition
    }
  }

  /// The migrations that count as applied: a squash whose replaced ones all are.
  static func counted(_ applied: Set<MigrationID>, _ definitions: [MigrationDefinition]) -> Set<MigrationID> {
    var counted = applied
    for definition in definitions where !definition.replaces.isEmpty && applied.isSuperset(of: definition.replaces) {
      counted.insert(definition.id)
    }
    return counted
  }
}
