/// A resolved expression: every column has its table, every value its placeholder.
///
/// All SQL text comes from this tree and from the statements that hold it.
package indirect enum SQLExpression: Sendable {
  case column(SQLColumn)
  /// The bound value of an index, counted from 1.
  case parameter(Int)
  case literal(DatabaseValue)
  case integer(Int)
  case compare(String, SQLExpression, SQLExpression)
  /// Two-valued inequality: NULL differs from every value.
  case isDistinct(SQLExpression, SQLExpression)
  case and([SQLExpression])
  case or([SQLExpression])
  case not(SQLExpression)
  /// Two-valued negation: what is unknown counts as false before it is negated.
  case isNotTrue(SQLExpression)
  case isNull(SQLExpression)
  case isNotNull(SQLExpression)
  case match(TextMatch, SQLExpression, SQLExpression, isBoundValue: Bool)
  case isIn(SQLExpression, [SQLExpression])
  /// Membership in a list that travels as one parameter.
  case isInList(SQLExpression, parameter: Int)
  case isInQuery(SQLExpression, SelectStatement)
  case exists(SelectStatement)
  case between(SQLExpression, SQLExpression, SQLExpression)
  case arithmetic(String, SQLExpression, SQLExpression)
  case function(ScalarFunction, SQLExpression)
  case countRows
  case arrayLookup(ArrayLookup, SQLExpression, SQLExpression)
  case arrayCount(SQLExpression)
  case aggregate(SQLAggregate)
}

/// A function of one value that all databases have, by the same name.
package enum ScalarFunction: Sendable, Hashable {
  case lower, upper, length

  var sql: String {
    switch self {
    case .lower: "LOWER"
    case .upper: "UPPER"
    case .length: "LENGTH"
    }
  }
}

/// A column of a table in a statement.
package struct SQLColumn: Sendable, Hashable {
  package let table: String
  package let name: String
  /// Whether it can be NULL in this statement: by its own definition, or because its table is joined where no row may be.
  package let isNullable: Bool
}

extension SQLExpression {
  /// Calls the closure with every column of an operand. Subqueries are not entered.
  func forEachColumn(_ body: (SQLColumn) -> Void) {
    switch self {
    case .column(let column): body(column)
    // The rows that an aggregate looks at are none that the expression is about.
    case .parameter, .literal, .integer, .exists, .countRows, .aggregate: break
    case .compare(_, let lhs, let rhs), .isDistinct(let lhs, let rhs), .arithmetic(_, let lhs, let rhs),
      .match(_, let lhs, let rhs, _), .arrayLookup(_, let lhs, let rhs):
      lhs.forEachColumn(body)
      rhs.forEachColumn(body)
    case .and(let terms), .or(let terms): for term in terms { term.forEachColumn(body) }
    case .not(let inner), .isNotTrue(let inner), .isNull(let inner), .isNotNull(let inner), .isInQuery(let inner, _),
      .isInList(let inner, _), .arrayCount(let inner), .function(_, let inner):
      inner.forEachColumn(body)
    case .isIn(let inner, let list):
      inner.forEachColumn(body)
      for value in list { value.forEachColumn(body) }
    case .between(let inner, let low, let high):
      inner.forEachColumn(body)
      low.forEachColumn(body)
      high.forEachColumn(body)
    }
  }

  /// Whether the condition can be unknown, so that its negation has to say what NULL means.
  var canBeUnknown: Bool {
    switch self {
    case .isDistinct, .isNull, .isNotNull, .isNotTrue, .exists: return false
    case .not(let inner): return inner.canBeUnknown
    case .and(let terms), .or(let terms): return terms.contains(where: \.canBeUnknown)
    case .isInQuery(let inner, let query):
      return inner.canBeUnknown
        || query.columns.contains { if case .column(let column) = $0 { column.isNullable } else { false } }
    default:
      var found = false
      forEachColumn { found = found || $0.isNullable }
      forEachAggregate { found = found || $0.isNullable }
      return found
    }
  }

  /// The tables of which a row must exist for the condition to be true.
  var requiredTables: Set<String> {
    switch self {
    case .and(let terms): return terms.reduce(into: []) { $0.formUnion($1.requiredTables) }
    case .or(let terms):
      guard let first = terms.first?.requiredTables else { return [] }
      return terms.dropFirst().reduce(first) { $0.intersection($1.requiredTables) }
    case .isNull, .isDistinct, .not, .isNotTrue, .exists: return []
    default:
      var tables: Set<String> = []
      forEachColumn { tables.insert($0.table) }
      return tables
    }
  }
}
