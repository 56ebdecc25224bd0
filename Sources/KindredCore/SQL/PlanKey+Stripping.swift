/// Plans are compiled from queries without values and keep those. Values may be large or secret, and a query that names
/// its database would be a reference cycle.
extension PlanKey {
  /// The same key with a slot in place of each value.
  var stripped: PlanKey {
    var slots = SlotCounter()
    // In the same order as `values`.
    let assignments = assignments.map { assignment in
      FieldAssignment(path: assignment.path, field: assignment.field, value: assignment.value.stripped(&slots))
    }
    let query = query.stripped(&slots)
    let selection = selection?.stripped(&slots)
    let columns = columns.map { $0.stripped(&slots) }
    return PlanKey(kind: kind, query: query, columns: columns, assignments: assignments, selection: selection)
  }
}

extension Query {
  /// The same query with a slot in place of each value.
  func stripped(_ slots: inout SlotCounter) -> Query {
    var query = Query(schema: schema)
    query.scopes = scopes.map { Scope(condition: $0.condition.stripped(&slots), isExclusion: $0.isExclusion) }
    query.ordering = ordering?.map { $0.stripped(&slots) }
    query.isReversed = isReversed
    query.isDistinct = isDistinct
    query.window = window.stripped(&slots)
    query.extras = extras?.stripped(&slots)
    return query
  }
}

extension QueryOrdering {
  func stripped(_ slots: inout SlotCounter) -> QueryOrdering {
    guard case .expression(let node) = key else { return self }
    return QueryOrdering(.expression(node.stripped(&slots)), descending: isDescending, nulls: nulls)
  }
}
