/// Turns a query into a statement: decides the joins, gives every table its alias and every value its placeholder.
///
/// The rules are Django's. Conditions of one `filter` call share one join for a multi-valued relation, further calls
/// join anew; single-valued relations always share. A multi-valued relation under a negation becomes `EXISTS`, so that
/// the negation speaks about all related rows.
struct QueryCompiler {
  /// The parameters given so far, and how their values are changed before they are bound.
  private(set) var parameterCount = 0
  private(set) var patterns: [Int: TextMatch] = [:]
  private var usedAliases: Set<String> = []
  private let rules: any DialectRules
  /// Where the expression stands that is being resolved.
  var place = AggregatePlace.condition
  /// What the result selects, while it is being refined.
  var outputs: [SQLExpression] = []

  init(rules: any DialectRules) { self.rules = rules }

  /// Compiles the selection of columns.
  ///
  /// - Parameters:
  ///   - query: The query.
  ///   - columns: What is selected; nil for all columns of the model.
  ///   - refinement: What is asked of what is selected.
  ///   - result: What the result has for its rows.
  ///   - ordered: Whether the order matters.
  ///   - locked: Whether the rows are locked, where the query asks for it.
  mutating func select(
    _ query: Query, columns: [ExpressionNode]? = nil, refinement: ResultRefinement? = nil, as result: Result = .rows,
    ordered: Bool = true, locked: Bool = true
  ) throws -> SelectStatement {
    let scope = JoinScope(schema: query.schema, alias: alias(for: query.schema.table))
    // Placeholders are numbered in the order in which the query collects its values: conditions, ordering, window.
    let outer = (place, outputs)
    defer { (place, outputs) = outer }
    place = .condition
    let condition = try condition(of: query, in: scope)
    scope.beginOrdering()
    place = .ordering
    let isGrouped =
      result == .totals || columns?.contains(where: \.containsAggregate) ?? false
      || refinement?.containsAggregate ?? false
    var order: [SelectStatement.Order] = []
    // The model's own order would make groups of its own.
    let isOrderedByDefault = query.ordering == nil && isGrouped && result != .annotated
    for term in isOrderedByDefault ? [] : query.effectiveOrdering {
      guard ordered else {
        if case .expression(let node) = term.key { parameterCount += valueCount(node) }
        continue
      }
      order.append(try resolve(term, in: scope))
    }
    let limit = query.window.limit.map { _ in nextParameter() }
    let offset = query.window.offset > 0 ? nextParameter() : nil
    place = .selection
    var selected: [SQLExpression] = []
    for column in columns ?? [] { selected.append(try resolve(column, in: scope, isNegated: false)) }
    var fields: [SQLExpression] = []
    if columns == nil || result == .annotated {
      fields = query.schema.fields.map {
        .column(SQLColumn(table: scope.alias, name: $0.column, isNullable: $0.isNullable))
      }
    }
    var statement = SelectStatement(
      columns: fields + selected, isDistinct: query.isDistinct, source: .table(query.schema.table, alias: scope.alias),
      condition: condition, order: order, limit: limit, offset: offset)
    if let extras = query.extras {
      statement.distinctOn = try extras.distinctOn.map {
        try resolve(.field($0.path, $0.field), in: scope, isNegated: false)
      }
      if locked, let lock = extras.lock { statement.lock = try clause(of: lock, query, in: scope) }
    }
    if let refinement { try refine(&statement, by: refinement, selecting: selected, in: scope, ordered: ordered) }
    statement.joins = scope.joins(requiring: statement.condition?.requiredTables ?? [])
    if isGrouped { try group(&statement, selected, as: result, query, in: scope) }
    if let lock = statement.lock { try checkOuterJoins(of: statement, lock, query) }
    return statement
  }

  /// The conditions of all `filter` and `exclude` calls.
  private mutating func condition(of query: Query, in scope: JoinScope) throws -> SQLExpression? {
    var terms: [SQLExpression] = []
    for part in query.scopes {
      scope.beginFilter()
      let node = part.isExclusion ? ExpressionNode.not(part.condition.node) : part.condition.node
      let resolved = try resolve(node, in: scope, isNegated: false)
      if case .and(let inner) = resolved { terms += inner } else { terms.append(resolved) }
    }
    return Self.conjunction(terms)
  }

  /// Compiles the condition of a statement that changes rows: without joins, or through the keys of a selection.
  mutating func changeCondition(_ query: Query) throws -> SQLExpression? {
    var selection = self
    let statement = try selection.select(
      query, columns: [.field(.root, query.schema.key)], ordered: false, locked: false)
    self = selection
    guard !statement.joins.isEmpty else { return statement.condition }
    let key = SQLColumn(table: query.schema.table, name: query.schema.key.column, isNullable: false)
    return .isInQuery(.column(key), statement)
  }

  mutating func nextParameter() -> SQLExpression {
    parameterCount += 1
    return .parameter(parameterCount)
  }

  /// Which tables a query locks; nil where the database has no locks on rows.
  private mutating func clause(of lock: RowLock, _ query: Query, in scope: JoinScope) throws -> SelectStatement.Lock? {
    if query.isDistinct || !(query.extras?.distinctOn.isEmpty ?? true) {
      throw KindredError(.invalidQuery, "A distinct query cannot lock its rows; find the keys first and lock by them.")
      {
        $0.model = query.schema.name
      }
    }
    guard rules.locksRows else {
      guard lock.options.waiting == .untilFree else {
        throw KindredError(
          .invalidQuery,
          "This database has no locks on rows that noWait or skipLocked could speak of; leave them out here."
        ) {
          $0.model = query.schema.name
        }
      }
      return nil
    }
    let tables = lock.paths.map { path in scope.table(for: path.hops[...]) { self.alias(for: $0) }.alias }
    return SelectStatement.Lock(tables: tables, options: lock.options)
  }

  /// A row that may be missing cannot be locked.
  private func checkOuterJoins(of statement: SelectStatement, _ lock: SelectStatement.Lock, _ query: Query) throws {
    let isLocked = { (join: SelectStatement.Join) in lock.tables.isEmpty || lock.tables.contains(join.alias) }
    guard let join = statement.joins.first(where: { $0.isOuter && isLocked($0) }) else { return }
    throw KindredError(
      .invalidQuery,
      "A row of \"\(join.table)\" may be missing, and what may be missing cannot be locked; name the models to lock, "
        + "as in selectForUpdate(of: { $0 })."
    ) {
      $0.model = query.schema.name
    }
  }

  mutating func note(_ match: TextMatch, forParameter index: Int) { patterns[index] = match }

  /// A name for a table in this statement: its own, or with a number behind it when that is taken.
  mutating func alias(for table: String) -> String {
    var name = table
    var number = 2
    while !usedAliases.insert(name).inserted {
      name = "\(table)_\(number)".shortened(to: rules.maximumIdentifierLength)
      number += 1
    }
    return name
  }

  private func valueCount(_ node: ExpressionNode) -> Int {
    var values: [DatabaseValue] = []
    node.collectValues(into: &values)
    return values.count
  }

  mutating func resolve(_ term: Ordering, in scope: JoinScope) throws -> SelectStatement.Order {
    let nulls: SelectStatement.Order.Nulls? =
      switch term.nulls {
      case .first: .first
      case .last: .last
      case nil: nil
      }
    switch term.key {
    case .random: return SelectStatement.Order(expression: nil, isDescending: false, nulls: nil)
    case .expression(let node):
      let expression = try resolve(node, in: scope, isNegated: false)
      return SelectStatement.Order(expression: expression, isDescending: term.isDescending, nulls: nulls)
    }
  }
}
