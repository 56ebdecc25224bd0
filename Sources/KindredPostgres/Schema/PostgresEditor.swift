import KindredCore

/// Writes the statements of changes for PostgreSQL.
///
/// Tables that exist are changed so that others go on reading and writing: long work is done without a lock that keeps
/// them out. This is decided by the kind of change and never by the size of a table, so that the same statements run
/// everywhere. Tables that are created by the same changes get plain statements.
struct PostgresEditor: SchemaEditor {
  func steps(
    for changes: [SchemaChange], from state: SchemaState, options: SchemaEditorOptions
  ) throws -> [SchemaStep] {
    var run = PostgresEditing(from: state, options: options)
    for (place, change) in changes.enumerated() { try run.add(change, before: changes[(place + 1)...]) }
    try run.finish()
    return run.steps
  }
}

/// One run of the editor.
struct PostgresEditing {
  /// The schema after the changes so far.
  private(set) var state: SchemaState
  var steps: [SchemaStep] = []
  let builder: SchemaBuilder
  let options: SchemaEditorOptions
  /// The tables that the run has created, which nobody else uses yet.
  private var created: Set<String> = []
  /// The tables whose statements are not written yet.
  private var pending: [TableState] = []
  /// The columns that take the places of others, which are not dropped yet.
  private var replacements: [ColumnReplacement] = []
  /// The column that has taken the place of another one in the last step, and may get its name in there.
  private var replaced: ColumnReplacement?

  init(from state: SchemaState, options: SchemaEditorOptions) {
    self.state = state
    self.options = options
    builder = SchemaBuilder(dialect: .postgres, owners: options.owners)
  }

  /// Whether a table has to stay usable meanwhile.
  func isOnline(_ table: String) -> Bool { options.isOnline && !created.contains(table) }

  /// - Parameter later: The changes that come after this one.
  mutating func add(_ change: SchemaChange, before later: ArraySlice<SchemaChange> = []) throws {
    let before = state
    try state.apply(change)
    if let table = state[change.table] {
      try SchemaNames(table, owner: builder.owner(of: table)).check(.postgres)
    }
    try IndexNames(builder, extras: options.extras, includesConstraints: true).check(change, from: before, to: state)
    if case .createTable(let table) = change {
      created.insert(table.name)
      pending.append(table)
      return
    }
    try finish()
    if case .renameTable(let name, to: let new) = change {
      if created.remove(name) != nil { created.insert(new) }
    }
    let count = steps.count
    if let replacement = ColumnReplacement(change, before: later), isOnline(change.table) {
      replacements.append(replacement)
    }
    if case .renameColumn = change {} else { replaced = nil }
    try write(change, before, state)
    for step in steps[count...] {
      if let table = state[change.table] ?? before[change.table] { try builder.checkTexts(step.sql, of: table) }
    }
  }

  /// Writes what is not written yet: tables that are created one after the other get their foreign keys last.
  ///
  /// `createTables` is given all models of a target and may leave those of others out, so that a key to an unknown table
  /// is for the database to judge.
  mutating func finish() throws {
    if pending.isEmpty { return }
    let sql = try builder.statements(for: pending, ifNotExists: options.ifNotExists)
    // The keys of new tables lock those that they point to.
    let targets = Set(pending.flatMap(\.foreignKeys).map(\.table)).filter { state[$0] != nil && !created.contains($0) }
    steps.append(
      SchemaStep(
        sql, lock: targets.isEmpty ? .none : .shareRowExclusive, tables: targets.sorted(),
        changes: pending.map { .createTable($0) }))
    pending = []
  }
}

// MARK: - Steps

