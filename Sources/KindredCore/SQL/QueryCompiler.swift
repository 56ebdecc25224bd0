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

  /// Compiles the selection of columns.
  ///
  /// - Parameters:
  ///   - query: The query.
  ///   - columns: What is selected; nil for all columns of the model.
  mutating func select(_ query: Query, columns: [ExpressionNode]? = nil, ordered: Bool = true) throws -> SelectStatement
  {
    let scope = JoinScope(schema: query.schema, alias: alias(for: query.schema.table))
    // Placeholders are numbered in the order in which the query collects its values: conditions, ordering, window.
    let condition = try condition(of: query, in: scope)
    scope.beginOrdering()
    var order: [SelectStatement.Order] = []
    for term in query.effectiveOrdering {
      guard ordered else {
        if case .expression(let node) = term.key { parameterCount += valueCount(node) }
        continue
      }
      order.append(try resolve(term, in: scope))
    }
    let limit = query.window.limit.map { _ in nextParameter() }
    let offset = query.window.offset > 0 ? nextParameter() : nil
    var selected: [SQLExpression] = []
    if let columns {
      for column in columns { selected.append(try resolve(column, in: scope, isNegated: false)) }
    } else {
      selected = query.schema.fields.map {
        .column(SQLColumn(table: scope.alias, name: $0.column, isNullable: $0.isNullable))
      }
    }
    return SelectStatement(
      columns: selected, isDistinct: query.isDistinct, source: .table(query.schema.table, alias: scope.alias),
      joins: scope.joins(requiring: condition?.requiredTables ?? []), condition: condition, order: order,
      limit: limit, offset: offset)
  }

  /// The conditions of all `filter` and `exclude` calls.
  private mutating func condition(of query: Query, in scope: JoinScope) throws -> SQLExpression? {
    var terms: [SQLExpression] = []
    for part in query.scopes {
      scope.beginFilter()
      let node = part.isExclusion ? ExpressionNode.not(part.condition) : part.condition
      let resolved = try resolve(node, in: scope, isNegated: false)
      if case .and(let inner) = resolved { terms += inner } else { terms.append(resolved) }
    }
    switch terms.count {
    case 0: return nil
    case 1: return terms[0]
    default: return .and(terms)
    }
  }

  /// Compiles the condition of a statement that changes rows: without joins, or through the keys of a selection.
  mutating func changeCondition(_ query: Query) throws -> SQLExpression? {
    var selection = self
    let statement = try selection.select(query, columns: [.field(.root, query.schema.key)], ordered: false)
    self = selection
    guard !statement.joins.isEmpty else { return statement.condition }
    let key = SQLColumn(table: query.schema.table, name: query.schema.key.column, isNullable: false)
    return .isInQuery(.column(key), statement)
  }

  mutating func nextParameter() -> SQLExpression {
    parameterCount += 1
    return .parameter(parameterCount)
  }

  mutating func note(_ match: TextMatch, forParameter index: Int) { patterns[index] = match }

  /// A name for a table in this statement: its own, or with a number behind it when that is taken.
  mutating func alias(for table: String) -> String {
    var name = table
    var number = 2
    while !usedAliases.insert(name).inserted {
      name = "\(table)_\(number)"
      number += 1
    }
    return name
  }

  private func valueCount(_ node: ExpressionNode) -> Int {
    var values: [DatabaseValue] = []
    node.collectValues(into: &values)
    return values.count
  }

  private mutating func resolve(_ term: Ordering, in scope: JoinScope) throws -> SelectStatement.Order {
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
