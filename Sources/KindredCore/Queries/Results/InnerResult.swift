/// A result whose rows another one is made of: `SELECT … FROM (SELECT …)`. An object, because results nest.
final class InnerResult: Sendable {
  let query: Query
  let selection: ResultSelection

  init(_ query: Query, _ selection: ResultSelection) {
    self.query = query
    self.selection = selection
  }

  static func haveSameShape(_ inner: InnerResult?, _ other: InnerResult?) -> Bool {
    guard let inner, let other else { return inner == nil && other == nil }
    return inner.query.hasSameShape(as: other.query) && inner.selection.hasSameShape(as: other.selection)
  }

  /// The same with a slot in place of each value.
  func stripped(_ slots: inout SlotCounter) -> InnerResult {
    let query = query.stripped(&slots)
    return InnerResult(query, selection.stripped(&slots))
  }
}
