package import KindredCore

extension MigrationAuthor {
  /// A migration that is written: a new one, or one that exists, with more operations.
  package struct Update {
    package let writer: MigrationWriter
    /// The migration as it is in the history; nil for a new one.
    package let previous: MigrationDefinition?
  }

  /// New migrations as parts of the last ones of their modules, as far as these are not in use.
  ///
  /// What adds goes into the last migration, or the one before it if the last one only removes; what removes goes into the
  /// last one if it removes already. Both histories are replayed, and have to make the same schema.
  ///
  /// - Parameters:
  ///   - writers: The new migrations.
  ///   - fixed: The migrations that must not change, because they are applied or sealed, with the reason.
  /// - Throws: ``MigrationError/Code/conflict`` with the reason why there is nothing to add to.
  package func updating(_ writers: [MigrationWriter], fixed: [MigrationID: String]) throws -> [Update] {
    var targets: [MigrationID: MigrationID] = [:]
    for app in Set(writers.map(\.app)) {
      let last = try updatable(in: app, fixed)
      for writer in writers where writer.app == app { targets[writer.id] = last[writer.stage] }
      // What adds cannot come after what removes, in one module.
      if last[.expand] == nil, let writer = writers.first(where: { $0.app == app && $0.stage == .expand }) {
        throw MigrationError(
          .conflict, "What \(writer.id) adds would come after what removes; write a new migration, without --update.",
          in: writer.id)
      }
    }
    let wanted = try state(with: writers.map(\.definition), replacing: [:])
    var updates: [MigrationID: MigrationDefinition] = [:]
    var new: [MigrationDefinition] = []
    for writer in writers {
      var definition = writer.definition
      definition.after = definition.after.map { targets[$0] ?? $0 }
      guard let target = targets[writer.id], let old = updates[target] ?? history[target] else {
        new.append(definition)
        continue
      }
      let ends = Set(history.leaves(of: writer.app)).union([target])
      var after = old.after
      for id in definition.after where !ends.contains(id) && !after.contains(id) { after.append(id) }
      updates[target] = MigrationDefinition(
        id: old.id, after: after, stage: old.stage, operations: old.operations + definition.operations)
    }
    try prove(updates, new, wanted)
    for (id, definition) in updates {
      let before = try changed(with: new, replacing: updates).state(before: id)
      updates[id] = MigrationDefinition(
        id: id, after: definition.after, stage: definition.stage,
        operations: try OperationOptimizer(before: before).optimized(definition.operations))
    }
    try prove(updates, new, wanted)
    return try result(updates, new, writers)
  }

  private func result(
    _ updates: [MigrationID: MigrationDefinition], _ new: [MigrationDefinition], _ writers: [MigrationWriter]
  ) throws -> [Update] {
    let whole = try changed(with: new, replacing: updates)
    let changed = try whole.migrations.compactMap { definition -> Update? in
      guard updates[definition.id] != nil, let previous = history[definition.id] else { return nil }
      let writer = try MigrationWriter(existing: definition, from: whole.state(before: definition.id))
      return Update(writer: writer, previous: previous)
    }
    let added = writers.compactMap { writer in
      new.first { $0.id == writer.id }.map { definition in
        var writer = writer
        writer.after = definition.after
        return Update(writer: writer, previous: nil)
      }
    }
    return changed + added
  }

  // MARK: - What can be updated

  /// The last migrations of a module that can be changed, by what they do.
  private func updatable(in app: String, _ fixed: [MigrationID: String]) throws -> [MigrationStage: MigrationID] {
    guard let last = history.leaves(of: app).first.flatMap({ history[$0] }) else {
      throw MigrationError(.conflict, "\(app) has no migration yet that could be updated.")
    }
    if let problem = problem(of: last, fixed, followers: []) {
      throw MigrationError(
        .conflict, "\(last.id) cannot be updated: \(problem). Write a new migration, without --update.", in: last.id)
    }
    var found = [last.stage: last.id]
    if last.stage == .contract {
      let own = last.after.filter { $0.app == app }.compactMap { history[$0] }
      if let before = own.first, own.count == 1, before.stage == .expand,
        problem(of: before, fixed, followers: [last.id]) == nil
      {
        found[.expand] = before.id
      }
    }
    return found
  }

  private func problem(
    of definition: MigrationDefinition, _ fixed: [MigrationID: String], followers: Set<MigrationID>
  ) -> String? {
    if let reason = fixed[definition.id] { return reason }
    if !definition.replaces.isEmpty { return "it replaces others" }
    if let other = history.descendants(of: definition.id).subtracting(followers).min() {
      return "\(other) comes after it"
    }
    if !definition.models.isEmpty { return "it has models of its own" }
    guard let state = try? history.state(before: definition.id),
      let writer = try? MigrationWriter(existing: definition, from: state)
    else { return "its name is not one of makemigrations" }
    return writer.unwritable.first.map { "\"\($0.summary)\" cannot be written down again" }
  }

  // MARK: - The proof

  private func changed(
    with new: [MigrationDefinition], replacing updates: [MigrationID: MigrationDefinition]
  ) throws -> MigrationHistory {
    try MigrationHistory(history.migrations.map { updates[$0.id] ?? $0 } + new)
  }

  private func state(
    with new: [MigrationDefinition], replacing updates: [MigrationID: MigrationDefinition]
  ) throws -> SchemaState {
    try changed(with: new, replacing: updates).state()
  }

  private func prove(
    _ updates: [MigrationID: MigrationDefinition], _ new: [MigrationDefinition], _ wanted: SchemaState
  ) throws {
    if let found = try? state(with: new, replacing: updates), found == wanted { return }
    throw MigrationError(
      .conflict,
      "The changes cannot become a part of \(updates.keys.sorted().map(\.description).joined(separator: ", ")): the schema "
        + "would be another one. Write a new migration, without --update.")
  }
}

extension MigrationWriter {
  /// Makes a writer of a migration that exists.
  ///
  /// - Throws: ``MigrationError/Code/unsupported`` for a name that is not made of a type's name as makemigrations makes
  ///   them.
  package init(existing definition: MigrationDefinition, from state: SchemaState) throws {
    let type = MigrationName.type(of: definition.id.name)
    guard MigrationID(typeName: definition.id.app + "." + type) == definition.id else {
      throw MigrationError(.unsupported, "The type of \(definition.id) is not known.", in: definition.id)
    }
    self.init(
      app: definition.id.app, type: type, after: definition.after, stage: definition.stage,
      operations: definition.operations, from: state)
    replaces = definition.replaces
  }

  /// Whether a file says what this writer writes, but for white space.
  package func isWritten(as text: String) -> Bool {
    func plain(_ text: String) -> String { text.filter { !$0.isWhitespace && $0 != "," } }
    guard let own = try? self.text() else { return false }
    return plain(own) == plain(text)
  }
}
