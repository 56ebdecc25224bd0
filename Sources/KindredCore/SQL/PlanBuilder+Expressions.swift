extension PlanBuilder {
  /// An insert of one row whose values are expressions. There is no row yet, so they have no columns of their own.
  func buildInsert(_ key: PlanKey, returning returned: [Int]) throws -> StatementPlan {
    var compiler = compiler
    let schema = key.query.schema
    let scope = JoinScope(schema: schema, alias: schema.table)
    scope.isWithoutRow = true
    compiler.place = .assignment
    var values: [SQLExpression] = []
    var fields: [Int: FieldSchema] = [:]
    for assignment in key.assignments {
      let value = try compiler.value(assignment.value, in: scope)
      values.append(value)
      if case .slot(let slot, _) = value { fields[slot.number] = assignment.field }
    }
    let returned = returned.map { schema.fields[$0] }
    let statement = InsertStatement(
      table: schema.table, key: schema.key.column, columns: key.assignments.map(\.field.column),
      types: key.assignments.map(\.field.type),
      returning: returned.map { .column(SQLColumn(table: "", name: $0.column, isNullable: $0.isNullable)) },
      values: values)
    var writer = SQLWriter(dialect: dialect)
    writer.write(statement)
    return StatementPlan(writer, isWrite: true, model: schema, columns: returned.map(\.column), fields: fields)
  }
}
