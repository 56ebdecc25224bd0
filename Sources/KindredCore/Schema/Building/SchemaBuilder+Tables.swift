// Tables, their columns and their constraints.

extension SchemaBuilder {
  /// `CREATE TABLE`.
  ///
  /// - Parameter name: The name under which the table is created, if it is not its own yet. Its parts have the names that
  ///   they have under its own.
  package func creation(of table: TableState, as name: String? = nil, isConditional: Bool = false) throws -> String {
    let columns = table.columns.map { definition(of: $0, in: table) }
    var constraints: [CreateTableStatement.Constraint] = []
    if table.key.count > 1 { constraints.append(.primaryKey(columns: table.key)) }
    for constraint in table.constraints where !isWrittenBeside(constraint, in: table) {
      if let written = try clause(of: constraint, in: table) { constraints.append(written) }
    }
    let statement = CreateTableStatement(
      table: name ?? table.name, columns: columns, constraints: constraints, comment: table.comment,
      isConditional: isConditional)
    return written { $0.write(statement) }
  }

  /// The definition of a column, with the constraints that are written beside it.
  package func definition(
    of column: ColumnState, in table: TableState
  ) -> CreateTableStatement.ColumnDefinition {
    CreateTableStatement.ColumnDefinition(
      name: column.name, type: column.type, isNullable: column.isNullable,
      isPrimaryKey: table.key == [column.name], isAutomatic: column.isAutomatic,
      isUnique: table.constraints.contains(ConstraintState(nil, .unique(columns: [column.name]))),
      databaseDefault: column.databaseDefault, collation: column.collation, comment: column.comment,
      reference: table.inlineForeignKey(of: column.name).map { clause(of: $0) })
  }

  /// Whether a constraint is written beside its one column.
  package func isWrittenBeside(_ constraint: ConstraintState, in table: TableState) -> Bool {
    guard constraint.name == nil else { return false }
    switch constraint.kind {
    case .unique(columns: let columns): return columns.count == 1
    case .check: return false
    case .foreignKey(let key): return key.columns.count == 1 && table.inlineForeignKey(of: key.columns[0]) == key
    }
  }

  /// A constraint as a part of `CREATE TABLE`; nil for a foreign key that is added later.
  package func clause(
    of constraint: ConstraintState, in table: TableState
  ) throws -> CreateTableStatement.Constraint? {
    let name = name(of: constraint, in: table)
    switch constraint.kind {
    case .unique(columns: let columns): return .unique(name: name, columns: columns)
    case .check(let condition):
      return .check(name: name, try expression(of: condition, "check", of: table, isCondition: true))
    case .foreignKey(let key):
      if dialect.rules.features.contains(.addsForeignKeysLater) { return nil }
      return .foreignKey(name: name, columns: key.columns, clause(of: key))
    }
  }

  private func clause(of key: ForeignKeyState) -> CreateTableStatement.ForeignKeyClause {
    let action: CreateTableStatement.ForeignKeyClause.Action? =
      switch key.onDelete {
      case .cascade: .cascade
      case .setNull: .setNull
      case .setDefault: .setDefault
      case nil: nil
      }
    return CreateTableStatement.ForeignKeyClause(table: key.table, columns: key.targets, onDelete: action)
  }

  /// The statement that adds a foreign key to an existing table.
  package func addition(
    of key: ForeignKeyState, _ constraint: ConstraintState, to table: TableState, isConditional: Bool = false
  ) -> String {
    let statement = AddForeignKeyStatement(
      table: table.name, name: name(of: constraint, in: table), columns: key.columns, reference: clause(of: key),
      isConditional: isConditional)
    return written { dialect.rules.writeForeignKey(statement, to: &$0) }
  }
}

extension TableState {
  /// The foreign key that is written beside a column: the first without an explicit name.
  fileprivate func inlineForeignKey(of column: String) -> ForeignKeyState? {
    for constraint in constraints where constraint.name == nil {
      if case .foreignKey(let key) = constraint.kind, key.columns == [column] { return key }
    }
    return nil
  }
}
