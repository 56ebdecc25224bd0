import KindredCore

extension PostgresEdit {
  /// - Parameter isReplacing: Whether the column from which it gets its values is dropped by a later change. Until then
  ///   it may be NULL, because others go on writing the old one.
  mutating func addColumn(
    _ column: ColumnState, _ fill: ColumnFill?, _ change: SchemaChange, isReplacing: Bool = false
  ) throws {
    var added = column
    let computed: String? =
      switch fill {
      case nil, .value: nil
      case .randomUUID, .column: try value(of: fill, as: column)
      }
    // What is computed for each row is written before NULL is forbidden.
    if computed != nil { (added.isNullable, added.databaseDefault) = (true, nil) }
    var constant: String?
    if case .value(let value) = fill, !value.isNull {
      constant = literal(value)
      added.databaseDefault = DatabaseDefault(kind: .value(value))
    }
    // A check beside the column would be made under a lock that keeps everybody out.
    let checksLater = isOnline && column.type.isUnsigned
    var sql = [alterStatement(["ADD COLUMN " + definition(of: added, checks: !checksLater)])]
    // Old rows would have the default rather than what is computed for them.
    let isDefaultLate = constant != nil || (computed != nil && column.databaseDefault != nil)
    if isDefaultLate { sql.append(alterStatement([defaultAction(of: column)])) }
    if let comment = column.comment { sql.append(self.comment(comment, on: column)) }
    var precondition: SchemaStep.Precondition?
    if !added.isNullable, added.databaseDefault == nil, !added.isAutomatic {
      precondition = SchemaStep.Precondition(
        sql: "SELECT 1 FROM \(table) LIMIT 1",
        problem: "the table \"\(new.name)\" has rows, which need a value for the new column \"\(column.name)\"")
    }
    if case .column(let source) = fill, !column.isNullable, old.column(source)?.isNullable == true {
      precondition = builder.nulls(in: source, of: new.name)
    }
    add(
      sql, lock: .accessExclusive, work: column.isAutomatic ? .rewrite : .catalogue, precondition: precondition,
      changes: [change])
    if checksLater { addCheck(unsignedCheck(of: column)) }
    if let computed {
      if column.isNullable || isReplacing {
        fillRows(of: column, computed)
      } else {
        forbidNull(in: column, fill: computed)
      }
    }
    matchPrefixIndexes()
  }

  mutating func alterColumn(
    _ before: ColumnState, _ column: ColumnState, _ fill: ColumnFill?, _ change: SchemaChange
  ) throws {
    let start = steps.count
    var actions: [String] = []
    var work = SchemaStep.Work.catalogue
    let name = quoted(column.name)
    let typesDiffer = typeName(before) != typeName(column) || before.collation != column.collation
    let users = typesDiffer ? expressions(on: column.name) : ColumnUsers()
    for index in users.indexes {
      dropIndex(try builder.name(of: index, in: new), changes: [.dropIndex(table: new.name, index)])
    }
    for check in users.checks {
      actions.append("DROP CONSTRAINT \(quoted(existing(builder.name(of: check, in: new))))")
    }
    dropPrefixIndexes()
    let defaultsDiffer = before.databaseDefault != column.databaseDefault
    if before.isAutomatic && !column.isAutomatic { actions.append("ALTER COLUMN \(name) DROP IDENTITY IF EXISTS") }
    if before.type.isUnsigned && !column.type.isUnsigned {
      actions.append(
        "DROP CONSTRAINT \(quoted(existing(PostgresRules.columnCheckName(of: column.name, in: new.name))))")
    }
    if typesDiffer {
      if before.databaseDefault != nil { actions.append("ALTER COLUMN \(name) DROP DEFAULT") }
      let collation = column.collation.map { " COLLATE \(quoted($0))" } ?? ""
      let using = before.type == column.type ? "" : " USING \(try converted(before, to: column.type))"
      actions.append("ALTER COLUMN \(name) TYPE \(typeName(column))\(collation)\(using)")
      work = PostgresTypes.rewrites(before, column) ? .rewrite : .catalogue
      // Another collation orders its indexes anew.
      if work == .catalogue, before.collation != column.collation, isIndexed(column.name) { work = .scan }
    }
    if typesDiffer ? column.databaseDefault != nil : defaultsDiffer { actions.append(defaultAction(of: column)) }
    if !before.isNullable && column.isNullable { actions.append("ALTER COLUMN \(name) DROP NOT NULL") }
    if !users.uniques.isEmpty, work == .catalogue { work = .scan }
    var sql = try users.uniques.map { "DROP INDEX \(quoted(existing(try builder.name(of: $0, in: new))))" }
    if !actions.isEmpty { sql.append(alterStatement(actions)) }
    sql += try users.uniques.map { builder.text(of: try builder.statement(for: $0, of: new)) }
    let checks = try users.checks.map { try written($0) }
    sql += checks.map { alterStatement(["ADD \($0)" + (isOnline ? " NOT VALID" : "")]) }
    if !before.isAutomatic && column.isAutomatic { sql += identity(of: column) }
    if typesDiffer && before.isAutomatic && column.isAutomatic { sql.append(sequenceType(of: column)) }
    if before.comment != column.comment { sql.append(comment(column.comment, on: column)) }
    let isLast = !(before.isNullable && !column.isNullable) && !(!before.type.isUnsigned && column.type.isUnsigned)
    if !sql.isEmpty || isLast {
      add(
        sql, lock: actions.isEmpty ? .shareUpdateExclusive : .accessExclusive, work: work,
        changes: users.changes(of: new.name, around: isLast ? [change] : []))
    }
    if isOnline {
      for check in users.checks {
        alter(
          ["VALIDATE CONSTRAINT \(quoted(builder.name(of: check, in: new)))"], lock: .shareUpdateExclusive, work: .scan)
      }
    }
    if !before.type.isUnsigned && column.type.isUnsigned { addCheck(unsignedCheck(of: column)) }
    if before.isNullable && !column.isNullable {
      forbidNull(in: column, fill: try value(of: fill, as: column))
    }
    if !isLast { steps[steps.count - 1].changes = [change] }
    addPrefixIndexes()
    for index in users.indexes {
      addIndex(try builder.statement(for: index, of: new), changes: [.addIndex(table: new.name, index)])
    }
    // Looked at before anything is done: the check that is made first would keep others from inserting such rows.
    if before.isNullable, !column.isNullable, fill == nil, start < steps.count {
      steps[start].precondition = builder.nulls(in: column.name, of: new.name)
    }
  }

