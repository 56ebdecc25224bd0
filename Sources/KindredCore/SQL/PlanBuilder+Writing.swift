// Statements that insert or change many rows, and what changes return.

extension PlanBuilder {
  /// What a change returns of each row.
  ///
  /// - Parameter scope: The scope of the changed table; nil for one of its own.
  func returned(by key: PlanKey, _ compiler: inout QueryCompiler, in scope: JoinScope? = nil) throws -> [SQLExpression]
  {
    if key.columns.isEmpty { return [] }
    let schema = key.query.schema
    let own = scope ?? JoinScope(schema: schema, alias: schema.table)
    // Queries inside need other aliases than the changed table has.
    if scope == nil && !compiler.hasAlias(schema.table) { _ = compiler.alias(for: schema.table) }
    own.beginFilter()
    compiler.place = .returning
    let columns = try key.columns.map { try compiler.value($0, in: own) }
    try refuseJoins(in: own)
    return columns
  }

  private func refuseJoins(in scopes: JoinScope...) throws {
    for scope in scopes where !scope.joins(requiring: []).isEmpty {
      throw KindredError(
        .invalidQuery,
        "A change of rows can only use columns of \(scope.schema.name) itself, not of related models; read one of those "
          + "with a query inside: Blog.objects.filter { $0.id == entry.blogID }.values { $0.name }.scalar."
      ) {
        $0.model = scope.schema.name
        $0.table = scope.schema.table
      }
    }
  }

  /// The keys of the rows that a change is about. Locks are taken in the order of the keys, so that two transactions that
  /// want the same rows do not wait for each other in turn.
  func buildKeys(_ key: PlanKey, isLocking: Bool) throws -> StatementPlan {
    var compiler = compiler
    let schema = key.query.schema
    let condition = try compiler.changeCondition(key.query)
    let column = SQLExpression.column(SQLColumn(table: schema.table, name: schema.key.column, isNullable: false))
    var statement = SelectStatement(
      columns: [column], source: .table(schema.table, alias: schema.table), condition: condition)
    if isLocking && dialect.rules.features.contains(.rowLocks) {
      statement.order = [SelectStatement.Order(expression: column, isDescending: false, nulls: nil)]
      statement.lock = SelectStatement.Lock(
        tables: [], options: RowLock.Options(waiting: .untilFree, keepsKey: false))
    }
    return try plan(key, compiler) { $0.write(statement) }
  }

  /// An insert that changes the existing row instead. The columns of that row are those of the outermost closure; those
  /// of the row that was to be inserted belong to the closure inside.
  func buildUpsert(_ key: PlanKey, _ shape: UpsertShape) throws -> StatementPlan {
    var compiler = compiler
    let schema = key.query.schema
    let existing = JoinScope(schema: schema, alias: compiler.alias(for: schema.table))
    let new = JoinScope(schema: schema, alias: compiler.alias(for: "excluded"))
    existing.beginFilter()
    new.beginFilter()
    compiler.enclosing = [EnclosingQuery(depth: 0, scope: existing, outputs: [])]
    compiler.depth = 1
    compiler.place = .assignment
    var slots: [Int: FieldSchema] = [:]
    var changes = shape.updated.map { InsertStatement.Change(column: schema.fields[$0].column, value: nil) }
    for assignment in key.assignments {
      let value = try compiler.value(assignment.value, in: new)
      changes.append(InsertStatement.Change(column: assignment.field.column, value: value))
      if case .slot(let slot, _) = value { slots[slot.number] = assignment.field }
    }
    let condition = try key.columns.first.map { try compiler.condition($0, in: new, .none) }
    try refuseJoins(in: existing, new)
    let inserted = shape.fields(of: schema)
    let firstSlot = key.values.count
    var returning = schema.fields.map { field in
      SQLExpression.column(SQLColumn(table: "", name: field.column, isNullable: field.isNullable))
    }
    if dialect.rules.features.contains(.tellsInsertedRows) { returning.append(.operation(.wasInserted, [])) }
    let statement = InsertStatement(
      table: schema.table, key: schema.key.column, columns: inserted.map(\.column), types: inserted.map(\.type),
      conflict: .update(changes, target: shape.target.map { schema.fields[$0].column }, condition: condition),
      returning: returning, firstSlot: firstSlot)
    var writer = SQLWriter(dialect: dialect)
    writer.write(statement)
    slots.merge(Self.slots(of: inserted, rows: 1, from: firstSlot)) { $1 }
    return StatementPlan(
      writer, isWrite: true, model: schema, columns: schema.fields.map(\.column), fields: slots)
  }

  /// A bulk load.
  func buildLoad(_ schema: ModelSchema, withKey: Bool, omitting omitted: [Int]) -> StatementPlan {
    let fields = UpsertShape(withKey: withKey, omitted: omitted, target: [], updated: []).fields(of: schema)
    var writer = SQLWriter(dialect: dialect)
    writer.rules.writeLoad(
      InsertStatement(
        table: schema.table, key: schema.key.column, columns: fields.map(\.column), types: fields.map(\.type)),
      to: &writer)
    return StatementPlan(writer, isWrite: true, model: schema)
  }

  /// An update of many rows by key: `UPDATE … FROM (VALUES …)`.
  func buildBulkUpdate(_ key: PlanKey, _ indices: [Int], rows: Int) throws -> StatementPlan {
    var compiler = compiler
    let schema = key.query.schema
    let condition = try compiler.changeCondition(key.query)
    let fields = [schema.key] + indices.map { schema.fields[$0] }
    let firstSlot = key.values.count
    let source = ValueRows(
      alias: compiler.alias(for: "changed"), types: fields.map(\.type), rows: rows, firstSlot: firstSlot)
    let own = SQLColumn(table: schema.table, name: schema.key.column, isNullable: false)
    let match = SQLExpression.equal(.column(own), source.column(0))
    let statement = UpdateStatement(
      table: schema.table,
      assignments: indices.enumerated().map { (schema.fields[$1].column, source.column($0 + 1)) },
      condition: QueryCompiler.conjunction([match] + (condition?.conjuncts ?? [])), source: source)
    var writer = SQLWriter(dialect: dialect)
    writer.write(statement)
    return StatementPlan(
      writer, isWrite: true, model: schema, fields: Self.slots(of: fields, rows: rows, from: firstSlot))
  }
}

extension PlanKey {
  /// The names of the columns that a change returns; none unless each is a column of the model itself.
  var returnedNames: [String] {
    let names = columns.compactMap { node -> String? in
      guard case .field(let path, let field) = node, path.isRoot else { return nil }
      return field.column
    }
    return names.count == columns.count ? names : []
  }
}

extension SQLOperation {
  /// Whether an insert that may change an existing row has inserted its own. An inserted row has no deleting
  /// transaction, while the existing one was locked by this one.
  fileprivate static let wasInserted = SQLOperation(
    "wasInserted", nulls: .never, spelling: .template("0"), in: [.postgres: .template("xmax = 0", .predicate)])
}
