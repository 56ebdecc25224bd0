import KindredCore

/// Makes one change of two that follow each other, or none.
struct ChangeFolding {
  private let first: SchemaChange
  private let second: SchemaChange

  init(_ first: SchemaChange, _ second: SchemaChange) {
    self.first = first
    self.second = second
  }

  /// The changes that do the same; nil if the two cannot be folded.
  var folded: [SchemaChange]? {
    switch first {
    case .createTable(let table): folded(creating: table)
    case .renameTable(let old, let new): folded(renamingTable: old, new)
    case .addColumn(let table, let column, let fill): folded(adding: column, fill, to: table)
    case .alterColumn(let table, let column, let fill): folded(altering: column, fill, of: table)
    case .renameColumn(let table, let old, let new): folded(renaming: old, new, of: table)
    case .addConstraint(let table, let constraint): folded(adding: constraint, to: table)
    case .addIndex(let table, let index): folded(adding: index, to: table)
    case .dropConstraint(let table, let constraint):
      second == .addConstraint(table: table, constraint) ? [] : nil
    case .dropIndex(let table, let index): second == .addIndex(table: table, index) ? [] : nil
    case .setTableComment(let table, _):
      replaced { if case .setTableComment(let other, _) = $0 { other == table } else { false } }
    case .setKey(let table, _): replaced { if case .setKey(let other, _) = $0 { other == table } else { false } }
    case .dropTable, .dropColumn, .renameConstraint, .renameIndex: nil
    }
  }

  /// The second change, if it makes the first one superfluous.
  private func replaced(if isSame: (SchemaChange) -> Bool) -> [SchemaChange]? { isSame(second) ? [second] : nil }

  // MARK: Tables

  private func folded(creating table: TableState) -> [SchemaChange]? {
    guard second.table == table.name else { return nil }
    if case .dropTable = second { return [] }
    // Whatever is done to the table can be done to its description.
    guard let after = try? SchemaState([table]).applying(second), after.tables.count == 1 else { return nil }
    return [.createTable(after.tables[0])]
  }

  private func folded(renamingTable old: String, _ new: String) -> [SchemaChange]? {
    if second == .dropTable(new) { return [.dropTable(old)] }
    guard case .renameTable(let middle, let last) = second, middle == new else { return nil }
    return last == old ? [] : [.renameTable(old, to: last)]
  }

  // MARK: Columns

  private func folded(adding column: ColumnState, _ fill: ColumnFill?, to table: String) -> [SchemaChange]? {
    if second == .dropColumn(table: table, column.name) { return [] }
    if case .alterColumn(let other, let altered, let newFill) = second, other == table, altered.name == column.name {
      // Two fills are of different rows.
      if fill != nil && newFill != nil { return nil }
      return [.addColumn(table: table, altered, fill: newFill ?? fill)]
    }
    guard case .renameColumn(let other, let old, let new) = second, other == table, old == column.name else {
      return nil
    }
    var renamed = column
    renamed.name = new
    return [.addColumn(table: table, renamed, fill: fill)]
  }

  private func folded(altering column: ColumnState, _ fill: ColumnFill?, of table: String) -> [SchemaChange]? {
    if second == .dropColumn(table: table, column.name) { return [second] }
    guard case .alterColumn(let other, let altered, let newFill) = second, other == table, altered.name == column.name,
      fill == nil || newFill == nil
    else { return nil }
    // Without the first change, its fill would be missing where the column may be NULL again.
    if fill != nil && altered.isNullable { return nil }
    return [.alterColumn(table: table, altered, fill: newFill ?? fill)]
  }

  private func folded(renaming old: String, _ new: String, of table: String) -> [SchemaChange]? {
    if second == .dropColumn(table: table, new) { return [.dropColumn(table: table, old)] }
    guard case .renameColumn(let other, let middle, let last) = second, other == table, middle == new else {
      return nil
    }
    return last == old ? [] : [.renameColumn(table: table, old, to: last)]
  }

  // MARK: Constraints and indexes

  private func folded(adding constraint: ConstraintState, to table: String) -> [SchemaChange]? {
    if second == .dropConstraint(table: table, constraint) { return [] }
    guard case .renameConstraint(let other, let renamed, let name) = second, other == table, renamed == constraint
    else { return nil }
    return [.addConstraint(table: table, ConstraintState(name, constraint.kind))]
  }

  private func folded(adding index: IndexState, to table: String) -> [SchemaChange]? {
    if second == .dropIndex(table: table, index) { return [] }
    guard case .renameIndex(let other, let renamed, let name) = second, other == table, renamed == index else {
      return nil
    }
    var new = index
    new.name = name
    return [.addIndex(table: table, new)]
  }
}
