/// Compiles a query without values to a statement: decides the joins and gives every table an alias.
///
/// The rules are Django's. Conditions in one `filter` call share a join for a multi-valued relation, and each further
/// call adds its own join. Single-valued relations always share a join. A multi-valued relation inside a negation
/// becomes `EXISTS`, so that the negation applies to all related rows and repeats none.
struct QueryCompiler {
  var usedAliases: Set<String> = []
  let rules: any DialectRules
  /// The clause that contains the expression being resolved.
  var place = AggregatePlace.condition
  /// The expressions that the result has computed so far, for expressions that refer to them.
  var outputs: [SQLExpression] = []
  /// The common tables of the statement, in the order of their definitions.
  var tables: [CompiledTable] = []
  /// Those whose recursive part is being compiled, with the columns that can be NULL.
  var openTables: [String: Set<String>] = [:]
  /// Slots of uses of one common table, whose values have to be equal.
  var equalSlots: [(Range<Int>, Range<Int>)] = []
  /// The names of the tables that were given an alias.
  private(set) var readTables: Set<String> = []
  /// The nesting depth of the closure that contains the expression being resolved.
  var depth = 0
  /// Whether what is being resolved stands in a window.
  var isInWindow = false
  /// Where aggregates of related rows get queries of their own, because a join would repeat rows; nil where they are joined.
  var separation: Separation?
  /// Whether another statement reads the rows of the one being compiled, so that they have all columns of their model.
  var isInner = false
  /// The outer queries of the one being compiled, outermost first.
  var enclosing: [EnclosingQuery] = []

  let dialect: DialectName

  init(dialect: Dialect) {
    rules = dialect.rules
    self.dialect = DialectName(dialect.name)
  }

  /// Compiles the selection of columns.
  ///
  /// - Parameters:
  ///   - query: The query.
  ///   - columns: The selected expressions; nil for all columns of the model.
  ///   - selection: The selection of a result, with its conditions and ordering.
  ///   - isTotals: Whether the columns are aggregates of all rows.
  ///   - takesTotals: Whether a result with only aggregates is allowed. It is then a single row for all rows.
  ///   - ordered: Whether the order matters.
  ///   - locked: Whether the rows are locked, if the query says so.
  ///
  /// Aggregates of related rows are joined. If a join would multiply them, the query is compiled again, with queries of their
  /// own for them.
  mutating func select(
    _ query: Query, columns: [ExpressionNode]? = nil, selection: ResultSelection? = nil, isTotals: Bool = false,
    takesTotals: Bool = false, ordered: Bool = true, locked: Bool = true
  ) throws -> SelectStatement {
    let first = self
    var statement: SelectStatement?
    do {
      let joined = try attempt(query, columns, selection, isTotals, takesTotals, ordered, locked, separating: false)
      guard joined.multipliesBranches else { return joined }
      statement = joined
    } catch is RepeatedRows {}
    let second = self
    do {
      self = first
      // Queries around this one may have got joins for it, whose names stay taken.
      if !enclosing.isEmpty { usedAliases = second.usedAliases }
      return try attempt(query, columns, selection, isTotals, takesTotals, ordered, locked, separating: true)
    } catch {
      guard let statement else { throw (error as? RepeatedRows)?.error ?? error }
      let names = usedAliases
      self = second
      usedAliases.formUnion(names)
      return statement
    }
  }

