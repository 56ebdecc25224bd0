// What is asked of a window, of a slice or of distinct rows is asked of finished rows. They become the source of a new
// query: SELECT … FROM (SELECT …). So each verb speaks of the rows that the verbs before it made.

extension ResultSelection {
  /// Whether the expression contains a window, or refers to an expression here that does.
  func isWindow(_ node: ExpressionNode) -> Bool {
    let depth = node.writtenDepth
    return node.first { part in
      if part.isWindow { return true }
      guard case .output(let index, depth: depth) = part, isOwn(index) else { return nil }
      return isWindow(columns[index]) ? true : nil
    } ?? false
  }

  /// Whether later verbs get a window.
  var namesWindow: Bool { named.contains { isOwn($0) && isWindow(columns[$0]) } }

  /// Whether an aggregate or a window in the expression looks at a window here.
  fileprivate func looksAtWindow(_ node: ExpressionNode) -> Bool {
    let depth = node.writtenDepth
    return node.first { part in
      guard part.isAggregate || part.isWindow else { return nil }
      return part.children.contains { isWindow($0.written(at: depth)) } ? true : nil
    } ?? false
  }

  /// Whether the model's columns are missing, because the rows are those of other values.
  var lacksColumns: Bool { inner.map { !$0.selection.hasObjects } ?? false }

  /// Replaces the windows in an expression by references to expressions that are added.
  ///
  /// - Parameter depth: That of the closure that wrote the expression.
  mutating func takeWindows(outOf node: ExpressionNode, at depth: Int) -> ExpressionNode {
    if case .scoped(let depth, let inner) = node { return .scoped(depth, takeWindows(outOf: inner, at: depth)) }
    guard node.containsWindow else { return node }
    guard node.isWindow else { return node.mapChildren { takeWindows(outOf: $0, at: depth) } }
    return .output(addHidden(node.written(at: depth)), depth: depth)
  }
}

extension RowRequest {
  /// Whether the rows are a slice or distinct, so that groups and windows are made of what is left.
  var isCut: Bool { query.window.isSlice || query.isDistinct || query.hasDistinctColumns }

  /// Whether the expressions can only be computed from finished rows.
  func takesFinishedRows(_ nodes: [ExpressionNode]) -> Bool {
    if isCut, nodes.contains(where: \.containsWindow) { return true }
    guard let selection, selection.namesWindow else { return false }
    return selection.grouping == .none && nodes.contains(where: \.containsAggregate)
      || nodes.contains { selection.looksAtWindow($0) || $0.containsQuery }
  }

  /// Finishes the rows for a condition on windows, and gives the condition on the finished rows.
  mutating func finishRows(for condition: ExpressionNode) -> ExpressionNode {
    guard let known = selection, condition.containsWindow || known.namesWindow else { return condition }
    if condition.containsWindow && (isCut || known.looksAtWindow(condition.written(at: ClosureDepth.current))) {
      finishRows(known)
    }
    guard var selection else { return condition }
    let first = selection.columns.count
    let changed = selection.takeWindows(outOf: condition, at: ClosureDepth.current)
    if first < selection.columns.count, selection.columns[first...].contains(where: selection.isAggregate) {
      selection.group()
    }
    finishRows(selection, exposing: Array(first..<selection.columns.count))
    return changed
  }

  /// Makes the rows so far the source of a new query.
  ///
  /// - Parameters:
  ///   - selection: What they consist of.
  ///   - hidden: Further expressions that the new query uses.
  mutating func finishRows(_ selection: ResultSelection, exposing hidden: [Int] = []) {
    guard query.failure == nil else { return }
    if query.extras?.lock != nil {
      return query.fail(
        KindredError(.invalidQuery, "Rows of a query inside another one cannot be locked; leave selectForUpdate out.") {
          $0.model = query.schema.name
        })
    }
    var inner = selection
    let isGroupOfValues = if case .values = selection.grouping { true } else { false }
    let exposesObjects =
      selection.hasObjects || (!isGroupOfValues && !selection.lacksColumns && !query.isDistinct)
    let isOrderedByDefault = selection.ordering == nil && query.ordering == nil && !query.hasDistinctColumns
    var exposed = selection.named + hidden
    var ordering: [QueryOrdering] = []
    if !isOrderedByDefault {
      for term in selection.ordering ?? query.effectiveOrdering {
        ordering.append(inner.exposed(term, objects: exposesObjects, &exposed))
      }
    }
    inner.expose(exposed, objects: exposesObjects)
    var outer = Query(schema: query.schema)
    outer.database = query.database
    outer.fetchMode = query.fetchMode
    outer.parent = query.parent
    outer.isNone = query.isNone
    // Related objects are read with the finished rows.
    let extras = query.extras
    outer.extras = QueryExtras.changing(nil) { options in
      options.subqueryDatabase = extras?.subqueryDatabase
      options.set = extras?.set
      options.owner = extras?.owner
      options.loadedColumns = extras?.loadedColumns ?? []
      options.joinedObjects = exposesObjects ? extras?.joinedObjects ?? [] : []
      options.prefetches = exposesObjects ? extras?.prefetches ?? [] : []
      options.isSnapshot = extras?.isSnapshot ?? false
    }
    query.extras = QueryExtras.changing(extras) { options in
      options.loadedColumns = []
      options.joinedObjects = []
      options.prefetches = []
      options.isSnapshot = false
    }
    outer.isReversed = query.isReversed && isOrderedByDefault
    if !isOrderedByDefault || !exposesObjects { outer.ordering = [] }
    var finished = ResultSelection(from: InnerResult(query, inner), like: selection)
    if !ordering.isEmpty { finished.ordering = ordering }
    self.selection = finished
    query = outer
  }
}

extension ResultSelection {
  /// An ordering for the rows of a result around this one.
  fileprivate mutating func exposed(
    _ term: QueryOrdering, objects: Bool, _ exposed: inout [Int]
  ) -> QueryOrdering {
    guard let expression = term.expression else { return term }
    if case .output(let index, _) = expression.unscoped {
      if !exposed.contains(index) { exposed.append(index) }
      return term
    }
    if objects, case .field(let path, _) = expression.unscoped, path.isRoot { return term }
    let index = addHidden(expression)
    exposed.append(index)
    return QueryOrdering(
      .expression(.output(index, depth: 0)), descending: term.isDescending, nulls: term.nulls, type: term.valueType)
  }
}

extension ExpressionNode {
  /// Whether there is a query in the expression, which may look at a window here.
  fileprivate var containsQuery: Bool { first { if case .query = $0 { true } else { nil } } ?? false }
}
