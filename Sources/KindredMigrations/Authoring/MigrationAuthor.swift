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

  private let modules: [Module]
  private let history: MigrationHistory

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
  ///   tables.
  package func draft(named name: String? = nil, answers: [SchemaAnswer]) throws -> Draft {
    let old = try history.state()
    let models = modules.flatMap(\.models)
    let difference = try SchemaDifference(
      from: old, to: SchemaState(of: models), hints: SchemaHints(of: models), answers: answers)
    guard difference.questions.isEmpty else { return Draft(writers: [], questions: difference.questions) }
    var cut = MigrationCut(apps: try owners())
    cut.add(difference.changes, stage: .expand)
    cut.add(difference.removals, stage: .contract)
    return Draft(writers: try writers(of: cut, named: name, from: old), questions: [])
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
      stage: .expand,
      changes: [], from: state)
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

  /// The module of each table: that of its model, or the one whose migration has created it.
  private func owners() throws -> [String: String] {
    var owners: [String: String] = [:]
    var state = SchemaState()
    for migration in history.migrations {
      for operation in migration.operations {
        for change in try operation.changes(in: state) {
          owners.apply(change, migration.id.app)
          try state.apply(change)
        }
      }
    }
    for module in modules {
      for table in try SchemaState(of: module.models).tables { owners[table.name] = module.name }
    }
    return owners
  }

  private func writers(
    of cut: MigrationCut, named name: String?, from old: SchemaState
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
      // Tables of other modules that exist already.
      for app in piece.neighbours.sorted() where !after.contains(where: { $0.app == app }) {
        after += history.leaves(of: app)
      }
      let writer = MigrationWriter(
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

extension [String: String] {
  /// Keeps the owners of tables up to date.
  fileprivate mutating func apply(_ change: SchemaChange, _ app: String) {
    switch change {
    case .createTable(let table): self[table.name] = app
    case .renameTable(let old, to: let new): self[new] = self[old] ?? app
    case .dropTable, .setTableComment, .addColumn, .dropColumn, .renameColumn, .alterColumn, .setKey, .addConstraint,
      .dropConstraint, .renameConstraint, .addIndex, .dropIndex, .renameIndex:
      break
    }
  }
}
