import KindredCore

/// One change of one table.
struct PostgresEdit {
  let old: TableState
  let new: TableState
  /// Whether the table has to stay usable meanwhile.
  let isOnline: Bool
  let builder: SchemaBuilder
  /// What the database has besides the schema.
  let extras: SchemaExtras?
  var steps: [SchemaStep] = []

  init(from old: TableState, to new: TableState, isOnline: Bool, builder: SchemaBuilder, extras: SchemaExtras?) {
    self.old = old
    self.new = new
    self.isOnline = isOnline
    self.builder = builder
    self.extras = extras
  }

  /// The name that a part of the table has in the database.
  func existing(_ name: String) -> String { extras?.name(name, in: new.name) ?? name }

  mutating func write(_ change: SchemaChange) throws {
    switch change {
    case .addColumn(table: _, let column, fill: let fill): try addColumn(column, fill, change)
    case .dropColumn(table: _, let name): alter(["DROP COLUMN \(quoted(name))"], change)
    case .alterColumn(table: _, let column, fill: let fill):
      guard let before = old.column(column.name) else { return }
      try alterColumn(before, column, fill, change)
    case .setKey(table: _, let columns): try setKey(columns, change)
    case .addConstraint(table: _, let constraint): try addConstraint(constraint, change)
    case .dropConstraint(table: _, let constraint):
      var targets: [String] = []
      if case .foreignKey(let key) = constraint.kind { targets = [key.table] }
      alter(["DROP CONSTRAINT \(quoted(existing(builder.name(of: constraint, in: old))))"], change, on: targets)
      matchPrefixIndexes()
    case .renameConstraint(table: _, let constraint, to: let name):
      let renamed = ConstraintState(name, constraint.kind)
      let (from, to) = (existing(builder.name(of: constraint, in: old)), builder.name(of: renamed, in: new))
      if from != to { alter(["RENAME CONSTRAINT \(quoted(from)) TO \(quoted(to))"], change) } else { note(change) }
      matchPrefixIndexes()
    case .addIndex(table: _, let index):
      addIndex(try builder.statement(for: index, of: new), changes: [change])
      matchPrefixIndexes()
    case .dropIndex(table: _, let index):
      dropIndex(try builder.name(of: index, in: old), changes: [change])
      matchPrefixIndexes()
    case .renameIndex(table: _, let index, to: let name):
      var renamed = index
      renamed.name = name
      let (from, to) = (existing(try builder.name(of: index, in: old)), try builder.name(of: renamed, in: new))
      if from != to {
        add(["ALTER INDEX \(quoted(from)) RENAME TO \(quoted(to))"], lock: .shareUpdateExclusive, changes: [change])
      } else {
        note(change)
      }
      matchPrefixIndexes()
    case .createTable, .dropTable, .renameTable, .setTableComment, .renameColumn: break
    }
  }
}

// MARK: - Steps

extension PostgresEdit {
  var table: String { quoted(new.name) }

  func quoted(_ name: String) -> String { builder.quoted(name) }

  /// A text as a constant.
  func text(_ text: String) -> String { builder.written { $0.write(quotedText: text) } }

  func literal(_ value: DatabaseValue) -> String { builder.written { $0.write(SQLExpression.literal(value)) } }

  mutating func add(
    _ sql: [String], lock: SchemaStep.Lock, work: SchemaStep.Work = .catalogue, isTransactional: Bool = true,
    on tables: [String] = [], precondition: SchemaStep.Precondition? = nil, cleanup: [String] = [],
    changes: [SchemaChange] = []
  ) {
    steps.append(
      SchemaStep(
        sql, isTransactional: isTransactional, lock: lock, work: work, tables: [new.name] + tables,
        precondition: precondition, cleanup: cleanup, changes: changes))
  }

  /// A step with one `ALTER TABLE`.
  mutating func alter(
    _ actions: [String], _ change: SchemaChange? = nil, lock: SchemaStep.Lock = .accessExclusive,
    work: SchemaStep.Work = .catalogue, on tables: [String] = []
  ) {
    if actions.isEmpty { return }
    add(
      [alterStatement(actions)], lock: lock, work: work, on: tables, changes: change.map { [$0] } ?? [])
  }

  func alterStatement(_ actions: [String]) -> String {
    "ALTER TABLE \(table) \(actions.joined(separator: ", "))"
  }

  /// A change that needs no statement.
  mutating func note(_ change: SchemaChange) { add([], lock: .none, changes: [change]) }

  mutating func addIndex(_ index: CreateIndexStatement, changes: [SchemaChange]) {
    var index = index
    index.isConcurrent = isOnline
    add(
      [builder.text(of: index)], lock: isOnline ? .shareUpdateExclusive : .share, work: .scan,
      isTransactional: !isOnline, cleanup: isOnline ? [concurrentDrop(index.name)] : [], changes: changes)
    // One that is valid is not what a failed statement has left, nor is one of another table.
    if isOnline { steps[steps.count - 1].cleanupCondition = invalidIndex(index.name) }
  }

  mutating func dropIndex(_ derived: String, changes: [SchemaChange]) {
    let name = existing(derived)
    add(
      [isOnline ? concurrentDrop(name) : "DROP INDEX \(quoted(name))"],
      lock: isOnline ? .shareUpdateExclusive : .accessExclusive, isTransactional: !isOnline, changes: changes)
  }

  /// A query that finds an index of this table which is not valid.
  private func invalidIndex(_ name: String) -> String {
    let (name, table) = (text(name), text(new.name))
    return "SELECT 1 FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_class c ON c.oid = i.indrelid "
      + "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT i.indisvalid AND x.relname = \(name) "
      + "AND c.relname = \(table) AND n.nspname = current_schema()"
  }

  func concurrentDrop(_ name: String) -> String { "DROP INDEX CONCURRENTLY IF EXISTS \(quoted(name))" }

  /// Adds and drops the additional indexes for prefix scans, as the table needs them after the change.
  mutating func matchPrefixIndexes() {
    dropPrefixIndexes()
    addPrefixIndexes()
  }

  mutating func dropPrefixIndexes() {
    let wanted = prefixIndexes(of: new)
    for index in prefixIndexes(of: old) where !wanted.contains(where: { $0.isSamePrefixIndex(as: index) }) {
      // Dropping the column has dropped it.
      if new.column(index.column) != nil { dropIndex(index.statement.name, changes: []) }
    }
  }

  mutating func addPrefixIndexes() {
    let present = prefixIndexes(of: old)
    for index in prefixIndexes(of: new) where !present.contains(where: { $0.isSamePrefixIndex(as: index) }) {
      var statement = index.statement
      // No state has it, so that nothing but its name tells a run that goes on whether it is there.
      statement.isConditional = isOnline
      addIndex(statement, changes: [])
    }
  }

  private func prefixIndexes(of table: TableState) -> [PrefixIndex] {
    table.columns.compactMap { column in
      builder.prefixIndex(of: column.name, in: table).map { PrefixIndex(column: column.name, statement: $0) }
    }
  }
}

/// The additional index for prefix scans of a column.
private struct PrefixIndex {
  let column: String
  let statement: CreateIndexStatement

  func isSamePrefixIndex(as other: PrefixIndex) -> Bool {
    statement.name == other.statement.name && statement.operatorClass == other.statement.operatorClass
  }
}
