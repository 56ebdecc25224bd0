// Conditions and totals of windows: `WHERE key IN (SELECT … FROM (SELECT …, RANK() OVER (…) …) WHERE …)`.

extension Query {
  /// Adds a condition on windows, which look at the rows that the query has found so far.
  mutating func add(windowed condition: ExpressionNode, excluding: Bool) {
    let depth = ClosureDepth.current
    let root = RelationPath.root(at: depth)
    var request = RowRequest(query: self)
    request.query.ordering = []
    request.query.extras = QueryExtras.with(subqueryDatabase: extras?.subqueryDatabase, nil)
    // Further conditions come before the choice of distinct rows.
    request.selection = ResultSelection(hasObjects: true)
    request.filter(condition, excluding: excluding)
    request.values([.field(root, schema.key)])
    if let error = request.query.failure { return fail(error) }
    note(databaseOf: condition)
    let found = ExpressionNode.query(SubqueryNode(request, .values))
    let membership = ExpressionNode.operation(.isInQuery, [.field(root, schema.key), found])
    scopes.append(Scope(condition: ExpressionTerm(membership.written(at: depth)), isExclusion: false))
  }
}

extension RowRequest {
  /// The expressions with references to windows in place of windows. The windows become part of what is selected.
  mutating func takeWindows(outOf nodes: [ExpressionNode]) -> [ExpressionNode] {
    guard nodes.contains(where: \.containsWindow) else {
      selection?.exposeNamed()
      return nodes
    }
    if isCut { finishRows(selection ?? ResultSelection(hasObjects: true)) }
    var selection = selection ?? ResultSelection(hasObjects: true)
    let first = selection.columns.count
    let changed = nodes.map { selection.takeWindows(outOf: $0, at: ClosureDepth.current) }
    selection.expose(selection.named + (first..<selection.columns.count), objects: selection.hasObjects)
    self.selection = selection
    return changed
  }
}
