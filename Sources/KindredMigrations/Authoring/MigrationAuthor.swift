package import KindredCore

/// Writes the migrations for what has changed in the models of some modules.
package struct MigrationAuthor {
  /// A module: its name, models and migrations.
  package struct Module {
    package let name: String
    package let models: [any Model.Type]
    package let migrations: [MigrationDefinition]

    package init(name: String, models: [any Model.Type], migrations: [MigrationDefinition]) {
      self.name = name
      self.models = models
      self.migrations = migrations
    }
  }

  /// What was found.
  package struct Draft {
    /// The migrations to write, in an order in which they can be applied.
    package let writers: [MigrationWriter]
    /// What has to be answered before.
    package let questions: [SchemaQuestion]
  }

  let modules: [Module]
  package let history: MigrationHistory

  package init(_ modules: [Module]) throws {
    self.modules = modules
    history = try MigrationHistory(modules.flatMap(\.migrations))
    try history.checkLeaves()
  }

  /// The migrations that the models need.
  ///
  /// - Parameters:
  ///   - name: The name for migrations that have one operation or more; nil for one made of what they do.
  ///   - answers: What is known about questions.
  /// - Throws: ``MigrationError`` for a history that does not fit together; ``KindredError`` for models that cannot be
  ///   tables, and for an answer to a question that nobody asks.
  package func draft(named name: String? = nil, answers: [SchemaAnswer]) throws -> Draft {
    let models = modules.flatMap(\.models)
    return try draft(
      to: SchemaState(of: models), hints: SchemaHints(of: models), named: name, answers: answers)
  }

  /// The migrations that lead from the history to another schema.
  ///
  /// - Parameter owners: The modules of tables that are of no model and that no migration has created.
  package func draft(
    to new: SchemaState, hints: SchemaHints = SchemaHints(), owners: [String: String] = [:], named name: String? = nil,
    answers: [SchemaAnswer]
  ) throws -> Draft {
    let old = try history.state()
    let difference = try SchemaDifference(from: old, to: new, hints: hints, answers: answers)
    guard difference.questions.isEmpty else { return Draft(writers: [], questions: difference.questions) }
    let owners = try TableOwners(history, modules, others: owners)
    var cut = MigrationCut(apps: owners.apps)
    cut.add(difference.changes, stage: .expand)
    cut.add(difference.removals, stage: .contract)
    return Draft(writers: try writers(of: cut, owners, named: name, from: old), questions: [])
  }

  /// An empty migration, to be filled by hand.
  ///
  /// - Parameters:
  ///   - app: The module.
  ///   - name: The name; nil for `changes`.
  ///   - tables: The tables whose models are written into it, as they are now.
  package func empty(in app: String, named name: String?, with tables: [String]) throws -> MigrationWriter {
    let state = try history.state()
    var writer = MigrationWriter(
      app: app, number: history.nextNumber(in: app), slug: name ?? "changes", after: history.leaves(of: app),
      stage: .expand, from: state)
    let printed = try tables.map { name in
      guard let table = state[name] else {
        let known = state.tables.map(\.name).joined(separator: ", ")
        throw MigrationError(.invalidOperation, "The history has no table \"\(name)\". Its tables are: \(known).")
      }
      return ModelSource(table)
    }
    writer.additions = printed.map(\.frozen)
    if !printed.isEmpty {
      writer.additions.append(
        "static let models: [any Model.Type] = [\(printed.map { "\($0.typeName).self" }.joined(separator: ", "))]")
    }
    return writer
  }

  // MARK: - Modules

  private func writers(
    of cut: MigrationCut, _ owners: TableOwners, named name: String?, from old: SchemaState
  ) throws -> [MigrationWriter] {
    var numbers: [String: Int] = [:]
    var ids: [Int: MigrationID] = [:]
    var state = old
    var writers: [MigrationWriter] = []
    for piece in cut.sorted {
      let isFirst = history.leaves(of: piece.app).isEmpty && numbers[piece.app] == nil
      let number = numbers[piece.app] ?? history.nextNumber(in: piece.app)
      numbers[piece.app] = number + 1
      var after = piece.previous.compactMap { ids[$0] }
      if !after.contains(where: { $0.app == piece.app }) { after = history.leaves(of: piece.app) + after }
      // Tables of other modules that exist already, and own ones that another module has changed.
      let others = piece.tables.reduce(into: piece.neighbours) { $0.formUnion(owners.past[$1] ?? []) }
      for app in others.sorted() where app != piece.app && !after.contains(where: { $0.app == app }) {
        after += history.leaves(of: app)
      }
      let writer = try MigrationWriter(
        app: piece.app, number: number, slug: name ?? MigrationName.slug(piece.changes, isInitial: isFirst),
        after: after, stage: piece.stage, changes: piece.changes, from: state)
      state = try state.applying(piece.changes)
      ids[piece.index] = writer.id
      writers.append(writer)
    }
    return writers
  }
}

extension MigrationHistory {
  /// The number for a module's next migration.
  package func nextNumber(in app: String) -> Int {
    (migrations.filter { $0.id.app == app }.compactMap(\.id.number).max() ?? 0) + 1
  }
}
