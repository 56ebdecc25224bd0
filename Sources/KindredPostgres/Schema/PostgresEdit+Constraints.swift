import KindredCore

extension PostgresEdit {
  mutating func addConstraint(_ constraint: ConstraintState, _ change: SchemaChange) throws {
    let name = builder.name(of: constraint, in: new)
    switch constraint.kind {
    case .unique(columns: let columns): try addUnique(name, columns, change)
    case .check(let condition):
      let expression = try builder.expression(of: condition, "check", of: new, isCondition: true)
      addCheck((name, builder.written { $0.write(expression) }), change)
    case .foreignKey(let key):
      let addition = builder.addition(of: key, constraint, to: new)
      if !isOnline {
        return add([addition], lock: .shareRowExclusive, work: .scan, on: [key.table], changes: [change])
      }
      add([addition + " NOT VALID"], lock: .shareRowExclusive, on: [key.table], changes: [change])
      alter(
        ["VALIDATE CONSTRAINT \(quoted(name))"], lock: .shareUpdateExclusive, work: .scan, on: [key.table])
    }
    matchPrefixIndexes()
  }

  /// Adds a check. Where others use the table, the rows that exist are looked at afterwards, while they go on.
  mutating func addCheck(_ check: (name: String, condition: String), _ change: SchemaChange? = nil) {
    let name = quoted(check.name)
    guard isOnline else {
      return alter(["ADD CONSTRAINT \(name) CHECK (\(check.condition))"], change, work: .scan)
    }
    alter(["ADD CONSTRAINT \(name) CHECK (\(check.condition)) NOT VALID"], change)
    alter(["VALIDATE CONSTRAINT \(name)"], lock: .shareUpdateExclusive, work: .scan)
  }

  func unsignedCheck(of column: ColumnState) -> (name: String, condition: String) {
    (PostgresRules.columnCheckName(of: column.name, in: new.name), "\(quoted(column.name)) >= 0")
  }

  /// Adds a unique constraint. Where others use the table, its index is made first, while they go on.
  private mutating func addUnique(_ name: String, _ columns: [String], _ change: SchemaChange) throws {
    guard isOnline else {
      let list = columns.map(quoted).joined(separator: ", ")
      return alter(["ADD CONSTRAINT \(quoted(name)) UNIQUE (\(list))"], change, work: .scan)
    }
    let index = IndexState(name, columns.map { IndexElement(column: $0) }, isUnique: true)
    addIndex(try builder.statement(for: index, of: new), changes: [.addIndex(table: new.name, index)])
    add(
      [alterStatement(["ADD CONSTRAINT \(quoted(name)) UNIQUE USING INDEX \(quoted(name))"])], lock: .accessExclusive,
      changes: [.dropIndex(table: new.name, index), change])
  }

  /// Sets the primary key. Where others use the table, its index is made first, while they go on.
  mutating func setKey(_ columns: [String], _ change: SchemaChange) throws {
    var actions: [String] = []
    let name = quoted(PostgresRules.keyName(of: new.name))
    if !old.key.isEmpty {
      actions.append("DROP CONSTRAINT \(quoted(existing(PostgresRules.keyName(of: new.name))))")
    }
    if columns.isEmpty { return alter(actions, change) }
    // A column that may be NULL is looked at under the strong lock anyway.
    let isNullable = columns.contains { new.column($0)?.isNullable ?? true }
    guard isOnline, !isNullable else {
      actions.append("ADD CONSTRAINT \(name) PRIMARY KEY (\(columns.map(quoted).joined(separator: ", ")))")
      return alter(actions, change, work: .scan)
    }
    let index = IndexState(
      "\(new.name)_new_key".shortened(to: 63), columns.map { IndexElement(column: $0) }, isUnique: true)
    addIndex(try builder.statement(for: index, of: new), changes: [.addIndex(table: new.name, index)])
    actions.append("ADD CONSTRAINT \(name) PRIMARY KEY USING INDEX \(quoted(index.name ?? ""))")
    add(
      [alterStatement(actions)], lock: .accessExclusive, changes: [.dropIndex(table: new.name, index), change])
  }
}