  private mutating func attempt(
    _ query: Query, _ columns: [ExpressionNode]?, _ selection: ResultSelection?, _ isTotals: Bool,
    _ takesTotals: Bool, _ ordered: Bool, _ locked: Bool, separating: Bool
  ) throws -> SelectStatement {
    let rows = try rows(of: query, selection)
    let scope = rows.scope
    let outer = (place, outputs, depth, isInWindow, separation)
    defer { (place, outputs, depth, isInWindow, separation) = outer }
    isInWindow = false
    separation =
      separating ? Separation(query: query, selection: selection, isTotals: isTotals, source: rows.source) : nil
    outputs = rows.outputs
    place = .condition
    depth = 0
    for (index, join) in (query.extras?.joins ?? []).enumerated() { try add(join, number: index + 1, to: scope) }
    let condition = try condition(of: query, in: scope)
    scope.beginOrdering()
    let grouping = selection?.grouping ?? .none
    let isGrouped = isTotals || grouping != .none
    place = .ordering
    // The model's default ordering would add columns to the groups.
    let isOrderedByDefault = query.ordering == nil && isGrouped && grouping != .objects
    let ordering = isOrderedByDefault ? [] : query.effectiveOrdering
    var order: [SelectStatement.Order] = []
    for term in ordering where ordered || isGrouped || term.isMultiValued {
      // Resolved even if the order does not matter: ordering by a multi-valued relation repeats rows, and ordering a
      // grouped query adds groups.
      order.append(try resolve(term, in: scope))
    }
    if !ordered && !isGrouped { order = [] }
    place = .selection
    let own = selection?.columns.dropFirst(rows.outputs.count) ?? columns?[...] ?? []
    for column in own { outputs.append(try value(column, in: scope)) }
    let selected = selection?.shown.map { outputs[$0] } ?? outputs
    let selectsRows = selection == nil && columns == nil
    var fields: [SQLExpression] = []
    if selectsRows || selection?.hasObjects ?? false {
      fields = rowFields(of: query).map {
        .column(SQLColumn(table: scope.alias, name: $0.column, isNullable: $0.isNullable))
      }
    }
    var joined: [SQLExpression] = []
    if !fields.isEmpty { joined = joinedColumns(of: query, in: scope) }
    var statement = SelectStatement(
      columns: fields + selected + joined, isDistinct: query.isDistinct, source: rows.source,
      condition: condition, order: order, limit: query.window.limitSlot, offset: query.window.offsetSlot)
    if let extras = query.extras {
      statement.distinctOn = try extras.distinctOn.map { try resolve(.field($0.path, $0.field), in: scope) }
      if locked, let lock = extras.lock { statement.lock = try clause(of: lock, statement, query, in: scope) }
    }
    if let selection { try refine(&statement, by: selection, in: scope) }
    statement.joins = scope.joins(requiring: statement.condition?.requiredTables ?? [])
    if isTotals { try checkTotals(selected, query.schema) }
    if locked, query.extras?.lock != nil { try checkLock(of: statement, query) }
    if isGrouped { try group(&statement, selected + joined, by: selection, query, takesTotals: takesTotals, in: scope) }
    if !ordered { statement.order = [] }
    numberRows(of: &statement, ordering, selectsRows: selectsRows, query, in: scope)
    if let lock = statement.lock { try check(lock, of: statement, query) }
    statement.omitUnusedColumnsOfSource()
    return statement
  }

  /// Numbers the rows of a distinct query that is ordered by something it does not select. The first row of each
  /// object, or of each combination of values, is kept, and determines its position.
  private mutating func numberRows(
    of statement: inout SelectStatement, _ ordering: [QueryOrdering], selectsRows: Bool, _ query: Query,
    in scope: JoinScope
  ) {
    guard statement.isDistinct else { return }
    let isAmbiguous = statement.order.contains { term in
      guard let expression = term.expression else { return true }
      return !selectsRows && !statement.columns.contains(expression)
    }
    let repeats = selectsRows && !statement.order.isEmpty && ordering.contains(where: \.isMultiValued)
    guard isAmbiguous || repeats else { return }
    if statement.expressions.contains(where: \.containsWindow) {
      return number(finished: &statement, selectsRows, query)
    }
    let key = SQLColumn(table: scope.alias, name: query.schema.key.column, isNullable: false)
    statement.isDistinct = false
    statement.numbersRows = true
    statement.distinctOn = selectsRows ? [.column(key)] : statement.columns
  }

  /// The fields of a query's own model that are selected.
  func rowFields(of query: Query) -> [FieldSchema] { isInner ? query.schema.fields : query.rowFields }

  /// The conditions of all `filter` and `exclude` calls.
  private mutating func condition(of query: Query, in scope: JoinScope) throws -> SQLExpression? {
    var terms: [SQLExpression] = []
    for part in query.scopes {
      scope.beginFilter()
      let node = part.isExclusion ? ExpressionNode.not(part.condition.node) : part.condition.node
      terms += try condition(node, in: scope, .none).conjuncts
    }
    return Self.conjunction(terms)
  }

