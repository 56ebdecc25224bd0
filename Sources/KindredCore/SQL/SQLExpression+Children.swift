// The basis of all walks over the tree. No `default:` here.

extension SQLExpression {
  /// The direct subexpressions. Subqueries are not entered.
  var children: [SQLExpression] {
    switch self {
    case .column, .slot, .literal, .query: []
    case .operation(_, let operands), .raw(_, let operands): operands
    case .and(let terms), .or(let terms): terms
    case .not(let inner): [inner]
    case .window(let window): window.children
    }
  }

  /// The operation and its operands, if the expression is one.
  var operation: (SQLOperation, [SQLExpression])? {
    if case .operation(let operation, let operands) = self { (operation, operands) } else { nil }
  }

  /// The aggregate's traits, if the expression is an aggregate; else nil.
  var aggregate: AggregateTraits? { operation?.0.aggregate }

  /// The terms of a conjunction, or the expression itself.
  var conjuncts: [SQLExpression] { if case .and(let terms) = self { terms } else { [self] } }
  /// The terms of a disjunction, or the expression itself.
  var disjuncts: [SQLExpression] { if case .or(let terms) = self { terms } else { [self] } }

  /// Calls the closure with every column in the expression. Aggregates and subqueries are not entered, as they are
  /// about other rows.
  func forEachColumn(_ body: (SQLColumn) -> Void) {
    if case .column(let column) = self { return body(column) }
    if aggregate != nil { return }
    for child in children { child.forEachColumn(body) }
  }

  /// Calls the closure with every column in subqueries, including the columns of their own tables.
  func forEachColumnOfQueries(_ body: (SQLColumn) -> Void) {
    func enter(_ statement: SelectStatement) {
      for expression in statement.expressions {
        expression.forEachColumnOfQueries(body)
        for column in expression.allColumns { body(column) }
      }
      statement.source.statements.forEach(enter)
      statement.joins.compactMap(\.statement).forEach(enter)
    }
    if case .query(let statement) = self { return enter(statement) }
    for child in children { child.forEachColumnOfQueries(body) }
  }

  /// The columns in the expression, those in aggregates included. Queries are not entered.
  private var allColumns: [SQLColumn] {
    if case .column(let column) = self { [column] } else { children.flatMap(\.allColumns) }
  }

  /// Calls the closure with every aggregate in the expression, with its operands. What is in them is not entered.
  func forEachAggregate(_ body: (SQLOperation, AggregateTraits, [SQLExpression]) -> Void) {
    if let (operation, operands) = operation, let traits = operation.aggregate {
      return body(operation, traits, operands)
    }
    for child in children { child.forEachAggregate(body) }
  }

  var containsAggregate: Bool {
    var found = false
    forEachAggregate { _, _, _ in found = true }
    return found
  }
}
