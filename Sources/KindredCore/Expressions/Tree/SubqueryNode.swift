/// A query inside an expression.
@usableFromInline
struct SubqueryNode: Sendable {
  /// What is asked of the query.
  enum Form: Sendable {
    /// One field of its rows.
    case column(FieldSchema)
    /// What its result selects.
    case values
    /// Whether it has rows.
    case existence
    /// How many rows it has.
    case count
  }

  let query: Query
  let selection: ResultSelection?
  let form: Form

  init(_ request: RowRequest, _ form: Form) { self.init(request.query, request.selection, form) }

  private init(_ query: Query, _ selection: ResultSelection?, _ form: Form) {
    self.query = query
    self.selection = selection
    self.form = form
  }

  /// The database that it names, or that a query inside names.
  var database: Database? { query.database ?? query.extras?.subqueryDatabase }

  /// An expression about the query, or the reason why there is none.
  ///
  /// - Parameter nothing: What the expression is where the query is known to find nothing; nil where the database has to
  ///   say.
  func asked(ofNothing nothing: ExpressionNode?, _ expression: (ExpressionNode) -> ExpressionNode) -> ExpressionNode {
    do {
      try query.check()
    } catch {
      return .invalid(error as? KindredError ?? KindredError(.invalidQuery, "A query in an expression is not valid."))
    }
    guard ClosureDepth.isKnown else {
      return .invalid(
        KindredError(
          .invalidQuery, "The process has no variables of the thread left, without which no query can stand in another."
        ))
    }
    guard query.isNone else { return expression(.query(self)) }
    if let nothing { return nothing }
    var empty = Query(schema: query.schema)
    empty.ordering = []
    empty.scopes = [Query.Scope(condition: ExpressionTerm(.constant(false)), isExclusion: false)]
    return expression(.query(SubqueryNode(empty, selection, form)))
  }
}

// MARK: - Shape

extension SubqueryNode {
  func hashShape(into hash: inout ShapeHash) {
    switch form {
    case .column(let field): hash.combine(field)
    case .values: hash.combine(1)
    case .existence: hash.combine(2)
    case .count: hash.combine(3)
    }
    query.hashShape(into: &hash)
    selection?.hashShape(into: &hash)
  }

  func hasSameShape(as other: SubqueryNode) -> Bool {
    guard hasSameForm(as: other), query.hasSameShape(as: other.query) else { return false }
    guard let selection, let others = other.selection else { return selection == nil && other.selection == nil }
    return selection.hasSameShape(as: others)
  }

  private func hasSameForm(as other: SubqueryNode) -> Bool {
    switch (form, other.form) {
    case (.column(let field), .column(let other)): field === other
    case (.values, .values), (.existence, .existence), (.count, .count): true
    case (.column, _), (.values, _), (.existence, _), (.count, _): false
    }
  }

  /// Appends the values, in the order of their slots.
  func collectValues(into values: inout [DatabaseValue]) {
    query.collectValues(into: &values)
    selection?.collectValues(into: &values)
  }

  /// The same with a slot in place of each value.
  func stripped(_ slots: inout SlotCounter) -> SubqueryNode {
    let query = query.stripped(&slots)
    return SubqueryNode(query, selection?.stripped(&slots), form)
  }
}

// MARK: - Depths

extension ExpressionNode {
  /// The expression as one that a closure wrote which has so many around it.
  func written(at depth: Int) -> ExpressionNode {
    depth == 0 || isErrorOrConstant ? self : .scoped(depth, self)
  }

  /// How many closures stood around the one that wrote it.
  var writtenDepth: Int { if case .scoped(let depth, _) = self { depth } else { 0 } }

  /// The expression without its depth.
  var unscoped: ExpressionNode { if case .scoped(_, let inner) = self { inner } else { self } }
}

extension QueryOrdering {
  /// The term as one that a closure wrote which has so many around it.
  func written(at depth: Int) -> QueryOrdering {
    guard depth > 0, case .expression(let node) = key else { return self }
    return QueryOrdering(.expression(node.written(at: depth)), descending: isDescending, nulls: nulls, type: valueType)
  }
}