  /// Compiles the condition of an update or delete. A condition that needs joins becomes `key IN (SELECT …)`.
  mutating func changeCondition(_ query: Query) throws -> SQLExpression? {
    var selection = self
    let statement = try selection.select(
      query, columns: [.field(.root, query.schema.key)], ordered: false, locked: false)
    self = selection
    guard !statement.joins.isEmpty || !statement.source.isTable else { return statement.condition }
    let key = SQLColumn(table: query.schema.table, name: query.schema.key.column, isNullable: false)
    return .operation(.isInQuery, [.column(key), .query(statement)])
  }

  /// The lock clause of a query; nil if the database has no row locks.
  private mutating func clause(
    of lock: RowLock, _ statement: SelectStatement, _ query: Query, in scope: JoinScope
  ) throws -> SelectStatement.Lock? {
    if query.isDistinct || query.hasDistinctColumns || !statement.source.isTable {
      let kind = statement.source.isTable ? "A distinct query" : "A query on the rows of others"
      throw KindredError(.invalidQuery, "\(kind) cannot lock its rows; find the keys first and lock by them.") {
        $0.model = query.schema.name
      }
    }
    guard rules.features.contains(.rowLocks) else {
      try refuse(SelectStatement.Lock(tables: [], options: lock.options), of: statement, query)
      return nil
    }
    let tables = lock.paths.map { path in scope.table(for: path.hops[...]) { self.alias(for: $0) }.alias }
    return SelectStatement.Lock(tables: tables, options: lock.options)
  }

  /// - Throws: ``KindredError/Code/invalidQuery`` for a lock that the database does not support.
  private func refuse(_ lock: SelectStatement.Lock, of statement: SelectStatement, _ query: Query) throws {
    guard let problem = rules.problem(of: lock, in: statement) else { return }
    throw KindredError(.invalidQuery, problem) { $0.model = query.schema.name }
  }

  /// Refuses to lock the nullable side of an outer join.
  private func check(_ lock: SelectStatement.Lock, of statement: SelectStatement, _ query: Query) throws {
    try refuse(lock, of: statement, query)
    let isLocked = { (join: SelectStatement.Join) in lock.tables.isEmpty || lock.tables.contains(join.alias) }
    guard let join = statement.joins.first(where: { $0.isOuter && isLocked($0) }) else { return }
    throw KindredError(
      .invalidQuery,
      "A row of \"\(join.table)\" may be missing, so it cannot be locked; name the models to lock, "
        + "as in selectForUpdate(of: { $0 })."
    ) {
      $0.model = query.schema.name
    }
  }

  /// A table alias that is unique in this statement: the table's name, with a number appended if it is taken.
  mutating func alias(for table: String) -> String {
    readTables.insert(table)
    return freeAlias(for: table)
  }

  /// An alias for what is no table of the database.
  mutating func freeAlias(for table: String) -> String {
    var name = table
    var number = 2
    while !usedAliases.insert(name).inserted {
      name = "\(table)_\(number)".shortened(to: rules.maximumIdentifierLength)
      number += 1
    }
    return name
  }

  /// Whether a table of the statement has this alias.
  func hasAlias(_ name: String) -> Bool { usedAliases.contains(name) }

  mutating func resolve(_ term: QueryOrdering, in scope: JoinScope) throws -> SelectStatement.Order {
    let nulls = SelectStatement.Order.Nulls(term.nulls)
    switch term.key {
    case .random: return SelectStatement.Order(expression: nil, isDescending: false, nulls: nil)
    case .expression(let node):
      let expression = comparable(try resolve(node, in: scope))
      return SelectStatement.Order(expression: expression, isDescending: term.isDescending, nulls: nulls)
    }
  }
}

extension SelectStatement.Order.Nulls {
  /// The place that a query asks for; nil for the database's own.
  init?(_ nulls: QueryOrdering.Nulls?) {
    switch nulls {
    case .first: self = .first
    case .last: self = .last
    case nil: return nil
    }
  }
}
