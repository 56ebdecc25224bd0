extension QueryCompiler {
  /// Resolves a function over a window. Conditions on windows were taken out of the query before; see
  /// `ResultSelection+Windows.swift`.
  mutating func resolve(_ window: WindowNode, in scope: JoinScope) throws -> SQLExpression {
    try checkAvailable(window.operation, in: scope)
    if let problem = place.problemOfWindow ?? (isInWindow ? AggregatePlace.nestedWindow : nil) {
      throw KindredError(.invalidQuery, problem) { $0.model = scope.schema.name }
    }
    try checkDistances(of: window, in: scope)
    isInWindow = true
    defer { isInWindow = false }
    var operands: [SQLExpression] = []
    for (index, operand) in window.operands.enumerated() {
      let isFilter = window.operation.aggregate?.isFiltered == true && index == window.operands.count - 1
      operands.append(isFilter ? try condition(operand, in: scope, .none) : try value(operand, in: scope))
    }
    var resolved = SQLWindow(operation: window.operation, operands: operands, partition: [], order: [])
    for term in window.partition { resolved.partition.append(try value(term, in: scope)) }
    for term in window.order { resolved.order.append(try resolve(term, in: scope)) }
    resolved.frame = try window.frame?.map { try value($0.node, in: scope) }
    return .window(resolved)
  }

  /// A duration is no distance between dates where dates are texts.
  private func checkDistances(of window: WindowNode, in scope: JoinScope) throws {
    guard let frame = window.frame, frame.unit == .range, !rules.features.contains(.rangesOfTime) else { return }
    for case .value(let node) in frame.distances.map(\.node) {
      guard case .interval = node.type.kind else { continue }
      if case .field(_, let field) = window.order.first?.expression?.unscoped, case .interval = field.type.kind {
        continue
      }
      throw KindredError(
        .invalidQuery,
        "A range frame over dates or times does not exist on \(dialect.text). Use a frame of rows, or order by a number."
      ) { $0.model = scope.schema.name }
    }
  }
}

extension AggregatePlace {
  /// Why a window cannot stand in this clause; nil if it can.
  fileprivate var problemOfWindow: String? {
    switch self {
    case .selection, .ordering, .result: nil
    case .condition:
      "A condition on a window has to be asked of finished rows: annotate { …over(…) }.filter { …, value in … }."
    case .assignment:
      "An update applies to single rows, so it cannot contain a window. Use a subquery: "
        + ".set(….values { $0.….over(…) }.scalar)."
    case .returning:
      "A change returns single rows, so what it returns cannot contain a window. Read the rows with a query: "
        + "annotate { …over(…) }."
    case .aggregate:
      "An aggregate cannot contain a window. Annotate the window first: annotate { …over(…) }.aggregate { …, value in "
        + "value.max() }."
    }
  }

  fileprivate static let nestedWindow =
    "A window cannot contain another one. Annotate the inner one first: annotate { …over(…) }.annotate { …, value in "
    + "value.sum().over(…) }."
}
