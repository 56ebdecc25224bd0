extension SchemaState {
  /// The schema after a change.
  ///
  /// ```swift
  /// let after = try before.applying(.dropColumn(table: "entry", "note"))
  /// ```
  ///
  /// - Throws: ``KindredError/Code/schema`` when the change does not fit the schema, such as a new column with the name
  ///   of one that exists.
  public func applying(_ change: SchemaChange) throws -> SchemaState {
    var state = self
    try state.apply(change)
    return state
  }

  /// The schema after some changes, in order.
  public func applying(_ changes: some Sequence<SchemaChange>) throws -> SchemaState {
    var state = self
    for change in changes { try state.apply(change) }
    return state
  }

  /// Applies a change. If it throws, nothing has changed.
  public mutating func apply(_ change: SchemaChange) throws {
    switch change {
    case .createTable(let table):
      try refuse(self[table.name] != nil, change, "the table exists already")
      if let problem = table.problem { throw refusal(of: change, problem) }
      self[table.name] = table
    case .dropTable(let name):
      _ = try existing(name, change)
      let others = referrers(to: name)
      try refuse(
        !others.isEmpty, change, "\(quotedNames(others)) has a foreign key to it, which has to be dropped before")
      self[name] = nil
    case .renameTable(let name, to: let new):
      try renameTable(name, to: new, change)
    case .renameColumn(table: let table, let name, to: let new):
      try renameColumn(name, to: new, in: table, change)
    case .dropColumn(table: let table, let name):
      try refuseUse(of: name, in: try existing(table, change), change)
      try update(table, change) { $0.columns.removeAll { $0.name == name } }
    case .setTableComment(table: let table, let comment):
      try update(table, change) { $0.comment = comment }
    case .addColumn(table: let table, let column, fill: let fill):
      try checkSource(of: fill, in: try existing(table, change), change)
      try refuse(
        try existing(table, change).column(column.name) != nil, change, "the column exists already")
      try update(table, change) { $0.columns.append(column) }
    case .alterColumn(table: let table, let column, fill: let fill):
      try checkSource(of: fill, in: try existing(table, change), change)
      guard let index = try existing(table, change).columns.firstIndex(where: { $0.name == column.name }) else {
        throw refusal(of: change, "the table has no such column")
      }
      try update(table, change) { $0.columns[index] = column }
    case .setKey(table: let table, let columns):
      try update(table, change) { $0.key = columns }
    case .addConstraint, .dropConstraint, .renameConstraint: try applyConstraint(change)
    case .addIndex, .dropIndex, .renameIndex: try applyIndex(change)
    }
  }

  /// The names of the other tables that have a foreign key to one.
  package func referrers(to name: String) -> [String] {
    tables.filter { table in table.name != name && table.foreignKeys.contains { $0.table == name } }.map(\.name)
  }
}

// MARK: - Tables and columns

extension SchemaState {
  private mutating func renameTable(_ name: String, to new: String, _ change: SchemaChange) throws {
    var table = try existing(name, change)
    try refuse(self[new] != nil, change, "a table with the new name exists already")
    table.name = new
    self[name] = nil
    self[new] = table
    for other in tables where other.foreignKeys.contains(where: { $0.table == name }) {
      self[other.name] = other.mappingForeignKeys { if $0.table == name { $0.table = new } }
    }
  }

  private mutating func renameColumn(
    _ name: String, to new: String, in table: String, _ change: SchemaChange
  ) throws {
    let old = try existing(table, change)
    try refuse(old.column(name) == nil, change, "the table has no such column")
    try refuse(old.column(new) != nil, change, "a column with the new name exists already")
    self[table] = old.renamingColumn(name, to: new)
    for other in tables {
      guard other.foreignKeys.contains(where: { $0.table == table && $0.targets.contains(name) }) else { continue }
      self[other.name] = other.mappingForeignKeys { key in
        if key.table == table { key.targets = key.targets.map { $0 == name ? new : $0 } }
      }
    }
  }

  private func checkSource(of fill: ColumnFill?, in table: TableState, _ change: SchemaChange) throws {
    guard case .column(let name) = fill else { return }
    try refuse(table.column(name) == nil, change, "the table has no column \"\(name)\", whose values it would get")
  }

