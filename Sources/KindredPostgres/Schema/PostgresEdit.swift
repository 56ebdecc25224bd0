import KindredCore

/// One change of one table.
struct PostgresEdit {
  let old: TableState
  let new: TableState
  /// Whether the table has to stay usable meanwhile.
  let isOnline: Bool
  let builder: SchemaBuilder
  var steps: [SchemaStep] = []

  init(from old: TableState, to new: TableState, isOnline: Bool, builder: SchemaBuilder) {
    self.old = old
    self.new = new
    self.isOnline = isOnline
    self.builder = builder
  }

  mutating func write(_ change: SchemaChange) throws {
    switch change {
    case .addColumn(table: _, let column, fill: let fill): try addColumn(column, fill, change)
    case .dropColumn(table: _, let name): alter(["DROP COLUMN \(quoted(name))"], change)
    case .alterColumn(table: _, let column, fill: let fill):
      guard let before = old.column(column.name) else { return }
      try alterColumn(before, column, fill, change)
    case .setKey(table: _, let columns): setKey(columns, change)
    case .addConstraint(table: _, let constraint): try addConstraint(constraint, change)
    case .dropConstraint(table: _, let constraint):
      alter(["DROP CONSTRAINT \(quoted(builder.name(of: constraint, in: old)))"], change)
      try matchPrefixIndexes()
    case .renameConstraint(table: _, let constraint, to: let name):
      let renamed = ConstraintState(name, constraint.kind)
      let (from, to) = (builder.name(of: constraint, in: old), builder.name(of: renamed, in: new))
      if from != to { alter(["RENAME CONSTRAINT \(quoted(from)) TO \(quoted(to))"], change) } else { note(change) }
      try matchPrefixIndexes()
    case .addIndex(table: _, let index):
      addIndex(try builder.statement(for: index, of: new), changes: [change])
      try matchPrefixIndexes()
    case .dropIndex(table: _, let index):
      dropIndex(try builder.name(of: index, in: old), changes: [change])
      try matchPrefixIndexes()
    case .renameIndex(table: _, let index, to: let name):
      var renamed = index
      renamed.name = name
      let (from, to) = (try builder.name(of: index, in: old), try builder.name(of: renamed, in: new))
      if from != to {
        add(["ALTER INDEX \(quoted(from)) RENAME TO \(quoted(to))"], lock: .shareUpdateExclusive, changes: [change])
      } else {
        note(change)
      }
      try matchPrefixIndexes()
    case .createTable, .dropTable, .renameTable, .setTableComment, .renameColumn: break
    }
  }
}

// MARK: - Steps

extension PostgresEdit {
  var table: String { quoted(new.name) }

  func quoted(_ name: String) -> String { builder.quoted(name) }

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
  }

  mutating func dropIndex(_ name: String, changes: [SchemaChange]) {
    add(
      [isOnline ? concurrentDrop(name) : "DROP INDEX \(quoted(name))"],
      lock: isOnline ? .shareUpdateExclusive : .accessExclusive, isTransactional: !isOnline, changes: changes)
  }

  func concurrentDrop(_ name: String) -> String { "DROP INDEX CONCURRENTLY IF EXISTS \(quoted(name))" }

  /// Adds and drops the additional indexes for prefix scans, as the table needs them after the change.
  mutating func matchPrefixIndexes() throws {
    let before = old.columns.compactMap { builder.prefixIndex(of: $0.name, in: old) }
    let after = new.columns.compactMap { builder.prefixIndex(of: $0.name, in: new) }
    for index in before where !after.contains(where: { $0.isSamePrefixIndex(as: index) }) {
      dropIndex(index.name, changes: [])
    }
    for index in after where !before.contains(where: { $0.isSamePrefixIndex(as: index) }) {
      addIndex(index, changes: [])
    }
  }
}

extension CreateIndexStatement {
  fileprivate func isSamePrefixIndex(as other: CreateIndexStatement) -> Bool {
    name == other.name && operatorClass == other.operatorClass
  }
}
