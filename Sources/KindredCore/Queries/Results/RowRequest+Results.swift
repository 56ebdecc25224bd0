// The effects of a result's verbs on its request.

extension RowRequest {
  /// Adds selected expressions.
  mutating func annotate(_ nodes: [ExpressionNode], _ models: some Sequence<SelectedModel> = []) {
    let nodes = nodes.map { named($0).written(at: ClosureDepth.current) }
    select(nodes, "annotate", in: selection ?? ResultSelection(hasObjects: true)) { $0.add(nodes, models) }
  }

  /// Adds what a selection selects.
  mutating func annotate(_ list: SelectionList) { annotate(Array(list.nodes), list.models) }

  /// Replaces the selected expressions.
  mutating func values(_ nodes: [ExpressionNode], _ models: some Sequence<SelectedModel> = []) {
    let nodes = nodes.map { named($0).written(at: ClosureDepth.current) }
    select(nodes, "values", in: selection ?? ResultSelection(hasObjects: false)) { $0.replace(nodes, models) }
  }

  /// Replaces the selected expressions by what a selection selects.
  mutating func values(_ list: SelectionList) { values(Array(list.nodes), list.models) }

  private mutating func select(
    _ nodes: [ExpressionNode], _ verb: String, in selection: ResultSelection, _ change: (inout ResultSelection) -> Void
  ) {
    if nodes.isEmpty { query.fail(.noTerms(verb, query.schema)) }
    for node in nodes {
      if let failure = node.failure { query.fail(failure) }
      query.note(databaseOf: node)
    }
    regroup(selection, change)
  }

  /// Refuses to group rows if it is ambiguous whether rows or groups are meant.
  private mutating func regroup(_ selection: ResultSelection, _ change: (inout ResultSelection) -> Void) {
    var changed = selection
    change(&changed)
    if changed.grouping != selection.grouping, case .values = changed.grouping,
      query.window.isSlice || query.isDistinct || query.hasDistinctColumns
    {
      query.fail(
        KindredError(
          .invalidQuery,
          "A query set that is sliced or distinct cannot be grouped. Slice the groups: values { … }[..<5]; take values "
            + "once: count(distinct: true); or group what has the same keys: filter { $0.pk.in(…) }."
        ) { $0.model = query.schema.name })
    }
    self.selection = changed
  }

  /// Adds what one call of `filter` or `exclude` on a result asked for.
  mutating func filter(_ condition: ExpressionNode, excluding: Bool) {
    guard query.failure == nil, query.allow(excluding ? "exclude" : "filter"), let selection else { return }
    if let error = condition.failure { return query.fail(error) }
    query.note(databaseOf: condition)
    let condition = named(excluding ? ExpressionNode.negation(condition) : condition)
    if let holds = condition.constant {
      if !holds { query.isNone = true }
      return
    }
    // All terms about related rows apply to the same related row, as in any call of `filter`.
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
    terms = terms.map { $0.written(at: ClosureDepth.current) }
    let isAggregate = terms.contains(where: selection.isAggregate)
    regroup(selection) { selection in
      if isAggregate { selection.group() }
      selection.conditions += terms
    }
  }

  /// Orders a result. Replaces any previous ordering.
  mutating func order(by ordering: [QueryOrdering]) {
    guard query.failure == nil, query.allow("be ordered"), let selection else { return }
    if ordering.isEmpty { return query.fail(.noTerms("order", query.schema)) }
    let nodes = ordering.compactMap(\.expression)
    for node in nodes {
      if let failure = node.failure { return query.fail(failure) }
      query.note(databaseOf: node)
    }
    let ordering = ordering.map { named($0).written(at: ClosureDepth.current) }
    if query.hasDistinctColumns {
      return query.fail(
        KindredError(
          .invalidQuery,
          "The order of a query set that is distinct by columns says which rows are there; order it before values or "
            + "annotate."
        ) { $0.model = query.schema.name })
    }
    query.ordering = []
    query.isReversed = false
    regroup(selection) { selection in
      if ordering.compactMap(\.expression).contains(where: selection.isAggregate) { selection.group() }
      selection.ordering = ordering
    }
  }
}
