// Whether a query finds the same rows each time that it is run in one snapshot. If so, statements for related rows can
// contain it as a subquery.

extension RowRequest {
  /// Whether the request finds the same objects if it is run again in the same snapshot.
  var isRepeatable: Bool {
    guard query.isRepeatable() else { return false }
    guard let selection else { return true }
    guard selection.hasObjects, selection.inner == nil, selection.conditions.isEmpty else { return false }
    guard query.window.isSlice else { return true }
    // The request for their keys has neither the groups nor the selected columns, and so other rows in its slice.
    return selection.ordering == nil && selection.grouping == .none
      && !selection.columns.contains(where: \.hasMultiValuedPath)
  }
}

extension Query {
  /// Whether the query finds the same rows if it is run again in the same snapshot.
  ///
  /// - Parameter sliceIsTotal: Whether a slice is taken in an order in which no two rows are equal, whatever the query's
  ///   own order is.
  func isRepeatable(sliceIsTotal: Bool = false) -> Bool {
    if let extras {
      guard extras.lock == nil, extras.distinctOn.isEmpty, extras.source == nil, extras.joins.isEmpty else {
        return false
      }
    }
    if window.isSlice {
      // Rows may differ and point to the same object.
      if isDistinct { return false }
      let order = effectiveOrdering
      guard sliceIsTotal || window.isGuard || isTotal(order) else { return false }
      guard order.allSatisfy({ $0.expression?.isRepeatable ?? false }) else { return false }
    }
    return scopes.allSatisfy { $0.condition.isRepeatable }
  }

  /// Whether no two rows are equal in an order: it contains the key, or another unique column.
  func isTotal(_ order: [QueryOrdering]) -> Bool {
    order.contains { term in
      guard case .field(let path, let field) = term.expression?.unscoped, path.isRoot else { return false }
      return field === schema.key || (field.options.isUnique && !field.isNullable)
    }
  }
}

extension ExpressionTerm {
  fileprivate var isRepeatable: Bool { isPlain || node.isRepeatable }
}

extension ExpressionNode {
  /// Whether the expression has the same value if it is computed again for the same row and in the same snapshot. A text
  /// of the user's may contain any function. The number of a row in a window depends on chance where rows are equal in its
  /// order.
  fileprivate var isRepeatable: Bool {
    switch self {
    case .field, .value, .list, .constant: true
    case .raw, .window, .output, .invalid: false
    case .operation(let operation, let operands): !operation.isVolatile && operands.allSatisfy(\.isRepeatable)
    case .and(let terms): terms.allSatisfy { $0.isRepeatable }
    case .or(let lhs, let rhs): lhs.isRepeatable && rhs.isRepeatable
    case .not(let inner), .scoped(_, let inner): inner.isRepeatable
    case .query(let inner):
      inner.query.isRepeatable()
        && inner.selection.map { $0.inner == nil && ($0.columns + $0.conditions).allSatisfy(\.isRepeatable) } ?? true
    }
  }
}
