/// Reads rows into tuples.
struct TupleReader<each Value: FieldValue> {
  var rows: [(repeat each Value)] = []

  mutating func read(_ row: borrowing Row) throws {
    var column: Int32 = -1
    func next<V: FieldValue>(_ type: V.Type, _ row: borrowing Row) throws -> V {
      column += 1
      return try V(row: row, column: column)
    }
    rows.append((repeat try next((each Value).self, row)))
  }
}

/// Reads rows into objects and what stands behind their columns.
struct AnnotatedReader<M: Model, each Value: FieldValue> {
  private let offset: Int32
  var rows: [(M, repeat each Value)] = []

  init(schema: ModelSchema) { offset = Int32(schema.fields.count) }

  mutating func read(_ row: borrowing Row) throws {
    var models: [M] = []
    try M.append(row, to: &models)
    guard let model = models.first else { return }
    var column = offset - 1
    func next<V: FieldValue>(_ type: V.Type, _ row: borrowing Row) throws -> V {
      column += 1
      return try V(row: row, column: column)
    }
    rows.append((model, repeat try next((each Value).self, row)))
  }
}

/// Gives typed names to what a result selects.
struct OutputNames {
  private var index = -1

  mutating func next<V>(_ type: V.Type) -> Expr<V> {
    index += 1
    return Expr(.output(index))
  }
}

/// The result of a query set and what is asked of it.
struct RefinedQuery: Sendable {
  var query: Query
  /// What is selected, behind the model's columns where they are selected.
  let columns: [ExpressionNode]
  var refinement: ResultRefinement?

  /// Adds what one call of `filter` asked for.
  mutating func add(_ condition: ExpressionNode) {
    guard query.failure == nil, query.allow("filter") else { return }
    if let error = condition.failure {
      query.failure = error
      return
    }
    if let other = condition.subqueryDatabase { query.extras = QueryExtras.with(subqueryDatabase: other, query.extras) }
    if case .constant(let holds) = condition {
      if !holds { query.isNone = true }
      return
    }
    // All terms about related rows speak of the same one, as in any call of `filter`.
    var terms: [ExpressionNode] = []
    var related: [ExpressionTerm] = []
    for term in condition.conjuncts {
      if term.hasMultiValuedPath && !term.dependsOnResult {
        related.append(ExpressionTerm(term))
      } else {
        terms.append(term)
      }
    }
    if let first = related.first { terms.append(related.count == 1 ? first.node : .and(related)) }
    refinement = .adding(terms, to: refinement)
  }

  /// Orders the result, instead of any order before.
  mutating func order(by ordering: [Ordering]) {
    guard query.allow("be ordered") else { return }
    for case .expression(let node) in ordering.map(\.key) where query.failure == nil { query.failure = node.failure }
    query.ordering = []
    query.isReversed = false
    refinement = .ordering(ordering, refinement)
  }

  func check<M: Model>(_ model: M.Type) throws {
    try QuerySet<M>(query: query).check()
    for column in columns { if let failure = column.failure { throw failure } }
  }

  func key(_ kind: PlanKey.Kind) -> PlanKey {
    PlanKey(kind: kind, query: query, columns: columns, refinement: refinement)
  }

  func sql(_ kind: PlanKey.Kind, for dialect: Dialect) throws -> SQLText {
    let key = key(kind)
    let plan = try PlanBuilder(dialect: dialect).build(key)
    return SQLText(text: plan.sql, values: plan.boundValues(key.values))
  }
}

extension ExpressionNode {
  /// Whether something in the expression is so. Aggregates and subqueries are not entered.
  func contains(_ isFound: (ExpressionNode) -> Bool) -> Bool {
    if isFound(self) { return true }
    switch self {
    case .aggregate, .field, .value, .constant, .invalid, .output: return false
    case .not(let inner), .isNull(let inner), .isIn(let inner, _, _), .isInQuery(let inner, _, _),
      .arrayCount(let inner):
      return inner.contains(isFound)
    case .and(let terms): return terms.contains { $0.node.contains(isFound) }
    case .compare(_, let lhs, let rhs), .or(let lhs, let rhs), .match(_, let lhs, let rhs),
      .arithmetic(_, let lhs, let rhs), .arrayLookup(_, let lhs, let rhs):
      return lhs.contains(isFound) || rhs.contains(isFound)
    case .between(let inner, let low, let high):
      return inner.contains(isFound) || low.contains(isFound) || high.contains(isFound)
    }
  }

  /// Whether there is an aggregate in the expression.
  var containsAggregate: Bool { contains { if case .aggregate = $0 { true } else { false } } }

  /// Whether the expression speaks of what a result selects, or of many of its rows.
  var dependsOnResult: Bool {
    contains {
      switch $0 {
      case .aggregate, .output: true
      default: false
      }
    }
  }

  /// Whether a column behind a multi-valued relation is in the expression.
  var hasMultiValuedPath: Bool {
    contains { if case .field(let path, _) = $0 { path.hops.contains(where: \.isBackward) } else { false } }
  }
}
