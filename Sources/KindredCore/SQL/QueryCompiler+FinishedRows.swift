/// The rows that a query begins with.
struct SourceRows {
  let source: SelectStatement.Source
  let scope: JoinScope
  /// The expressions that the rows have already, by their indices in the selection.
  var outputs: [SQLExpression] = []
}

extension QueryCompiler {
  /// The rows of the model's table, or of the result that the selection is made of.
  mutating func rows(of query: Query, _ selection: ResultSelection?) throws -> SourceRows {
    let schema = query.schema
    guard let inner = selection?.inner else {
      let scope = try base(of: query)
      return SourceRows(source: scope.source, scope: scope)
    }
    let isOrdered = inner.query.window.isSlice || inner.query.hasDistinctColumns
    let outerIsInner = isInner
    isInner = true
    defer { isInner = outerIsInner }
    var statement = try select(inner.query, selection: inner.selection, ordered: isOrdered, locked: false)
    let fields = inner.selection.hasObjects ? schema.fields.count : 0
    statement.firstNamedColumn = fields
    let alias = alias(for: "result")
    let scope = JoinScope(schema: schema, alias: alias, source: .query(statement, alias: alias))
    scope.lacksColumns = !inner.selection.hasObjects
    var outputs = Array(repeating: SQLExpression.literal(.null), count: inner.selection.columns.count)
    for (place, index) in inner.selection.shown.enumerated() {
      let name = SelectStatement.columnName(fields + place)
      let isNullable = statement.columns[fields + place].canBeNull
      outputs[index] = .column(SQLColumn(table: scope.alias, name: name, isNullable: isNullable))
    }
    return SourceRows(source: .query(statement, alias: scope.alias), scope: scope, outputs: outputs)
  }

  /// Numbers the distinct rows of a statement with windows, which have to be there before rows are numbered.
  mutating func number(finished statement: inout SelectStatement, _ selectsRows: Bool, _ query: Query) {
    var inner = statement
    inner.isDistinct = false
    inner.order = []
    inner.limit = nil
    inner.offset = nil
    inner.firstNamedColumn = 0
    inner.columns += statement.order.compactMap(\.expression)
    let name = alias(for: "result")
    let columns = inner.columns.enumerated().map { index, column in
      SQLExpression.column(
        SQLColumn(table: name, name: SelectStatement.columnName(index), isNullable: column.canBeNull))
    }
    let count = statement.columns.count
    var keys = columns[count...]
    statement.order = statement.order.map { term in
      let key = term.expression == nil ? nil : keys.popFirst()
      return SelectStatement.Order(expression: key, isDescending: term.isDescending, nulls: term.nulls)
    }
    statement.columns = Array(columns[..<count])
    statement.source = .query(inner, alias: name)
    statement.joins = []
    statement.condition = nil
    statement.groups = []
    statement.groupCondition = nil
    statement.isDistinct = false
    statement.numbersRows = true
    statement.distinctOn = selectsRows ? [columns[query.schema.keyIndex]] : statement.columns
  }

  /// Refuses to lock rows that have windows.
  func checkLock(of statement: SelectStatement, _ query: Query) throws {
    guard statement.expressions.contains(where: \.containsWindow) else { return }
    throw KindredError(.invalidQuery, "Rows with windows cannot be locked; leave selectForUpdate out.") {
      $0.model = query.schema.name
    }
  }

  /// Refuses a window inside an aggregate or another window.
  func checkNesting(of output: SQLExpression, in scope: JoinScope) throws {
    guard place == .aggregate || isInWindow, output.containsWindow else { return }
    throw KindredError(
      .invalidQuery, "An aggregate or a window cannot contain a window of the same rows; annotate the window first."
    ) { $0.model = scope.schema.name }
  }

  static func noColumns(_ field: FieldSchema, _ schema: ModelSchema) -> KindredError {
    KindredError(
      .invalidQuery,
      "The column \"\(field.name)\" is not there any more: the rows are values that were grouped, sliced or filtered by a "
        + "window. Select it before, in values { … }."
    ) { $0.model = schema.name }
  }

  static func noWindow(_ operation: SQLOperation, _ schema: ModelSchema) -> KindredError {
    KindredError(
      .invalidQuery,
      "\(operation.name) needs a window; apply it with WindowFunction or FrameFunction and call over(…)."
    ) { $0.model = schema.name }
  }
}

extension SelectStatement {
  /// Leaves out what the statement does not use of the query that it selects from.
  mutating func omitUnusedColumnsOfSource() {
    guard case .query(var inner, let alias) = source, !inner.isDistinct, inner.distinctOn.isEmpty, !inner.numbersRows,
      inner.lock == nil, let named = inner.firstNamedColumn
    else { return }
    var used: Set<String> = []
    for expression in expressions {
      expression.forEachReferencedColumn { if $0.table == alias { used.insert($0.name) } }
    }
    let unused = inner.columns.indices.filter { index in
      if index >= named { return !used.contains(SelectStatement.columnName(index)) }
      guard case .column(let column) = inner.columns[index] else { return false }
      return !used.contains(column.name)
    }
    inner.omitted = Set(unused.count == inner.columns.count ? unused.dropFirst() : unused[...])
    source = .query(inner, alias: alias)
  }
}

extension SQLExpression {
  /// Calls the closure with every column in the expression, those in aggregates and in queries included.
  func forEachReferencedColumn(_ body: (SQLColumn) -> Void) {
    if case .column(let column) = self { return body(column) }
    if case .query(let statement) = self { statement.forEachReferencedColumn(body) }
    for child in children { child.forEachReferencedColumn(body) }
  }

  /// Whether a query stands in the expression.
  var containsQuery: Bool {
    if case .query = self { return true }
    return children.contains(where: \.containsQuery)
  }
}

extension SelectStatement {
  fileprivate func forEachReferencedColumn(_ body: (SQLColumn) -> Void) {
    for expression in expressions { expression.forEachReferencedColumn(body) }
    if case .query(let inner, _) = source { inner.forEachReferencedColumn(body) }
  }
}
