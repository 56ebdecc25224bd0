// The effects of a result's verbs on its request.

extension RowRequest {
  /// Adds selected expressions.
  ///
  /// - Parameters:
  ///   - models: The whole models among them.
  ///   - areShown: Whether they are selected, or only named for later verbs.
  mutating func annotate(
    _ nodes: [ExpressionNode], _ models: some Sequence<SelectedModel> = [], areShown: Bool = true
  ) {
    let nodes = nodes.map { named($0).written(at: ClosureDepth.current) }
    let verb = areShown ? "annotate" : "alias"
    select(nodes, verb, hasObjects: true) { $0.add(nodes, models, areShown: areShown) }
  }

  /// Adds what a selection selects.
  mutating func annotate(_ list: SelectionList) { annotate(Array(list.nodes), list.models) }

  /// Replaces the selected expressions.
  mutating func values(_ nodes: [ExpressionNode], _ models: some Sequence<SelectedModel> = []) {
    let nodes = nodes.map { named($0).written(at: ClosureDepth.current) }
    select(nodes, "values", hasObjects: false) { $0.replace(nodes, models) }
  }

  /// Replaces the selected expressions by what a selection selects.
  mutating func values(_ list: SelectionList) { values(Array(list.nodes), list.models) }

  private mutating func select(
    _ nodes: [ExpressionNode], _ verb: String, hasObjects: Bool, _ change: (inout ResultSelection) -> Void
  ) {
    if nodes.isEmpty { query.fail(.noTerms(verb, query.schema)) }
    for node in nodes {
      if let failure = node.failure { query.fail(failure) }
      query.note(databaseOf: node)
    }
    if takesFinishedRows(nodes) { finishRows(selection ?? ResultSelection(hasObjects: true)) }
    regroup(selection ?? ResultSelection(hasObjects: hasObjects), change)
  }

  /// Changes the selection. If that groups rows that are a slice or distinct, they are finished first.
  private mutating func regroup(_ selection: ResultSelection, _ change: (inout ResultSelection) -> Void) {
    var changed = selection
    change(&changed)
    if changed.grouping != selection.grouping, case .values = changed.grouping, isCut {
      finishRows(self.selection ?? ResultSelection(hasObjects: true))
      changed = self.selection ?? selection
      change(&changed)
    }
    self.selection = changed
  }

  /// Adds what one call of `filter` or `exclude` on a result asked for.
  mutating func filter(_ condition: ExpressionNode, excluding: Bool) {
    guard query.failure == nil, query.allow(excluding ? "exclude" : "filter"), selection != nil else { return }
    if let error = condition.failure { return query.fail(error) }
    query.note(databaseOf: condition)
    let condition = finishRows(for: named(excluding ? ExpressionNode.negation(condition) : condition))
    guard let selection = self.selection else { return }
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
    guard query.failure == nil, query.allow("be ordered"), var selection else { return }
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
    if takesFinishedRows(ordering.compactMap(\.expression)) {
      finishRows(selection)
      selection = self.selection ?? selection
    }
    query.ordering = []
    query.isReversed = false
    regroup(selection) { selection in
      if ordering.compactMap(\.expression).contains(where: selection.isAggregate) { selection.group() }
      selection.ordering = ordering
    }
  }
}
