import KindredCore

extension PostgresEdit {
  /// Makes a column NOT NULL. Where others use the table, a check is validated first, so that the rows need not be read
  /// under the strong lock.
  mutating func forbidNull(in column: ColumnState, fill: String?) {
    let name = quoted(column.name)
    if let fill { fillRows(of: column, fill) }
    guard isOnline else { return alter(["ALTER COLUMN \(name) SET NOT NULL"], work: .scan) }
    let check = quoted("\(new.name)_\(column.name)_nn".shortened(to: 63))
    // The check holds for every row that is changed from now on, so most rows are filled before.
    alter(["ADD CONSTRAINT \(check) CHECK (\(name) IS NOT NULL) NOT VALID"])
    // Where rows stand in the way after all, it must not stay: others could not insert such rows for no reason.
    steps[steps.count - 1].cleanup = [alterStatement(["DROP CONSTRAINT IF EXISTS \(check)"])]
    if let fill { fillRows(of: column, fill) }
    alter(["VALIDATE CONSTRAINT \(check)"], lock: .shareUpdateExclusive, work: .scan)
    // In two statements: one alone would drop the check first, and then read the rows.
    add(
      [alterStatement(["ALTER COLUMN \(name) SET NOT NULL"]), alterStatement(["DROP CONSTRAINT \(check)"])],
      lock: .accessExclusive)
  }

  /// Writes a value into the rows in which a column is NULL. Where others use the table, in batches.
  mutating func fillRows(of column: ColumnState, _ value: String) {
    let condition = "\(quoted(column.name)) IS NULL"
    let update = "UPDATE \(table) SET \(quoted(column.name)) = \(value) WHERE \(condition)"
    guard isOnline else {
      // Changes of a table cannot follow changes of its rows while keys wait to be checked.
      return add(["SET CONSTRAINTS ALL IMMEDIATE", update], lock: .shareUpdateExclusive, work: .rewrite)
    }
    add([update], lock: .none, work: .rewrite)
    steps[steps.count - 1].fill = SchemaStep.RowFill(
      table: new.name, column: column.name, value: value, condition: condition)
  }

  /// Drops a column whose place another one takes, which already has the values of most rows. Others have gone on writing
  /// the old one, so the last values are taken over under the lock that the drop needs anyway.
  mutating func dropColumn(_ source: ColumnState, replacedBy column: ColumnState, _ change: SchemaChange) throws {
    let name = quoted(column.name)
    let value = try converted(source, to: column.type)
    var actions = ["DROP COLUMN \(quoted(source.name))"]
    if !column.isNullable { actions.insert("ALTER COLUMN \(name) SET NOT NULL", at: 0) }
    add(
      [
        "LOCK TABLE \(table) IN ACCESS EXCLUSIVE MODE", "SET CONSTRAINTS ALL IMMEDIATE",
        "UPDATE \(table) SET \(name) = \(value) WHERE \(name) IS DISTINCT FROM \(value)", alterStatement(actions),
      ], lock: .accessExclusive, work: .rewrite, changes: [change])
    matchPrefixIndexes()
  }
}