  private func refuseUse(of column: String, in table: TableState, _ change: SchemaChange) throws {
    try refuse(table.column(column) == nil, change, "the table has no such column")
    try refuse(table.key.contains(column), change, "it is part of the primary key")
    let names = Set(table.columns.map(\.name))
    for index in table.indexes where index.columns(of: names).contains(column) {
      throw refusal(of: change, "\(index.summary) uses it and has to be dropped before")
    }
    for constraint in table.constraints where constraint.columns(of: names).contains(column) {
      throw refusal(of: change, "\(constraint.summary) uses it and has to be dropped before")
    }
    for other in tables {
      for key in other.foreignKeys where key.table == table.name && key.targets.contains(column) {
        throw refusal(of: change, "a foreign key of \"\(other.name)\" points to it and has to be dropped before")
      }
    }
  }
}

// MARK: - Constraints and indexes

extension SchemaState {
  private mutating func applyConstraint(_ change: SchemaChange) throws {
    switch change {
    case .addConstraint(table: let table, let constraint):
      try checkIsNew(constraint, in: try existing(table, change), change)
      try update(table, change) { $0.constraints.append(constraint) }
    case .dropConstraint(table: let table, let constraint):
      try refuse(
        !(try existing(table, change).constraints.contains(constraint)), change, "the table has no such constraint")
      try update(table, change) { $0.constraints.removeAll { $0 == constraint } }
    case .renameConstraint(table: let table, let constraint, to: let name):
      guard let place = try existing(table, change).constraints.firstIndex(of: constraint) else {
        throw refusal(of: change, "the table has no such constraint")
      }
      let renamed = ConstraintState(name, constraint.kind)
      if renamed == constraint { return }
      try checkIsNew(renamed, in: try existing(table, change), change)
      try update(table, change) { $0.constraints[place] = renamed }
    case .createTable, .dropTable, .renameTable, .setTableComment, .addColumn, .dropColumn, .renameColumn, .alterColumn,
      .setKey, .addIndex, .dropIndex, .renameIndex:
      break
    }
  }

  private mutating func applyIndex(_ change: SchemaChange) throws {
    switch change {
    case .addIndex(table: let table, let index):
      try checkIsNew(index, in: try existing(table, change), change)
      try update(table, change) { $0.indexes.append(index) }
    case .dropIndex(table: let table, let index):
      try refuse(!(try existing(table, change).indexes.contains(index)), change, "the table has no such index")
      try update(table, change) { $0.indexes.removeAll { $0 == index } }
    case .renameIndex(table: let table, let index, to: let name):
      guard let place = try existing(table, change).indexes.firstIndex(of: index) else {
        throw refusal(of: change, "the table has no such index")
      }
      var renamed = index
      renamed.name = name
      if renamed == index { return }
      try checkIsNew(renamed, in: try existing(table, change), change)
      try update(table, change) { $0.indexes[place] = renamed }
    case .createTable, .dropTable, .renameTable, .setTableComment, .addColumn, .dropColumn, .renameColumn, .alterColumn,
      .setKey, .addConstraint, .dropConstraint, .renameConstraint:
      break
    }
  }

  private func checkIsNew(_ constraint: ConstraintState, in table: TableState, _ change: SchemaChange) throws {
    try refuse(table.constraints.contains(constraint), change, "the table has it already")
    guard let name = constraint.name else { return }
    try refuse(table.constraints.contains { $0.name == name }, change, "another constraint has this name")
  }

  private func checkIsNew(_ index: IndexState, in table: TableState, _ change: SchemaChange) throws {
    try refuse(table.indexes.contains(index), change, "the table has it already")
    guard let name = index.name else { return }
    try refuse(table.indexes.contains { $0.name == name }, change, "another index has this name")
  }
}

// MARK: - Errors

extension SchemaState {
  private func existing(_ name: String, _ change: SchemaChange) throws -> TableState {
    guard let table = self[name] else { throw refusal(of: change, "there is no table with this name") }
    return table
  }

  /// Changes a table, and checks that it is still one that can exist.
  private mutating func update(
    _ name: String, _ change: SchemaChange, _ body: (inout TableState) -> Void
  ) throws {
    var table = try existing(name, change)
    body(&table)
    if let problem = table.problem { throw refusal(of: change, problem) }
    self[name] = table
  }

  private func refuse(_ isWrong: Bool, _ change: SchemaChange, _ problem: String) throws {
    if isWrong { throw refusal(of: change, problem) }
  }

  private func refusal(of change: SchemaChange, _ problem: String) -> KindredError {
    KindredError(.schema, "Cannot \(change.summary): \(problem).") { $0.table = change.table }
  }

  private func quotedNames(_ names: [String]) -> String { names.map { "\"\($0)\"" }.joined(separator: ", ") }
}
