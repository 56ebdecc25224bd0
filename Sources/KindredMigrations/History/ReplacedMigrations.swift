/// Decides between a migration that replaces others, and those.
enum ReplacedMigrations {
  /// Removes either the replaced migrations or the one that replaces them, and leads what comes after the removed ones to
  /// the others.
  static func choose(among known: inout [MigrationID: MigrationDefinition], _ applied: Set<MigrationID>) {
    let squashes = known.values.filter { !$0.replaces.isEmpty }
    let counted = counted(applied, squashes)
    // One that replaces other squashes comes first: if it is removed, they take its place.
    for squash in squashes.sorted(by: { ($1.replaces.count, $0.id) < ($0.replaces.count, $1.id) })
    where known[squash.id] != nil {
      let replaced = Set(squash.replaces)
      let isPartlyApplied = !replaced.isDisjoint(with: counted) && !counted.contains(squash.id)
      // If the files of the replaced ones are gone, there is no choice.
      if isPartlyApplied, isWhole(replaced, known) {
        known[squash.id] = nil
        lead([squash.id], to: leaves(of: replaced, known), &known)
      } else {
        for id in replaced { known[id] = nil }
        lead(replaced, to: [squash.id], &known)
      }
    }
  }

  /// Whether all of the migrations are there, or another one that replaces them.
  private static func isWhole(_ ids: Set<MigrationID>, _ known: [MigrationID: MigrationDefinition]) -> Bool {
    let present = ids.filter { known[$0] != nil }
    return ids.isSubset(of: present.reduce(into: present) { $0.formUnion(known[$1]?.replaces ?? []) })
  }

  /// The migrations of a set after which no other one of it comes.
  private static func leaves(
    of ids: Set<MigrationID>, _ known: [MigrationID: MigrationDefinition]
  ) -> [MigrationID] {
    let present = ids.filter { known[$0] != nil }
    return present.subtracting(present.flatMap { known[$0]?.after ?? [] }).sorted()
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

  /// The migrations that count as applied: a squash whose last replaced migration is, because all others come before
  /// that one. A database that was made by a squash never had the migrations in it.
  static func counted(
    _ applied: Set<MigrationID>, _ definitions: some Sequence<MigrationDefinition>
  ) -> Set<MigrationID> {
    var counted = applied
    var open = definitions.filter { !$0.replaces.isEmpty }
    while let place = open.firstIndex(where: { $0.replaces.last.map(counted.contains) ?? false }) {
      counted.insert(open.remove(at: place).id)
    }
    return counted
  }
}
