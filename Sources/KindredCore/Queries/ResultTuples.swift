/// Reads rows into tuples.
struct TupleReader<each Value: FieldValue> {
  var rows: [(repeat each Value)] = []

  mutating func read(_ row: borrowing DatabaseRow) throws {
    var column: Int32 = -1
    func next<V: FieldValue>(_ type: V.Type, _ row: borrowing DatabaseRow) throws -> V {
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

  mutating func read(_ row: borrowing DatabaseRow) throws {
    var models: [M] = []
    try M.append(row, to: &models)
    guard let model = models.first else { return }
    var column = offset - 1
    func next<V: FieldValue>(_ type: V.Type, _ row: borrowing DatabaseRow) throws -> V {
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
    if let holds = condition.constant {
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
  mutating func order(by ordering: [QueryOrdering]) {
    guard query.allow("be ordered") else { return }
    if ordering.isEmpty { return query.fail(.noTerms("order", query.schema)) }
    for case .expression(let node) in ordering.map(\.key) where query.failure == nil { query.failure = node.failure }
    query.ordering = []
    query.isReversed = false
    refinement = .ordering(ordering, refinement)
  }

  func check<M: Model>(_ model: M.Type) throws {
    try QuerySet<M>(query: query).check()
    if columns.isEmpty { throw KindredError.noTerms("values or annotate", M.schema) }
    for column in columns { if let failure = column.failure { throw failure } }
  }

  func key(_ kind: PlanKey.Kind) -> PlanKey {
    PlanKey(kind: kind, query: query, columns: columns, refinement: refinement)
  }

  func sql(_ kind: PlanKey.Kind, for dialect: Dialect) throws -> SQLText {
    let key = key(kind)
    let plan = try PlanBuilder(dialect: dialect).build(stripped: key.stripped)
    return SQLText(text: plan.sql, values: plan.boundValues(key.values))
  }
}
