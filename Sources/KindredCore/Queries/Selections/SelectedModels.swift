// Whole models among what a result selects.

/// A whole model among selected expressions.
struct SelectedModel: Sendable {
  let schema: ModelSchema
  /// The path of relations from the queried model.
  let path: RelationPath
  /// The place of its first column.
  let start: Int
}

extension RowRequest {
  /// The expression with the columns of selected models as what the result has selected, not as columns of further
  /// joins.
  func named(_ node: ExpressionNode) -> ExpressionNode {
    guard let selection, !selection.models.isEmpty else { return node }
    return selection.named(node, at: ClosureDepth.current)
  }

  /// The same for a term of an ordering.
  func named(_ term: QueryOrdering) -> QueryOrdering {
    guard case .expression(let node) = term.key else { return term }
    return QueryOrdering(
      .expression(named(node)), descending: term.isDescending, nulls: term.nulls, type: term.valueType)
  }
}

extension ResultSelection {
  fileprivate func named(_ node: ExpressionNode, at depth: Int) -> ExpressionNode {
    if case .field(let path, let field) = node {
      guard path.depth == depth, let index = index(of: field, at: path) else { return node }
      return .output(index, depth: depth)
    }
    return node.mapChildren { named($0, at: depth) }
  }

  private func index(of field: FieldSchema, at path: RelationPath) -> Int? {
    for model in models where model.path.fromRoot == path.fromRoot {
      guard model.path.depth == columns[model.start].writtenDepth else { continue }
      if let place = model.schema.plainFields.firstIndex(where: { $0 === field }) { return model.start + place }
    }
    return nil
  }
}

extension DatabaseRow {
  /// The row as one of a model whose columns begin at the place, which moves behind them.
  func model(_ schema: ModelSchema, at place: inout SelectionPlace) -> DatabaseRow {
    let (column, number) = (place.column, Int(place.models))
    place.models += 1
    let parts = links?.with { $0.parts } ?? []
    let row = DatabaseRow(
      handle: handle, functions: functions, base: base + column,
      links: parts.indices.contains(number) ? parts[number] : nil)
    place.column += Int32(row.width(of: schema))
    return row
  }
}
