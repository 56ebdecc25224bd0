public import KindredCore

extension MigrationHistory {
  /// One migration that replaces several of a module.
  ///
  /// ```swift
  /// let squash = try history.squashed(from: "Blog.0001_initial", to: "Blog.0009_tags", name: "0001_squashed_0009")
  /// ```
  ///
  /// - Parameters:
  ///   - first: The first migration.
  ///   - last: The last one. Those of the module between them are replaced as well.
  ///   - name: The name of the new one.
  /// - Throws: ``MigrationError/Code/cycle`` when a migration of another module comes between them;
  ///   ``MigrationError/Code/conflict`` when an operation that is left out changes the schema.
  public func squashed(from first: MigrationID, to last: MigrationID, name: String) throws -> MigrationDefinition {
    for id in [first, last] where self[id] == nil {
      throw MigrationError(.unknownMigration, "There is no migration \(id).", in: id)
    }
    let range = descendants(of: first).union([first]).intersection(ancestors(of: last).union([last]))
    let chosen = migrations.filter { range.contains($0.id) && $0.id.app == first.app }
    guard first.app == last.app, !chosen.isEmpty else {
      throw MigrationError(.unknownMigration, "\(last) does not come after \(first).", in: last)
    }
    let ids = Set(chosen.map(\.id))
    for definition in chosen {
      let between = ancestors(of: definition.id).subtracting(ids).first { !ancestors(of: $0).isDisjoint(with: ids) }
      guard let between else { continue }
      throw MigrationError(
        .cycle, "\(between) comes between \(first) and \(last), so they cannot become one migration.", in: between)
    }
    let after = Set(chosen.flatMap(\.after)).subtracting(ids).sorted()
    let before = try state(after: after.reduce(into: Set(after)) { $0.formUnion(ancestors(of: $1)) })
    let all = chosen.flatMap(\.operations)
    let operations = try OperationOptimizer(before: before).optimized(all.filter { !$0.notes.isElidable })
    func replay(_ operations: [any SchemaOperation]) throws -> SchemaState {
      try MigrationDefinition(id: last, operations: operations).state(after: before)
    }
    let wanted = try replay(all)
    guard let found = try? replay(operations), found == wanted else {
      throw MigrationError(
        .conflict, "An operation that is elidable changes the schema; take elidable() away from it.", in: last)
    }
    return MigrationDefinition(
      id: MigrationID(app: first.app, name: name), after: after,
      stage: chosen.contains { $0.stage == .contract } ? .contract : .expand,
      replaces: chosen.flatMap { $0.replaces.isEmpty ? [$0.id] : $0.replaces + [$0.id] },
      models: chosen.flatMap(\.models), operations: operations)
  }

  /// What the last migrations of a module are, if they can come in any order: a migration after all of them joins them.
  ///
  /// - Throws: ``MigrationError/Code/conflict`` with the tables, if the order matters.
  public func mergeable(_ app: String) throws -> [MigrationID] {
    let leaves = leaves(of: app)
    guard leaves.count > 1 else { return leaves }
    let branches = leaves.map { leaf in ancestors(of: leaf).union([leaf]) }
    let common = branches.dropFirst().reduce(branches[0]) { $0.intersection($1) }
    let base = try state(after: common)
    for first in branches.indices {
      for second in branches.indices where second > first {
        try check(branches[first].subtracting(common), branches[second].subtracting(common), base)
      }
    }
    return leaves
  }

  private func check(_ first: Set<MigrationID>, _ second: Set<MigrationID>, _ base: SchemaState) throws {
    func after(_ branches: Set<MigrationID>...) -> SchemaState? {
      try? branches.reduce(base) { state, ids in
        try migrations.filter { ids.contains($0.id) }.reduce(state) { try $1.state(after: $0) }
      }
    }
    let common = first.intersection(second)
    let (one, other) = (first.subtracting(common), second.subtracting(common))
    let (forwards, backwards) = (after(first, other), after(second, one))
    let touched = tables(of: one, base).intersection(tables(of: other, base))
    if let forwards, let backwards, forwards == backwards, !forwards.repeatsIndexNames {
      let touchesRows = (one.union(other)).contains { self[$0]?.operations.contains { $0.changesRows } ?? false }
      if !touchesRows || touched.isEmpty { return }
    }
    let names = touched.sorted().joined(separator: ", ")
    var error = MigrationError(
      .conflict,
      "The order of \(one.sorted().map(\.description).joined(separator: ", ")) and "
        + "\(other.sorted().map(\.description).joined(separator: ", ")) matters"
        + (names.isEmpty ? "" : " for the tables \(names)")
        + ". Let one of them come after the other (migrations rebase).")
    error.migrations = (one.union(other)).sorted()
    throw error
  }

  /// The tables that migrations change.
  private func tables(of ids: Set<MigrationID>, _ base: SchemaState) -> Set<String> {
    var state = base
    var names: Set<String> = []
    for migration in migrations where ids.contains(migration.id) {
      for operation in migration.operations {
        if case .tables(let touched) = operation.touches { names.formUnion(touched) }
        for change in (try? operation.changes(in: state)) ?? [] {
          names.insert(change.table)
          try? state.apply(change)
        }
      }
    }
    return names
  }
}

extension SchemaOperation {
  /// Whether the operation may do more than change the schema.
  var changesRows: Bool {
    !(self is any PhysicalOperation || self is AddColumn || self is AlterColumn || self is StateOnly)
  }
}

extension SchemaState {
  /// Whether two indexes have the same name. Databases refuse that: the names of indexes are those of the whole database.
  fileprivate var repeatsIndexNames: Bool {
    let names = tables.flatMap { $0.indexes.compactMap(\.name) }
    return Set(names).count < names.count
  }
}
