/// A query used as an operand of an expression.
@usableFromInline
struct SubqueryNode: Sendable {
  /// What the query returns to the expression.
  enum Form: Sendable {
    /// One column of its model.
    case column(FieldSchema)
    /// The expressions that its `values` selects.
    case values
    /// What its result selects, of all rows in their order.
    case list
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

  /// Where the query runs, if that is known.
  var database: InnerDatabase? { query.ownDatabase }

  /// Makes an expression with the query as its operand. An invalid query gives an invalid expression.
  ///
  /// - Parameters:
  ///   - nothing: The result if the query is `none()`. If it is nil, the database runs a query without rows.
  ///   - expression: Makes the expression from the query's node.
  func asked(ofNothing nothing: ExpressionNode?, _ expression: (ExpressionNode) -> ExpressionNode) -> ExpressionNode {
    do {
      try query.check()
    } catch {
      return .invalid(
        error as? KindredError ?? KindredError(.invalidQuery, "A query inside another query is not valid."))
    }
    guard ClosureDepth.isKnown else {
      return .invalid(
        KindredError(
          .invalidQuery,
          "Queries inside queries need a thread-specific key of the operating system, and the process has used up all of them."
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
    case .list: hash.combine(4)
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
    case (.values, .values), (.list, .list), (.existence, .existence), (.count, .count): true
    case (.column, _), (.values, _), (.list, _), (.existence, _), (.count, _): false
    }
  }

  /// Appends the bound values, in the order of their slots.
  func collectValues(into values: inout [DatabaseValue]) {
    query.collectValues(into: &values)
    selection?.collectValues(into: &values)
  }

  /// The same query with a slot in place of each value.
  func stripped(_ slots: inout SlotCounter) -> SubqueryNode {
    let query = query.stripped(&slots)
    return SubqueryNode(query, selection?.stripped(&slots), form)
  }
}

// MARK: - Depths

extension ExpressionNode {
  /// Marks the expression with the nesting depth of the closure that it was written in.
  func written(at depth: Int) -> ExpressionNode {
    depth == 0 || isErrorOrConstant ? self : .scoped(depth, self)
  }

  /// The nesting depth of the closure that the expression was written in; 0 for the outermost.
  var writtenDepth: Int { if case .scoped(let depth, _) = self { depth } else { 0 } }

  /// The expression without the mark.
  var unscoped: ExpressionNode { if case .scoped(_, let inner) = self { inner } else { self } }
}

extension QueryOrdering {
  /// Marks the term with the nesting depth of the closure that it was written in.
  func written(at depth: Int) -> QueryOrdering {
    guard depth > 0, case .expression(let node) = key else { return self }
    return QueryOrdering(.expression(node.written(at: depth)), descending: isDescending, nulls: nulls, type: valueType)
  }
}
