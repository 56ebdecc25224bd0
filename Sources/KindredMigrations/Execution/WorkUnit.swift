package import KindredCore

/// A piece of a migration's work that is recorded when it is done.
package struct WorkUnit: Sendable {
  package enum Kind: Sendable {
    case schema(SchemaStep)
    case sql(RawSQL, isTransactional: Bool)
    case backfill(Backfill)
    case swift(SwiftWork)
  }

  package let kind: Kind
  /// What it does, for people.
  package let summary: String
  /// The schema before and after.
  package let before: SchemaState
  package let after: SchemaState
  /// The operation that it comes from, or the first one of several.
  package let operation: any SchemaOperation

  /// Whether it runs in a transaction together with its record.
  package var isTransactional: Bool {
    switch kind {
    case .schema(let step): step.isTransactional && step.fill == nil
    case .sql(_, let isTransactional): isTransactional
    case .swift(let work): work.isTransactional
    case .backfill: false
    }
  }

  /// Whether it changes rows rather than the schema. It then has a transaction of its own.
  var changesRows: Bool {
    switch kind {
    case .schema(let step): step.fill != nil
    case .sql, .backfill, .swift: true
    }
  }

  /// Whether it may make views and triggers, because it is the user's.
  var mayMakeExtras: Bool {
    switch kind {
    case .schema, .backfill: false
    case .sql, .swift: true
    }
  }

  /// What tells whether a step that is done has been edited since.
  var fingerprint: String {
    let text =
      switch kind {
      // Not the statements, which depend on the database's views and triggers, and on the version of Kindred.
      case .schema(let step): SignatureText.of(step.changes, orElse: step.sql.joined(separator: ";\n"))
      case .sql(let sql, _): sql.literalText
      case .backfill(let backfill): backfill.signature
      case .swift(let work): "swift \(work.name)"
      }
    return String(CanonicalJSON.hash(text: text).dropFirst(3).prefix(16))
  }
}

/// Makes the work of operations for one kind of database.
package struct WorkPlanner: Sendable {
  package let dialect: Dialect
  package let editor: any SchemaEditor
  package let options: SchemaEditorOptions

  package init(dialect: Dialect, editor: any SchemaEditor, options: SchemaEditorOptions = SchemaEditorOptions()) {
    self.dialect = dialect
    self.editor = editor
    self.options = options
  }

  /// The units of some operations.
  ///
  /// - Parameters:
  ///   - operations: The operations, in order.
  ///   - before: The schema before.
  ///   - definition: The migration that they belong to, for errors.
  package func units(
    of operations: [any SchemaOperation], from before: SchemaState, in definition: MigrationDefinition
  ) throws -> [WorkUnit] {
    var state = before
    var units: [WorkUnit] = []
    var run = Run(before: before)
    for operation in operations {
      try definition.located(operation) {
        let changes = try operation.changes(in: state)
        let work = try operation.work(in: state)
        if case .some(.schema(let worked)) = work.first, work.count == 1, worked == changes {
          run.add(changes, of: operation)
        } else {
          units += try self.units(of: run)
          var seen = state
          for item in work { units += try unit(of: item, of: operation, &seen) }
          run = Run(before: state)
          try run.skip(changes)
        }
        for change in changes { try state.apply(change) }
      }
    }
    return units + (try definition.located(run.operations.last ?? StateOnly([])) { try self.units(of: run) })
  }

  /// Changes that follow each other, which the editor sees together.
  private struct Run {
    var before: SchemaState
    var changes: [SchemaChange] = []
    var operations: [any SchemaOperation] = []

    init(before: SchemaState) { self.before = before }

    mutating func add(_ changes: [SchemaChange], of operation: any SchemaOperation) {
      self.changes += changes
      operations.append(operation)
    }

    mutating func skip(_ changes: [SchemaChange]) throws { before = try before.applying(changes) }
  }

  private func units(of run: Run) throws -> [WorkUnit] {
    guard let operation = run.operations.first else { return [] }
    return try units(of: run.changes, from: run.before, of: operation)
  }

  private func units(
    of changes: [SchemaChange], from before: SchemaState, of operation: any SchemaOperation
  ) throws -> [WorkUnit] {
    var state = before
    return try editor.steps(for: changes, from: before, options: options).map { step in
      let before = state
      state = try state.applying(step.changes)
      let summaries = step.changes.map(\.summary)
      return WorkUnit(
        kind: .schema(step), summary: summaries.isEmpty ? operation.summary : summaries.joined(separator: "; "),
        before: before, after: state, operation: operation)
    }
  }

  private func unit(
    of work: OperationWork, of operation: any SchemaOperation, _ state: inout SchemaState
  ) throws -> [WorkUnit] {
    func unit(_ kind: WorkUnit.Kind) -> [WorkUnit] {
      [WorkUnit(kind: kind, summary: operation.summary, before: state, after: state, operation: operation)]
    }
    switch work {
    case .schema(let changes):
      let units = try units(of: changes, from: state, of: operation)
      state = try state.applying(changes)
      return units
    case .sql(let sql, let isTransactional):
      guard let text = sql[DialectName(dialect.name)] ?? sql[nil] else { return [] }
      return unit(.sql(text, isTransactional: isTransactional))
    case .backfill(let backfill): return unit(.backfill(backfill))
    case .swift(let swift): return unit(.swift(swift))
    }
  }
}