extension PostgresEditing {
  private mutating func write(_ change: SchemaChange, _ before: SchemaState, _ after: SchemaState) throws {
    let name = change.table
    switch change {
    case .createTable: break
    case .dropTable(let table):
      if let dropped = before[table], isOnline(table) { dropKeys(of: dropped) }
      steps.append(
        SchemaStep(
          ["DROP TABLE \(quoted(table))"], lock: .accessExclusive, tables: [table], changes: [change]))
    case .renameTable(let old, to: let new):
      var sql = ["ALTER TABLE \(quoted(old)) RENAME TO \(quoted(new))"]
      if let from = before[old], let to = after[new] { sql += try renamedParts(from, to) }
      steps.append(SchemaStep(sql, lock: .accessExclusive, tables: [old], changes: [change]))
    case .renameColumn(table: let table, let old, to: let new):
      var sql = ["ALTER TABLE \(quoted(table)) RENAME COLUMN \(quoted(old)) TO \(quoted(new))"]
      if let from = before[table], let to = after[table] { sql += try renamedParts(from, to) }
      if let replaced, replaced.table == table, replaced.column == old, let last = steps.indices.last {
        // Between the two, neither name would be there.
        steps[last].sql += sql
        steps[last].changes.append(change)
        self.replaced = nil
        return
      }
      replaced = nil
      steps.append(SchemaStep(sql, lock: .accessExclusive, tables: [table], changes: [change]))
    case .setTableComment(table: let table, let text):
      let sql = "COMMENT ON TABLE \(quoted(table)) IS \(literal(text))"
      steps.append(SchemaStep([sql], lock: .shareUpdateExclusive, tables: [table], changes: [change]))
    case .addColumn, .dropColumn, .alterColumn, .setKey, .addConstraint, .dropConstraint, .renameConstraint, .addIndex,
      .dropIndex, .renameIndex:
      guard let from = before[name], let to = after[name] else { return }
      var edit = PostgresEdit(from: from, to: to, isOnline: isOnline(name), builder: builder, extras: options.extras)
      if case .addColumn(table: _, let column, fill: let fill) = change,
        replacements.contains(where: { $0.table == name && $0.column == column.name })
      {
        try edit.addColumn(column, fill, change, isReplacing: true)
      } else if case .dropColumn(table: _, let source) = change,
        let place = replacements.firstIndex(where: { $0.table == name && $0.source == source }),
        let old = from.column(source), let column = from.column(replacements[place].column)
      {
        try edit.dropColumn(old, replacedBy: column, change)
        let replacement = replacements.remove(at: place)
        if edit.steps.count == 1 { replaced = replacement }
      } else {
        try edit.write(change)
      }
      steps += edit.steps
    }
  }

  /// Drops the foreign keys of a table, so that dropping the table does not lock all of their targets at once.
  private mutating func dropKeys(of table: TableState) {
    for constraint in table.constraints {
      guard case .foreignKey(let key) = constraint.kind, key.table != table.name else { continue }
      let derived = builder.name(of: constraint, in: table)
      let name = options.extras?.name(derived, in: table.name) ?? derived
      steps.append(
        SchemaStep(
          ["ALTER TABLE \(quoted(table.name)) DROP CONSTRAINT \(quoted(name))"], lock: .accessExclusive,
          tables: [table.name, key.table], changes: [.dropConstraint(table: table.name, constraint)]))
    }
  }

  /// Gives indexes and constraints whose names are derived the names that they would be created with.
  private func renamedParts(_ old: TableState, _ new: TableState) throws -> [String] {
    var sql: [String] = []
    for (before, after) in zip(try names(of: old), try names(of: new)) where before.name != after.name {
      let existing = options.extras?.name(before.name, in: old.name) ?? before.name
      let (from, to) = (quoted(existing), quoted(after.name))
      if before.isIndex {
        // Renames the constraint as well, if the index is that of one.
        sql.append("ALTER INDEX IF EXISTS \(from) RENAME TO \(to)")
      } else {
        sql.append(
          PostgresRules.tolerating(
            "undefined_object", "ALTER TABLE \(quoted(new.name)) RENAME CONSTRAINT \(from) TO \(to)"))
      }
    }
    return sql
  }

  /// The names of all indexes and constraints of a table, in an order that does not depend on names.
  private func names(of table: TableState) throws -> [(name: String, isIndex: Bool)] {
    var names: [(String, Bool)] = [(PostgresRules.keyName(of: table.name), true)]
    for constraint in table.constraints {
      let name = builder.name(of: constraint, in: table)
      if case .unique = constraint.kind { names.append((name, true)) } else { names.append((name, false)) }
    }
    names += table.columns.filter(\.type.isUnsigned).map {
      (PostgresRules.columnCheckName(of: $0.name, in: table.name), false)
    }
    names += try builder.indexes(of: table).map { ($0.name, true) }
    return names
  }

  private func quoted(_ name: String) -> String { builder.quoted(name) }

  private func literal(_ text: String?) -> String {
    builder.written { if let text { $0.write(quotedText: text) } else { $0.write("NULL") } }
  }
}

extension ColumnType {
  /// Whether a check keeps its values from being negative.
  var isUnsigned: Bool { if case .integer(_, isSigned: false) = kind { true } else { false } }
}
