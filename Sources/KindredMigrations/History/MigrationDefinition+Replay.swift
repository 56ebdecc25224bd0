public import KindredCore

extension MigrationDefinition {
  /// The schema after the migration.
  ///
  /// - Throws: ``MigrationError/Code/invalidOperation`` with the line.
  public func state(after before: SchemaState) throws -> SchemaState {
    var state = before
    try apply(to: &state)
    return state
  }

  /// Changes the schema before the migration to that after it. In place: a long history would copy all tables each time.
  func apply(to state: inout SchemaState) throws {
    for operation in operations { try apply(operation, to: &state) }
  }

  /// The operations that undo the migration, in order.
  ///
  /// - Parameter before: The schema before the migration.
  /// - Throws: ``MigrationError/Code/irreversible`` if one of them cannot be undone.
  public func reversed(in before: SchemaState) throws -> [any SchemaOperation] {
    var state = before
    var undoing: [any SchemaOperation] = []
    for operation in operations {
      let before = state
      guard let reversed = try located(operation, { try operation.reversed(in: before) }) else {
        throw MigrationError(
          .irreversible, "\"\(operation.summary)\" cannot be undone; say how with backwards:.", in: id
        ).at(id, operation.notes.source)
      }
      undoing.insert(contentsOf: reversed, at: 0)
      try apply(operation, to: &state)
    }
    return undoing
  }

  /// Compares the models inside the migration with the schema before it, and where that does not fit, after it.
  ///
  /// - Throws: ``MigrationError/Code/frozenModel``.
  func checkModels(before: SchemaState, after: SchemaState) throws {
    for model in models {
      guard let problem = FrozenModel(model.schema).problem(in: before) else { continue }
      if FrozenModel(model.schema).problem(in: after) == nil { continue }
      throw MigrationError(.frozenModel, "The model \(model.schema.name) does not fit the history: \(problem).", in: id)
    }
  }

  /// The hash of the tables that the migration changes, as they are afterwards.
  func effect(before: SchemaState, after: SchemaState) throws -> String {
    var text = ""
    // Most tables of a long history are the same, and are only looked at once.
    let changed = Set(before.tablesByName.keys).union(after.tablesByName.keys).filter { before[$0] != after[$0] }
    for name in changed.sorted() {
      guard let table = after[name] else {
        text += "- \(name)\n"
        continue
      }
      text += try SchemaState([table]).hash() + "\n"
    }
    return CanonicalJSON.hash(text: text)
  }

  private func apply(_ operation: any SchemaOperation, to state: inout SchemaState) throws {
    try located(operation) {
      for change in try operation.changes(in: state) { try state.apply(change) }
    }
  }

  /// Runs the closure and adds the place in the source to its errors.
  func located<Result>(_ operation: any SchemaOperation, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as MigrationError {
      throw error.at(id, operation.notes.source)
    } catch let error as KindredError {
      throw MigrationError(.invalidOperation, error.message, underlying: nil).at(id, operation.notes.source)
    }
  }
}
