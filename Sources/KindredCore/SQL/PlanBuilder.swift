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
    case .insert(let withKey, let omitted, let rows, let conflict):
      buildInsert(key.query.schema, withKey: withKey, omitting: omitted, rows: rows, conflict: conflict)
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
    let isRows = key.columns.isEmpty && key.selection == nil
    let statement = try compiler.select(
      key.query, columns: key.columns.isEmpty ? nil : key.columns, selection: key.selection)
    let columns = isRows && key.kind == .rows ? key.query.schema.fields.map(\.column) : []
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
    guard scope.joins(requiring: []).isEmpty else {
      throw KindredError(
        .invalidQuery, "An update can only use columns of \(schema.name) itself, not of related models."
      ) {
        $0.model = schema.name
      }
    }
    let statement = UpdateStatement(
      table: schema.table, assignments: assignments, condition: condition)
    return try plan(key, compiler, fields: fields) { $0.write(statement) }
  }

  private func buildDelete(_ key: PlanKey) throws -> StatementPlan {
    var compiler = compiler
    let condition = try compiler.changeCondition(key.query)
    return try plan(key, compiler) {
      $0.write(DeleteStatement(table: key.query.schema.table, condition: condition))
    }
  }

  private func buildInsert(
    _ schema: ModelSchema, withKey: Bool, omitting omitted: [Int], rows: Int, conflict: InsertConflict?
  ) -> StatementPlan {
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
      clause = .update(updated.map { schema.fields[$0].column }, target: target.map { schema.fields[$0].column })
    case nil:
      if !withKey && (!returned.isEmpty || !dialect.rules.features.contains(.insertedKey)) {
        returned.insert(schema.key, at: 0)
      }
    }
    let statement = InsertStatement(
      table: schema.table, key: schema.key.column, columns: fields.map(\.column), types: fields.map(\.type), rows: rows,
      conflict: clause,
      returning: returned.map(\.column))
    var writer = SQLWriter(dialect: dialect)
    writer.write(statement)
    let slots = repeatElement(fields, count: rows).joined().enumerated().map { ($0.offset, $0.element) }
    return StatementPlan(
      writer, isWrite: true, model: schema, columns: returned.map(\.column),
      fields: Dictionary(uniqueKeysWithValues: slots))
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
