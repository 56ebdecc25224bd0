import KindredCore

/// Writes the statements of changes for SQLite.
///
/// SQLite alters little of a table in place: it can rename, and add a plain column. For everything else, the table is
/// made anew and its rows are copied. Changes of one table are collected, so that it is made anew only once.
struct SQLiteEditor: SchemaEditor {
  func steps(
    for changes: [SchemaChange], from state: SchemaState, options: SchemaEditorOptions
  ) throws -> [SchemaStep] {
    var run = SQLiteEditing(from: state, options: options)
    for change in run.folding(changes) { try run.add(change) }
    try run.finish()
    return run.steps
  }
}

/// One run of the editor.
struct SQLiteEditing {
  /// The schema after the changes so far.
  private(set) var state: SchemaState
  private(set) var steps: [SchemaStep] = []
  let builder: SchemaBuilder
  private(set) var options: SchemaEditorOptions
  /// The tables that are called otherwise than when their triggers and indexes were read, or whose columns are.
  private(set) var renamed: Set<String> = []
  /// The tables with changes that are not written yet, in the order of their first change.
  private var pending: [TableEdit] = []
  /// The tables that are created by the changes right before.
  private var created: [TableState] = []

  init(from state: SchemaState, options: SchemaEditorOptions) {
    self.state = state
    self.options = options
    builder = SchemaBuilder(dialect: .sqlite, owners: options.owners)
  }

  mutating func add(_ change: SchemaChange) throws {
    let before = state
    try state.apply(change)
    if let table = state[change.table] {
      try SchemaNames(table, owner: builder.owner(of: table)).check(.sqlite)
    }
    try IndexNames(builder, extras: options.extras, includesConstraints: false).check(change, from: before, to: state)
    switch change {
    case .createTable(let table):
      try finishTables()
      created.append(table)
    case .dropTable(let name):
      try finish()
      steps.append(
        SchemaStep(
          ["DROP TABLE \(builder.quoted(name))"], lock: .accessExclusive, tables: [name], changes: [change]))
    case .renameTable(let name, to: let new):
      try finish()
      try renameTable(name, to: new, in: before, change)
    case .renameColumn(table: let table, let name, to: let new):
      if let place = pending.firstIndex(where: { $0.end.name == table }), let end = state[table],
        pending[place].rename(name, to: new, end, change)
      {
        return
      }
      try finish()
      try renameColumn(name, to: new, in: table, before, change)
    case .setTableComment, .addColumn, .dropColumn, .alterColumn, .setKey, .addConstraint, .dropConstraint,
      .renameConstraint, .addIndex, .dropIndex, .renameIndex:
      try finishCreations()
      guard let start = before[change.table], let end = state[change.table] else { return }
      if let place = pending.firstIndex(where: { $0.end.name == change.table }) {
        pending[place].add(change, end)
      } else {
        var edit = TableEdit(start)
        edit.add(change, end)
        pending.append(edit)
      }
    }
  }

  /// Writes what is not written yet.
  mutating func finish() throws {
    try finishCreations()
    try finishTables()
  }

  private mutating func finishCreations() throws {
    if created.isEmpty { return }
    let sql = try builder.statements(for: created, ifNotExists: options.ifNotExists)
    steps.append(SchemaStep(sql, changes: created.map { .createTable($0) }))
    created = []
  }

  private mutating func finishTables() throws {
    for edit in pending { steps += try steps(of: edit) }
    pending = []
  }
}

// MARK: - Names

extension SQLiteEditing {
  private mutating func renameTable(
    _ name: String, to new: String, in before: SchemaState, _ change: SchemaChange
  ) throws {
    var sql = [Self.renamesEverywhere]
    sql.append("ALTER TABLE \(builder.quoted(name)) RENAME TO \(builder.quoted(new))")
    if let old = before[name], let table = state[new] { sql += try renamedIndexes(from: old, to: table) }
    steps.append(SchemaStep(sql, lock: .accessExclusive, tables: [name], changes: [change]))
    options.extras?.renameTable(name, to: new)
    renamed.remove(name)
    renamed.insert(new)
  }

  private mutating func renameColumn(
    _ name: String, to new: String, in table: String, _ before: SchemaState, _ change: SchemaChange
  ) throws {
    var sql = [Self.renamesEverywhere]
    sql.append(
      "ALTER TABLE \(builder.quoted(table)) RENAME COLUMN \(builder.quoted(name)) TO \(builder.quoted(new))")
    if let old = before[table], let table = state[table] { sql += try renamedIndexes(from: old, to: table) }
    steps.append(SchemaStep(sql, lock: .accessExclusive, tables: [table], changes: [change]))
    renamed.insert(table)
  }

  /// Foreign keys, triggers and views follow a rename only like this, and some programs are built with the opposite.
  static let renamesEverywhere = "PRAGMA legacy_alter_table = OFF"

  /// Makes indexes again whose derived names have changed with the names of the table or its columns.
  private func renamedIndexes(from old: TableState, to new: TableState) throws -> [String] {
    var sql: [String] = []
    for (before, after) in zip(try builder.indexes(of: old), try builder.indexes(of: new))
    where before.name != after.name {
      let name = options.extras?.name(before.name, in: old.name) ?? before.name
      sql.append("DROP INDEX \(builder.quoted(name))")
      sql.append(builder.text(of: after))
    }
    return sql
  }
}

// MARK: - Folding

extension SQLiteEditing {
  /// The changes, with those of a table that is created by one of them as a part of that one.
  func folding(_ changes: [SchemaChange]) -> [SchemaChange] {
    var result: [SchemaChange] = []
    var places: [String: Int] = [:]
    for change in changes {
      if case .createTable(let table) = change {
        places[table.name] = result.count
      } else if case .renameTable(let name, to: _) = change {
        places[name] = nil
      } else if let place = places[change.table], case .createTable(let table) = result[place] {
        // A change that does not fit is left for the run to refuse.
        if let folded = try? SchemaState([table]).applying(change)[table.name] {
          result[place] = .createTable(folded)
          continue
        }
        places[change.table] = nil
      }
      result.append(change)
    }
    return result
  }
}
