import KindredCore

extension SQLiteEditing {
  /// The steps of the changes of one table.
  func steps(of edit: TableEdit) throws -> [SchemaStep] {
    if edit.needsNewTable { return try newTable(edit) }
    var sql: [String] = []
    var table = edit.start
    for change in edit.changes {
      let before = table
      table = try SchemaState([table]).applying(change)[table.name] ?? table
      sql += try statements(for: change, from: before, to: table)
    }
    try builder.checkTexts(sql, of: edit.end)
    return [SchemaStep(sql, lock: .accessExclusive, work: .scan, tables: [edit.end.name], changes: edit.changes)]
  }

  /// The statements of a change that needs no new table.
  private func statements(for change: SchemaChange, from before: TableState, to after: TableState) throws -> [String] {
    switch change {
    case .addColumn(table: _, let column, fill: _):
      return [
        "ALTER TABLE \(builder.quoted(after.name)) ADD COLUMN "
          + builder.written { $0.write(builder.definition(of: column, in: after)) }
      ]
    case .addIndex(table: _, let index): return [try creation(of: index, in: after)]
    case .dropIndex(table: _, let index): return [try removal(of: index, in: before)]
    case .renameIndex(table: _, let index, to: let name):
      var renamed = index
      renamed.name = name
      return [try removal(of: index, in: before), try creation(of: renamed, in: after)]
    case .setTableComment, .alterColumn, .createTable, .dropTable, .renameTable, .dropColumn, .renameColumn, .setKey,
      .addConstraint, .dropConstraint, .renameConstraint:
      return []
    }
  }

  private func creation(of index: IndexState, in table: TableState) throws -> String {
    builder.text(of: try builder.statement(for: index, of: table))
  }

  private func removal(of index: IndexState, in table: TableState) throws -> String {
    let name = try builder.name(of: index, in: table)
    return "DROP INDEX \(builder.quoted(options.extras?.name(name, in: table.name) ?? name))"
  }
}

// MARK: - New tables

extension SQLiteEditing {
  /// Makes a table anew: its rows are copied, and its indexes and triggers are made again.
  ///
  /// The new table has another name until the old one is dropped. To rename the old one away first would turn the
  /// foreign keys of other tables to it.
  private func newTable(_ edit: TableEdit) throws -> [SchemaStep] {
    let table = edit.end
    if let problem = options.extras?.unreadable[edit.start.name]?.first {
      throw KindredError(
        .schema,
        "The table \"\(table.name)\" would have to be made anew, and would lose what Kindred does not know: \(problem). "
          + "Change it with SQL of your own."
      ) { $0.table = table.name }
    }
    if renamed.contains(table.name), let name = options.extras?.statements[table.name]?.keys.sorted().first {
      throw KindredError(
        .schema,
        "The table \"\(table.name)\" would have to be made anew after a rename in the same migration, and \"\(name)\", which "
          + "Kindred did not make, is only known by the old names. Put the rename into a migration of its own, before this "
          + "one."
      ) { $0.table = table.name }
    }
    let temporary = "new__" + table.name
    let (old, new) = (builder.quoted(table.name), builder.quoted(temporary))
    var copy = SQLiteCopy(edit, builder)
    try copy.prepare()
    var sql = [try builder.creation(of: table, as: temporary)]
    sql.append("INSERT INTO \(new) (\(copy.columns)) SELECT \(copy.values) FROM \(old)")
    sql += sequence(of: edit, temporary)
    sql.append("DROP TABLE \(old)")
    // Views and triggers that use the table would keep SQLite from renaming, as they have no table at the moment.
    sql.append("PRAGMA legacy_alter_table = ON")
    sql.append("ALTER TABLE \(new) RENAME TO \(old)")
    sql.append("PRAGMA legacy_alter_table = OFF")
    let indexes = try builder.indexes(of: table)
    sql += indexes.map { builder.text(of: $0) }
    let others = (options.extras?.statements[table.name] ?? [:]).filter { name, _ in
      !indexes.contains { $0.name == name }
    }
    sql += others.sorted { $0.key < $1.key }.map(\.value)
    let views = views(using: table)
    sql += views.map { "SELECT 1 FROM \(builder.quoted($0)) LIMIT 0" }
    try builder.checkTexts(sql, of: table)
    let checks = (copy.preconditions + [try lossOfExtras(of: edit)]).map {
      SchemaStep([], tables: [table.name], precondition: $0)
    }
    var step = SchemaStep(
      sql, lock: .accessExclusive, work: .rewrite, tables: [table.name], suspendsForeignKeys: true,
      changes: edit.changes)
    step.keeps = (others.keys + views).sorted()
    return checks + [step]
  }

  /// The views that name a table. They have to work afterwards.
  private func views(using table: TableState) -> [String] {
    let names: Set<SQLTokens.Token> = [.name(table.name), .word(table.name.uppercased())]
    return (options.extras?.views ?? [:]).filter { _, sql in !names.isDisjoint(with: SQLTokens(sql).tokens) }
      .map(\.key).sorted()
  }

  /// Keeps the largest key that the table ever had, so that none is used twice.
  private func sequence(of edit: TableEdit, _ temporary: String) -> [String] {
    guard edit.start.columns.contains(where: \.isAutomatic), edit.end.columns.contains(where: \.isAutomatic) else {
      return []
    }
    let (old, new) = (literal(edit.end.name), literal(temporary))
    return [
      "DELETE FROM sqlite_sequence WHERE name = \(new)",
      "INSERT INTO sqlite_sequence (name, seq) SELECT \(new), seq FROM sqlite_sequence WHERE name = \(old)",
    ]
  }

  /// Refuses to lose a trigger or an index that was made after the steps were planned.
  private func lossOfExtras(of edit: TableEdit) throws -> SchemaStep.Precondition {
    var known = try Set(builder.indexes(of: edit.start).map(\.name))
    known.formUnion((options.extras?.statements[edit.end.name] ?? [:]).keys)
    known.formUnion((options.extras?.actualNames[edit.end.name] ?? [:]).values)
    let list = known.sorted().map(literal).joined(separator: ", ")
    return SchemaStep.Precondition(
      sql: "SELECT 1 FROM sqlite_master WHERE type IN ('trigger', 'index') AND sql IS NOT NULL AND tbl_name = "
        + "\(literal(edit.end.name)) AND name NOT IN (\(list)) LIMIT 1",
      problem: "the table \"\(edit.end.name)\" has a trigger or an index that would be lost, because it is made anew")
  }

  private func literal(_ text: String) -> String { builder.written { $0.write(quotedText: text) } }
}
