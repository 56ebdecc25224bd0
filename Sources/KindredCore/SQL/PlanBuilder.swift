/// Builds the statement for a plan key.
struct PlanBuilder {
  let dialect: Dialect

  /// - Parameter key: A key without values.
  func build(stripped key: PlanKey) throws -> StatementPlan {
    switch key.kind {
    case .rows, .expressions, .explain: try buildSelection(key)
    case .totals: try buildTotals(key)
    case .count: try buildCount(key)
    case .exists: try buildExists(key)
    case .update: try buildUpdate(key)
    case .delete: try buildDelete(key)
    case .keys(let isLocking): try buildKeys(key, isLocking: isLocking)
    case .insert(let withKey, let omitted, let rows, let conflict):
      try buildInsert(key, withKey: withKey, omitting: omitted, rows: rows, conflict: conflict)
    case .insertExpressions(let returned): try buildInsert(key, returning: returned)
    case .insertTree(let tree): buildInsertTree(key.query.schema, tree)
    case .load(let withKey, let omitted): buildLoad(key.query.schema, withKey: withKey, omitting: omitted)
    case .upsert(let shape): try buildUpsert(key, shape)
    case .bulkUpdate(let fields, let rows): try buildBulkUpdate(key, fields, rows: rows)
    case .save(let fields): buildSave(key.query.schema, fields: fields)
    }
  }

  /// The plan of a compiled statement, with the common tables that it uses.
  func plan(
    _ key: PlanKey, _ compiler: QueryCompiler, columns: [String] = [], fields: [Int: FieldSchema] = [:],
    write: (inout SQLWriter) -> Void
  ) throws -> StatementPlan {
    try compiler.checkTableNames()
    var writer = SQLWriter(dialect: dialect)
    if key.kind == .explain { writer.write(verbatim: dialect.rules.explainPrefix) }
    writer.write(tables: compiler.tables.map(\.statement))
    write(&writer)
    let isWrite = key.kind == .update || key.kind == .delete
    return StatementPlan(
      writer, isWrite: isWrite, model: key.query.schema, columns: columns, fields: fields,
      equalSlots: compiler.equalSlots)
  }

  var compiler: QueryCompiler { QueryCompiler(dialect: dialect) }

  private func buildSelection(_ key: PlanKey) throws -> StatementPlan {
    var compiler = compiler
    let isRows = key.columns.isEmpty && key.selection == nil && key.query.extras?.joinedObjects.isEmpty != false
    let statement = try compiler.select(
      key.query, columns: key.columns.isEmpty ? nil : key.columns, selection: key.selection)
    let columns = isRows && key.kind == .rows ? key.query.rowFields.map(\.column) : []
    return try plan(key, compiler, columns: columns) { $0.write(statement) }
  }

  private func buildUpdate(_ key: PlanKey) throws -> StatementPlan {
    var compiler = compiler
    let schema = key.query.schema
    // The condition comes first: there, the table has its own name, which queries in the assignments then avoid.
    let condition = try compiler.changeCondition(key.query)
    let scope = JoinScope(schema: schema, alias: schema.table)
    scope.beginFilter()
    compiler.place = .assignment
    var assignments: [(column: String, value: SQLExpression)] = []
    var fields: [Int: FieldSchema] = [:]
    for assignment in key.assignments {
      let value = try compiler.value(assignment.value, in: scope)
      assignments.append((assignment.field.column, value))
      if case .slot(let slot, _) = value { fields[slot.number] = assignment.field }
    }
    let returning = try returned(by: key, &compiler, in: scope)
    guard scope.joins(requiring: []).isEmpty else {
      throw KindredError(
        .invalidQuery, "An update can only use columns of \(schema.name) itself, not of related models."
      ) {
        $0.model = schema.name
      }
    }
    let statement = UpdateStatement(
      table: schema.table, assignments: assignments, condition: condition, returning: returning)
    return try plan(key, compiler, columns: key.returnedNames, fields: fields) { $0.write(statement) }
  }

