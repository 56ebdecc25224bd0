/// A join that a query asks for itself, in addition to those of the relations that it follows.
struct QueryJoin: Sendable {
  enum Target: Sendable {
    case table(CommonTableDefinition)
    /// Rows of a model.
    case rows(RowRequest)
    /// The rows of a query that uses columns of the rows before: a lateral join.
    case each(RowRequest)
  }

  let target: Target
  /// nil if all rows are joined.
  let condition: ExpressionNode?
  /// Whether a row without a matching one stays.
  let isOuter: Bool
  /// Whether it stands for a relation along which a row has several rows, so that aggregates of other rows count them
  /// several times.
  var isMultiValued = false
  /// How many closures stood around the one that wrote it.
  let depth: Int

  /// The database of its query.
  var database: InnerDatabase? {
    switch target {
    case .table(let table): table.database
    case .rows(let request), .each(let request): request.query.ownDatabase
    }
  }

  var failure: KindredError? {
    switch target {
    case .table(let table): table.failure ?? condition?.failure
    case .rows(let request), .each(let request): request.query.failure ?? condition?.failure
    }
  }
}

extension RowRequest {
  /// The path of what the next join adds, for a closure with so many around it.
  func pathOfJoin(at depth: Int) -> RelationPath {
    .root(at: depth, join: (query.extras?.joins.count ?? 0) + 1)
  }

  /// Joins rows, and selects expressions of them.
  mutating func join(_ join: QueryJoin, selecting nodes: [ExpressionNode]) {
    if query.failure == nil, selection == nil, query.window.isSlice || query.hasDistinctColumns {
      takeRowsFirst()
    }
    guard query.failure == nil, query.allow("join") else { return }
    if let failure = join.failure { return query.fail(failure) }
    query.extras = QueryExtras.changing(query.extras) { options in
      options.joins.append(join)
      options.subqueryDatabase = options.subqueryDatabase ?? join.database ?? join.condition?.subqueryDatabase
    }
    annotate(nodes)
  }
}

extension RowRequest {
  /// The same objects, read from a subquery: what is joined then does not change which ones they are.
  private mutating func takeRowsFirst() {
    if query.extras?.lock != nil {
      return query.fail(
        KindredError(.invalidQuery, "The rows of a slice cannot be locked and joined; leave selectForUpdate out.") {
          $0.model = query.schema.name
        })
    }
    var whole = RowRequest(.subquery(withoutLoading), like: self, types: [])
    whole.query.ordering = query.ordering
    whole.query.isReversed = query.isReversed
    whole.query.isNone = query.isNone
    whole.query.parent = query.parent
    whole.query.extras = QueryExtras.with(subqueryDatabase: query.extras?.subqueryDatabase, whole.query.extras)
    whole.takeLoading(of: self)
    self = whole
  }
}

// MARK: - Shape

extension QueryJoin {
  func hashShape(into hash: inout ShapeHash) {
    hash.combine(isOuter)
    hash.combine(isMultiValued)
    hash.combine(depth)
    condition?.hashShape(into: &hash)
    switch target {
    case .table(let table):
      hash.combine(1)
      table.hashShape(into: &hash)
    case .rows(let request):
      hash.combine(2)
      request.hashShape(into: &hash)
    case .each(let request):
      hash.combine(3)
      request.hashShape(into: &hash)
    }
  }

  func hasSameShape(as other: QueryJoin) -> Bool {
    guard isOuter == other.isOuter, isMultiValued == other.isMultiValued, depth == other.depth else { return false }
    if let condition, let others = other.condition {
      guard condition.hasSameShape(as: others) else { return false }
    } else if condition != nil || other.condition != nil {
      return false
    }
    return switch (target, other.target) {
    case (.table(let table), .table(let other)): table.hasSameShape(as: other)
    case (.rows(let request), .rows(let other)), (.each(let request), .each(let other)):
      request.hasSameShape(as: other)
    case (.table, _), (.rows, _), (.each, _): false
    }
  }

  /// Appends the values, in the order of their slots.
  func collectValues(into values: inout [DatabaseValue]) {
    condition?.collectValues(into: &values)
    switch target {
    case .table(let table): table.collectValues(into: &values)
    case .rows(let request), .each(let request): request.collectValues(into: &values)
    }
  }

  /// The same with a slot in place of each value.
  func stripped(_ slots: inout SlotCounter) -> QueryJoin {
    let condition = condition?.stripped(&slots)
    let target: Target =
      switch target {
      case .table(let table): .table(table.stripped(&slots))
      case .rows(let request): .rows(request.stripped(&slots))
      case .each(let request): .each(request.stripped(&slots))
      }
    return QueryJoin(
      target: target, condition: condition, isOuter: isOuter, isMultiValued: isMultiValued, depth: depth)
  }
}
