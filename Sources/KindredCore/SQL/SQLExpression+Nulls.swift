// The effect of NULL on conditions: which joins can be inner, and how to negate.

extension SQLExpression {
  /// Whether the expression can be NULL (for a condition: unknown).
  var canBeNull: Bool {
    switch self {
    case .column(let column): return column.isNullable
    case .slot(let slot, _): return slot.isNull
    case .literal(let value): return value.isNull
    case .query(let query): return query.columns.contains(where: \.canBeNull)
    case .window(let window): return window.operation.content.nulls != .never
    case .and(let terms), .or(let terms): return terms.contains(where: \.canBeNull)
    case .not(let inner): return inner.canBeNull
    case .raw: return true
    case .operation(let operation, let operands):
      switch operation.content.nulls {
      case .never, .falseIfAnyNull: return false
      case .custom, .nullIfAnyNull: return true
      case .nullIfAllNull: return operands.allSatisfy(\.canBeNull)
      case .strict, .nullOrFalseIfAnyNull: return operands.contains(where: \.canBeNull)
      }
    }
  }

  /// The tables that must have a row for the condition to be true.
  var requiredTables: Set<String> {
    switch self {
    case .and(let terms): return terms.reduce(into: []) { $0.formUnion($1.requiredTables) }
    case .or(let terms): return Self.common(terms.map(\.requiredTables))
    case .column, .slot, .literal, .query, .not, .window: return tablesThatMakeNull
    // Nothing is known about the text.
    case .raw: return []
    case .operation(let operation, let operands):
      switch operation.content.nulls {
      case .falseIfAnyNull, .nullOrFalseIfAnyNull, .strict, .nullIfAnyNull:
        return Self.all(operands.map(\.tablesThatMakeNull))
      case .never, .custom: return []
      case .nullIfAllNull: return Self.common(operands.map(\.tablesThatMakeNull))
      }
    }
  }

  /// The tables whose missing row makes the expression NULL, or a subquery empty.
  private var tablesThatMakeNull: Set<String> {
    switch self {
    case .column(let column): return [column.table]
    // A window looks at other rows, and nothing is known about a text of the user's.
    case .slot, .literal, .window, .raw: return []
    case .query(let query):
      // An aggregate without `GROUP BY` returns a row even if no row matches.
      return query.columns.contains(where: \.containsAggregate) ? [] : query.condition?.requiredTables ?? []
    // `unknown AND false` is false, so one NULL term does not make the whole NULL.
    case .and(let terms), .or(let terms): return Self.common(terms.map(\.tablesThatMakeNull))
    case .not(let inner): return inner.tablesThatMakeNull
    case .operation(let operation, let operands):
      switch operation.content.nulls {
      case .strict, .nullIfAnyNull: return Self.all(operands.map(\.tablesThatMakeNull))
      case .nullIfAllNull: return Self.common(operands.map(\.tablesThatMakeNull))
      case .never, .falseIfAnyNull, .nullOrFalseIfAnyNull, .custom: return []
      }
    }
  }

  private static func all(_ sets: [Set<String>]) -> Set<String> { sets.reduce(into: []) { $0.formUnion($1) } }

  private static func common(_ sets: [Set<String>]) -> Set<String> {
    guard let first = sets.first else { return [] }
    return sets.dropFirst().reduce(first) { $0.intersection($1) }
  }

  /// The negation of a condition: true for every row for which the condition is not true, including unknown.
  var negated: SQLExpression {
    if case .not(let inner) = self, !inner.canBeNull { return inner }
    guard let (operation, operands) = operation, operands.count <= 2 else { return plainNegation }
    if operation == .isNull { return .operation(.isNotNull, operands) }
    if operation == .isNotNull { return .operation(.isNull, operands) }
    guard operation == .equal else { return plainNegation }
    // Two NULLs are not equal, but `IS NOT DISTINCT FROM` says that they are.
    switch operands.count(where: \.canBeNull) {
    case 0: return .operation(.notEqual, operands)
    case 1: return .operation(.isDistinct, operands)
    case _: return plainNegation
    }
  }

  private var plainNegation: SQLExpression { canBeNull ? .operation(.isNotTrue, [self]) : .not(self) }
}
