// Operators that combine the conditions of two query sets of one model.

extension Queryable {
  /// The rows that satisfy the conditions of both query sets.
  ///
  /// ```swift
  /// let good = Entry.objects.filter { $0.rating > 8 }
  /// let discussed = Entry.objects.filter { $0.comments > 5 }
  /// good & discussed // … WHERE "entry"."rating" > ?1 AND "entry"."comments" > ?2
  /// ```
  ///
  /// As with further calls of `filter`, conditions of the two on a multi-valued relation may match different related rows.
  /// The order is that of the left one, or else that of the right one. Sliced query sets, and those that are distinct by
  /// columns, cannot be combined; there are ``RowQuery/union(_:all:)-(any RowQuery<Element>...,_)`` and its siblings.
  public static func & <Other: Queryable>(lhs: Self, rhs: Other) -> QuerySet<Model> where Other.Model == Model {
    QuerySet(query: lhs.querySet.query.combined(.and, rhs.querySet.query))
  }

  /// The rows that at least one of the query sets has, each once. See ``&(_:_:)`` for order and slices.
  ///
  /// ```swift
  /// good | discussed // … WHERE ("entry"."rating" > ?1 OR "entry"."comments" > ?2)
  /// ```
  ///
  /// A query set with a condition on a multi-valued relation becomes `"id" IN (SELECT …)`.
  public static func | <Other: Queryable>(lhs: Self, rhs: Other) -> QuerySet<Model> where Other.Model == Model {
    QuerySet(query: lhs.querySet.query.combined(.or, rhs.querySet.query))
  }

  /// The rows that exactly one of the query sets has, each once. See ``&(_:_:)`` for order and slices.
  ///
  /// ```swift
  /// good ^ discussed // … WHERE ("entry"."rating" > ?1) IS TRUE <> ("entry"."comments" > ?2) IS TRUE
  /// ```
  public static func ^ <Other: Queryable>(lhs: Self, rhs: Other) -> QuerySet<Model> where Other.Model == Model {
    QuerySet(query: lhs.querySet.query.combined(.xor, rhs.querySet.query))
  }
}

extension Query {
  /// How two query sets are combined.
  enum Combination: String { case and = "&", or = "|", xor = "^" }

  fileprivate func combined(_ combination: Combination, _ other: Query) -> Query {
    var result = self
    if let error = failure ?? other.failure ?? failure(of: combination, other) {
      result.fail(error)
      return result
    }
    if ordering == nil {
      result.ordering = other.ordering
      result.isReversed = other.ordering == nil ? isReversed : other.isReversed
    }
    result.extras = QueryExtras.changing(extras) { options in
      options.lock = options.lock ?? other.extras?.lock
      options.subqueryDatabase = options.subqueryDatabase ?? other.ownDatabase
    }
    switch combination {
    case .and:
      result.isNone = isNone || other.isNone
      result.sharesScope = false
      result.isDistinct = isDistinct || other.isDistinct
      if other.extras?.source == nil {
        result.scopes += other.scopes
      } else {
        result.add(combination: other.membership)
      }
    case .or:
      result.startAnew()
      result.add(combination: .disjunction(conditionOfAll, other.conditionOfAll))
    case .xor:
      result.startAnew()
      result.add(combination: .difference(conditionOfAll, other.conditionOfAll))
    }
    return result
  }

  private func failure(of combination: Combination, _ other: Query) -> KindredError? {
    for query in [self, other] where query.window.isSlice || query.hasDistinctColumns {
      return KindredError(
        .invalidQuery,
        "A query set that is sliced or distinct by columns cannot be combined with \(combination.rawValue): its conditions "
          + "do not say which rows it has. Combine first, slice last; or use union, intersection or difference."
      ) { $0.model = schema.name }
    }
    guard let database, let other = other.database, database !== other else { return nil }
    return KindredError(
      .invalidQuery, "Query sets on different databases cannot be combined with \(combination.rawValue)."
    ) { $0.model = schema.name }
  }

  /// All rows of the model's table.
  private mutating func startAnew() {
    scopes = []
    sharesScope = false
    isNone = false
    parent = nil
    extras = QueryExtras.changing(extras) { $0.source = nil }
  }

  private mutating func add(combination node: ExpressionNode) {
    if let holds = node.constant {
      isNone = isNone || !holds
    } else {
      scopes.append(Scope(condition: ExpressionTerm(node.written(at: ClosureDepth.current)), isExclusion: false))
    }
  }

  /// One condition that holds for the rows of the query set.
  private var conditionOfAll: ExpressionNode {
    if isNone { return .constant(false) }
    let joins = scopes.contains { !$0.isExclusion && $0.condition.node.hasMultiValuedPath }
    if joins || extras?.source != nil { return membership }
    let depth = ClosureDepth.current
    let terms = scopes.map { scope -> ExpressionNode in
      let node = scope.condition.node
      let own = depth > 0 && node.writtenDepth == 0 ? .scoped(0, node) : node
      // Kept as it is, also in front of another negation: below any, a condition on related rows is a question of its own.
      return scope.isExclusion ? .not(own) : own
    }
    guard let first = terms.first else { return .constant(true) }
    return terms.count == 1 ? first : .and(terms.flatMap { $0.conjuncts }.map { ExpressionTerm($0) })
  }

  /// Whether the key of a row is among those of the query set.
  private var membership: ExpressionNode {
    var found = self
    found.ordering = []
    found.isDistinct = false
    found.extras = QueryExtras.changing(extras) { $0.lock = nil }
    let key = ExpressionNode.field(.root(at: ClosureDepth.current), schema.key)
    return .membership(of: key, in: SubqueryNode(RowRequest(query: found), .column(schema.key)))
  }
}