  private func isIndexed(_ column: String) -> Bool {
    let names = Set(new.columns.map(\.name))
    return new.key.contains(column) || new.indexes.contains { $0.columns(of: names).contains(column) }
      || new.constraints.contains { constraint in
        if case .unique(let columns) = constraint.kind { columns.contains(column) } else { false }
      }
  }

  // MARK: Parts

  private func definition(of column: ColumnState, checks: Bool) -> String {
    var column = column
    if !checks, case .integer(let bits, isSigned: false) = column.type.kind { column.type = .integer(bits: bits) }
    var table = new
    table.constraints = []
    table.key = []
    return builder.written { $0.write(builder.definition(of: column, in: table)) }
  }

  private func typeName(_ column: ColumnState) -> String {
    Dialect.postgres.rules.typeName(builder.definition(of: column, in: new))
  }

  private func defaultAction(of column: ColumnState) -> String {
    let name = quoted(column.name)
    switch column.databaseDefault?.kind {
    case nil, .unstorable: return "ALTER COLUMN \(name) DROP DEFAULT"
    case .value(let value): return "ALTER COLUMN \(name) SET DEFAULT \(literal(value))"
    case .current(let moment): return "ALTER COLUMN \(name) SET DEFAULT \(Dialect.postgres.rules.current(moment))"
    }
  }

  private func comment(_ text: String?, on column: ColumnState) -> String {
    let text = builder.written { if let text { $0.write(quotedText: text) } else { $0.write("NULL") } }
    return "COMMENT ON COLUMN \(table).\(quoted(column.name)) IS \(text)"
  }

  private func value(of fill: ColumnFill?, as column: ColumnState) throws -> String? {
    switch fill {
    case nil: return nil
    case .value(let value): return literal(value)
    // In all versions: `gen_random_uuid` is new in 13.
    case .randomUUID: return "md5(random()::text || clock_timestamp()::text || random()::text)::uuid"
    case .column(let name):
      guard let source = old.column(name) else {
        throw KindredError(
          .schema, "The column \"\(name)\", which \"\(column.name)\" gets its values from, does not exist."
        ) { $0.table = new.name }
      }
      return try converted(source, to: column.type)
    }
  }

  /// The values of a column as those of another type.
  func converted(_ column: ColumnState, to type: ColumnType) throws -> String {
    if let value = PostgresTypes.conversion(of: quoted(column.name), from: column.type, to: type) { return value }
    throw KindredError(
      .schema,
      "The values of \"\(column.name)\" cannot be converted from \(column.type.portableName) to \(type.portableName); "
        + "add a new column instead, and fill it."
    ) {
      $0.table = new.name
      $0.column = column.name
    }
  }

  /// Makes the database generate the values, above those that there are.
  private func identity(of column: ColumnState) -> [String] {
    let name = quoted(column.name)
    let relation = builder.written { $0.write(quotedText: table) }
    let text = builder.written { $0.write(quotedText: column.name) }
    return [
      alterStatement(["ALTER COLUMN \(name) ADD GENERATED BY DEFAULT AS IDENTITY"]),
      "DO $kindred$ BEGIN PERFORM setval(pg_get_serial_sequence(\(relation), \(text)), "
        + "(SELECT coalesce(max(\(name)), 0) + 1 FROM \(table)), false); END $kindred$",
    ]
  }

  /// The sequence of an old serial column keeps the type that the column had.
  private func sequenceType(of column: ColumnState) -> String {
    let relation = builder.written { $0.write(quotedText: table) }
    let text = builder.written { $0.write(quotedText: column.name) }
    return "DO $kindred$ DECLARE sequence text := pg_get_serial_sequence(\(relation), \(text)); BEGIN "
      + "IF sequence IS NOT NULL THEN EXECUTE 'ALTER SEQUENCE ' || sequence || ' AS \(typeName(column))'; END IF; "
      + "END $kindred$"
  }
}
