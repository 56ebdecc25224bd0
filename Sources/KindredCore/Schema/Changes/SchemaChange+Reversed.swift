extension SchemaChange {
  /// The changes that undo this one, in order.
  ///
  /// Rows and values that the change deletes do not come back: reversing it gives an empty table, or a column without
  /// values.
  ///
  /// - Parameter before: The schema before the change.
  /// - Throws: ``KindredError/Code/schema`` when the change does not fit that schema.
  public func reversed(in before: SchemaState) throws -> [SchemaChange] {
    _ = try before.applying(self)
    switch self {
    case .createTable(let table): return [.dropTable(table.name)]
    case .dropTable(let name): return before[name].map { [.createTable($0)] } ?? []
    case .renameTable(let name, to: let new): return [.renameTable(new, to: name)]
    case .setTableComment(table: let table, _):
      return [.setTableComment(table: table, before[table]?.comment)]
    case .addColumn(table: let table, let column, fill: _): return [.dropColumn(table: table, column.name)]
    case .dropColumn(table: let table, let name):
      return before[table]?.column(name).map { [.addColumn(table: table, $0, fill: nil)] } ?? []
    case .renameColumn(table: let table, let name, to: let new):
      return [.renameColumn(table: table, new, to: name)]
    case .alterColumn(table: let table, let column, fill: _):
      return before[table]?.column(column.name).map { [.alterColumn(table: table, $0, fill: nil)] } ?? []
    case .setKey(table: let table, _): return before[table].map { [.setKey(table: table, $0.key)] } ?? []
    case .addConstraint(table: let table, let constraint): return [.dropConstraint(table: table, constraint)]
    case .dropConstraint(table: let table, let constraint): return [.addConstraint(table: table, constraint)]
    case .renameConstraint(table: let table, let constraint, to: let new):
      return [.renameConstraint(table: table, ConstraintState(new, constraint.kind), to: constraint.name)]
    case .addIndex(table: let table, let index): return [.dropIndex(table: table, index)]
    case .dropIndex(table: let table, let index): return [.addIndex(table: table, index)]
    case .renameIndex(table: let table, let index, to: let new):
      var renamed = index
      renamed.name = new
      return [.renameIndex(table: table, renamed, to: index.name)]
    }
  }
}