  private func buildDelete(_ key: PlanKey) throws -> StatementPlan {
    var compiler = compiler
    let condition = try compiler.changeCondition(key.query)
    let returning = try returned(by: key, &compiler)
    return try plan(key, compiler, columns: key.returnedNames) {
      $0.write(DeleteStatement(table: key.query.schema.table, condition: condition, returning: returning))
    }
  }

  private func buildInsert(
    _ key: PlanKey, withKey: Bool, omitting omitted: [Int], rows: Int, conflict: InsertConflict?
  ) throws -> StatementPlan {
    let schema = key.query.schema
    var compiler = compiler
    let chosen = try returned(by: key, &compiler)
    var fields: [FieldSchema] = withKey ? [schema.key] : []
    var returned: [FieldSchema] = []
    for (index, field) in schema.fields.enumerated() where index != schema.keyIndex {
      if omitted.contains(index) { returned.append(field) } else { fields.append(field) }
    }
    var clause: InsertStatement.Conflict?
    switch conflict {
    case .ignore:
      // A row that was skipped returns nothing, so nothing is returned for any row.
      returned = []
      clause = .ignore
    case .update(let updated, let target):
      // The key is that of the existing row, whatever key the object had.
      returned.insert(schema.key, at: 0)
      clause = .update(
        updated.map { InsertStatement.Change(column: schema.fields[$0].column, value: nil) },
        target: target.map { schema.fields[$0].column }, condition: nil)
    case nil:
      if !chosen.isEmpty {
        returned = []
      } else if !withKey && (!returned.isEmpty || !dialect.rules.features.contains(.insertedKey)) {
        returned.insert(schema.key, at: 0)
      }
    }
    // The slots of what is returned come first, as the key's own values do.
    let firstSlot = chosen.isEmpty ? 0 : key.values.count
    let statement = InsertStatement(
      table: schema.table, key: schema.key.column, columns: fields.map(\.column), types: fields.map(\.type), rows: rows,
      conflict: clause,
      returning: chosen + returned.map { .column(SQLColumn(table: "", name: $0.column, isNullable: $0.isNullable)) },
      firstSlot: firstSlot)
    var writer = SQLWriter(dialect: dialect)
    writer.write(statement)
    return StatementPlan(
      writer, isWrite: true, model: schema, columns: chosen.isEmpty ? returned.map(\.column) : key.returnedNames,
      fields: Self.slots(of: fields, rows: rows, from: firstSlot))
  }

  /// The fields whose values the slots of so many rows are, by slot.
  static func slots(of fields: [FieldSchema], rows: Int, from first: Int) -> [Int: FieldSchema] {
    var slots: [Int: FieldSchema] = [:]
    for number in 0..<rows * fields.count { slots[first + number] = fields[number % fields.count] }
    return slots
  }

  private func buildSave(_ schema: ModelSchema, fields indices: [Int]?) -> StatementPlan {
    let indices = indices ?? schema.fields.indices.filter { $0 != schema.keyIndex }
    let fields = indices.map { schema.fields[$0] }
    func slot(_ number: Int, _ field: FieldSchema) -> SQLExpression { .slot(Slot(number: number, type: field.type)) }
    let key = SQLColumn(table: schema.table, name: schema.key.column, isNullable: false)
    let statement = UpdateStatement(
      table: schema.table, assignments: fields.enumerated().map { ($1.column, slot($0, $1)) },
      condition: .equal(.column(key), slot(fields.count, schema.key)))
    var writer = SQLWriter(dialect: dialect)
    writer.write(statement)
    let slots = (fields + [schema.key]).enumerated().map { ($0.offset, $0.element) }
    return StatementPlan(writer, isWrite: true, model: schema, fields: Dictionary(uniqueKeysWithValues: slots))
  }
}
