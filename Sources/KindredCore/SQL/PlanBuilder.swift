/// Renders the statement of a key.
struct PlanBuilder {
  let dialect: Dialect

  func build(_ key: PlanKey) throws -> StatementPlan {
    switch key.kind {
    case .rows, .expressions, .explain: try buildSelection(key)
    case .annotated: try buildAnnotated(key)
    case .totals: try buildTotals(key)
    case .resultCount(let annotated): try buildResultCount(key, annotated: annotated)
    case .count: try buildCount(key)
    case .exists: try buildExists(key)
    case .update: try buildUpdate(key)
    case .delete: try buildDelete(key)
    case .insert(let withKey, let omitted, let rows, let conflict):
      buildInsert(key.query.schema, withKey: withKey, omitting: omitted, rows: rows, conflict: conflict)
    case .save(let fields): buildSave(key.query.schema, fields: fields)
    }
  }

  func plan(
    _ key: PlanKey, compiler: QueryCompiler, columns: [String] = [], parameterFields: [FieldSchema?] = [],
    write: (inout SQLWriter) -> Void
  ) -> StatementPlan {
    var writer = SQLWriter(dialect: dialect)
    write(&writer)
    let isWrite =
      switch key.kind {
      case .update, .delete: true
      default: false
      }
    return StatementPlan(
      sql: writer.text, isWrite: isWrite, model: key.query.schema, columns: columns,
      parameterFields: parameterFields, patterns: compiler.patterns, dialect: dialect)
  }

  private func buildSelection(_ key: PlanKey) throws -> StatementPlan {
    var compiler = QueryCompiler(rules: dialect.rules)
    let isRows = key.columns.isEmpty
    let statement = try compiler.select(key.query, columns: isRows ? nil : key.columns, refinement: key.refinement)
    let columns = isRows && key.kind == .rows ? key.query.schema.fields.map(\.column) : []
    return plan(key, compiler: compiler, columns: columns) { writer in
      if key.kind == .explain { writer.write(verbatim: dialect.rules.explainPrefix) }
      writer.write(statement)
    }
  }

  /// Counts rows; of a distinct or sliced query, those of the whole query as it stands.
  private func buildCount(_ key: PlanKey) throws -> StatementPlan {
    var compiler = QueryCompiler(rules: dialect.rules)
    let columns: [ExpressionNode]? = key.query.isDistinct ? nil : [.field(.root, key.query.schema.key)]
    var statement = try compiler.select(
      key.query, columns: columns, ordered: key.query.window.isSlice, locked: false)
    if statement.isDistinct || !statement.distinctOn.isEmpty || key.query.window.isSlice {
      statement = wrapped(statement, as: "counted", columns: [.countRows], &compiler)
    } else {
      statement.columns = [.countRows]
    }
    return plan(key, compiler: compiler) { $0.write(statement) }
  }

  /// A selection from the result of another one.
  func wrapped(
    _ statement: SelectStatement, as name: String, columns: [SQLExpression], _ compiler: inout QueryCompiler
  ) -> SelectStatement {
    SelectStatement(columns: columns, source: .query(statement, alias: compiler.alias(for: name)))
  }

  private func buildExists(_ key: PlanKey) throws -> StatementPlan {
    var compiler = QueryCompiler(rules: dialect.rules)
    let isSlice = key.query.window.isSlice
    let columns: [ExpressionNode]? = key.query.isDistinct && isSlice ? nil : [.field(.root, key.query.schema.key)]
    var statement = try compiler.select(key.query, columns: columns, ordered: isSlice, locked: false)
    if isSlice && (statement.isDistinct || !statement.distinctOn.isEmpty) {
      // Rows are skipped after those that repeat others are gone.
      statement = wrapped(statement, as: "found", columns: [.integer(1)], &compiler)
    } else {
      statement.columns = [.integer(1)]
      statement.isDistinct = false
      statement.distinctOn = []
    }
    if statement.limit == nil { statement.limit = .integer(1) }
    return plan(key, compiler: compiler) { $0.write(statement) }
  }

  private func buildUpdate(_ key: PlanKey) throws -> StatementPlan {
    var compiler = QueryCompiler(rules: dialect.rules)
    let schema = key.query.schema
    let scope = JoinScope(schema: schema, alias: schema.table)
    scope.beginFilter()
    compiler.place = .assignment
    var assignments: [(column: String, value: SQLExpression)] = []
    var fields: [FieldSchema?] = []
    for assignment in key.assignments {
      let value = try compiler.resolve(assignment.value, in: scope, isNegated: false)
      assignments.append((assignment.field.column, value))
      guard case .parameter(let index) = value else { continue }
      fields += repeatElement(nil, count: index - fields.count)
      fields[index - 1] = assignment.field
    }
    guard scope.joins(requiring: []).isEmpty else {
      throw KindredError(
        .invalidQuery, "An update can only use columns of \(schema.name) itself, not of related models."
      ) {
        $0.model = schema.name
      }
    }
    let condition = try compiler.changeCondition(key.query)
    let statement = UpdateStatement(
      table: schema.table, assignments: assignments, condition: condition)
    return plan(key, compiler: compiler, parameterFields: fields) { $0.write(statement) }
  }

  private func buildDelete(_ key: PlanKey) throws -> StatementPlan {
    var compiler = QueryCompiler(rules: dialect.rules)
    let condition = try compiler.changeCondition(key.query)
    return plan(key, compiler: compiler) {
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
      // A row that was left out returns nothing, so that nothing is asked for.
      returned = []
      clause = .ignore
    case .update(let updated, let target):
      // The key is that of the row that was there, whatever the object had.
      returned.insert(schema.key, at: 0)
      clause = .update(updated.map { schema.fields[$0].column }, target: target.map { schema.fields[$0].column })
    case nil:
      if !withKey && (!returned.isEmpty || !dialect.rules.reportsInsertedKey) { returned.insert(schema.key, at: 0) }
    }
    let statement = InsertStatement(
      table: schema.table, columns: fields.map(\.column), rows: rows, conflict: clause,
      returning: returned.map(\.column))
    var writer = SQLWriter(dialect: dialect)
    writer.write(statement)
    return StatementPlan(
      sql: writer.text, isWrite: true, model: schema, columns: returned.map(\.column),
      parameterFields: Array(repeatElement(fields, count: rows).joined()), dialect: dialect)
  }

  private func buildSave(_ schema: ModelSchema, fields indices: [Int]?) -> StatementPlan {
    let indices = indices ?? schema.fields.indices.filter { $0 != schema.keyIndex }
    let fields = indices.map { schema.fields[$0] }
    let condition = SQLExpression.compare(
      "=", .column(SQLColumn(table: schema.table, name: schema.key.column, isNullable: false)),
      .parameter(fields.count + 1))
    let statement = UpdateStatement(
      table: schema.table, assignments: fields.enumerated().map { ($1.column, .parameter($0 + 1)) },
      condition: condition)
    var writer = SQLWriter(dialect: dialect)
    writer.write(statement)
    return StatementPlan(
      sql: writer.text, isWrite: true, model: schema, parameterFields: fields + [schema.key], dialect: dialect)
  }
}
