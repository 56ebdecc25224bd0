extension QueryCompiler {
  /// Resolves an expression.
  ///
  /// - Parameter negation: The number of negations around it.
  mutating func resolve(
    _ node: ExpressionNode, in scope: JoinScope, _ negation: Negation = .none
  ) throws -> SQLExpression {
    if negation != .none, place != .aggregate, node.isQuestion,
      let relation = node.firstMultiValuedPath(in: scope, at: depth)
    {
      return try existence(of: node, along: relation, in: scope, negation)
    }
    switch node {
    case .field(let path, let field): return try column(path, field, in: scope)
    case .value(let value):
      return .slot(Slot(number: value.slot ?? 0, type: value.type, isNull: value.isNull))
    case .operation(.isInQuery, let operands): return try membershipInQuery(operands, in: scope)
    case .operation(.isIn, let operands): return try membership(operands, in: scope, negation)
    case .operation(let operation, let operands): return try resolve(operation, operands, in: scope, negation)
    case .and(let terms):
      return .and(try terms.flatMap { try condition($0.node, in: scope, negation).conjuncts })
    case .or(let lhs, let rhs):
      return .or(try [lhs, rhs].flatMap { try condition($0, in: scope, negation).disjuncts })
    case .not(let inner): return try condition(inner, in: scope, negation.deeper).negated
    case .query(let query): return .query(try statement(of: query, in: scope))
    case .window(let window): return try resolve(window, in: scope)
    case .scoped(let depth, let inner): return try written(at: depth) { try $0.resolve(inner, in: scope, negation) }
    case .raw(let fragment, let operands): return try text(fragment, operands, in: scope, negation)
    case .output(let index, let depth): return try output(index, depth, in: scope)
    case .constant(let value): return .equal(.integer(value ? 1 : 0), .integer(1))
    case .invalid(let error): throw error
    // A list is only valid as the operand of a membership test.
    case .list: return .literal(.null)
    }
  }

  /// Resolves an expression that is a condition.
  mutating func condition(
    _ node: ExpressionNode, in scope: JoinScope, _ negation: Negation
  ) throws -> SQLExpression {
    if case .scoped(let depth, let inner) = node {
      return try written(at: depth) { try $0.condition(inner, in: scope, negation) }
    }
    let resolved = try resolve(node, in: scope, negation)
    guard case .field(_, let field) = node, field.type == .bool, case .column = resolved,
      !rules.features.contains(.booleans)
    else { return resolved }
    return .equal(resolved, .literal(.bool(true)))
  }

  private mutating func resolve(
    _ operation: SQLOperation, _ operands: [ExpressionNode], in scope: JoinScope, _ negation: Negation
  ) throws -> SQLExpression {
    try checkAvailable(operation, in: scope)
    let outer = place
    defer { place = outer }
    if operation.isWindow { throw Self.noWindow(operation, scope.schema) }
    if operation.aggregate != nil {
      guard place.takesAggregates else { throw place.refusal(in: scope.schema) }
      if let separated = try separated(operation, operands, in: scope) { return separated }
      place = .aggregate
      try checkOwnColumns(of: operands, in: scope)
    }
    var resolved: [SQLExpression] = []
    for (index, operand) in operands.enumerated() {
      if operation.isResult(operand: index, of: operands.count) {
        resolved.append(try value(operand, in: scope))
      } else {
        // A condition is tested on its own. Any other expression is part of the condition that contains it.
        let isOfItself = operand.isCondition && operation != .conditional
        resolved.append(try resolve(operand, in: scope, isOfItself ? negation : .none))
      }
    }
    return .operation(operation, operation.comparesOperands ? resolved.map(comparable) : resolved)
  }

  /// Refuses an operation that the database does not have.
  func checkAvailable(_ operation: SQLOperation, in scope: JoinScope) throws {
    guard case .unavailable(let advice) = operation.content.spelling(in: dialect).form else { return }
    throw KindredError(.invalidQuery, "\"\(operation.name)\" does not exist on \(dialect.text). \(advice)") {
      $0.model = scope.schema.name
    }
  }

  /// Resolves the operands of a text of the user's.
  private mutating func text(
    _ fragment: RawFragment, _ operands: [ExpressionNode], in scope: JoinScope, _ negation: Negation
  ) throws -> SQLExpression {
    try fragment.check(rules)
    var resolved: [SQLExpression] = []
    for operand in operands {
      if case .list(let list) = operand {
        resolved.append(.list(list, slot: list.slot ?? 0))
      } else {
        resolved.append(try resolve(operand, in: scope, operand.isCondition ? negation : .none))
      }
    }
    return .raw(fragment, resolved)
  }

  /// Resolves an expression whose value is used. A condition becomes true or false, never NULL, like its Swift type.
  mutating func value(_ node: ExpressionNode, in scope: JoinScope) throws -> SQLExpression {
    let resolved = try resolve(node, in: scope)
    return node.isCondition && resolved.canBeNull ? .operation(.isTrue, [resolved]) : resolved
  }

  /// Membership in a list, by as many placeholders as the list's shape has.
  private mutating func membership(
    _ operands: [ExpressionNode], in scope: JoinScope, _ negation: Negation
  ) throws -> SQLExpression {
    guard operands.count == 2, case .list(let list) = operands[1] else { return .literal(.null) }
    let inner = comparable(try resolve(operands[0], in: scope))
    let slot = Slot(number: list.slot ?? 0, type: list.type)
    let membership: SQLExpression? =
      switch list.shape {
      case .placeholders(0): nil
      case .placeholders(let count):
        .operation(.isIn, [inner] + (0..<count).map { comparable(.slot(slot, .element($0))) })
      case .oneParameter: .operation(.isIn(listOf: list.type), [inner, .slot(slot, .list)])
      }
    let isNull = SQLExpression.operation(.isNull, [inner])
    guard negation == .odd && list.includesNull else { return membership ?? .equal(.integer(0), .integer(1)) }
    return membership.map { .or([$0, isNull]) } ?? isNull
  }

  /// A column, and the joins to its table. If only the key of the last hop is used, that hop is not joined.
  private mutating func column(_ path: RelationPath, _ field: FieldSchema, in scope: JoinScope) throws -> SQLExpression
  {
    let scope = try self.scope(of: path, field, from: scope).enclosing(path)
    if scope.root.isWithoutRow { throw noRow(field, scope.root.schema) }
    if scope.lacksColumns { throw Self.noColumns(field, scope.schema) }
    var hops = path.hops[...].dropFirst(scope.prefix.count)
    var field = field
    if case .forward(let relation) = hops.last, field === relation.targetField {
      hops = hops.dropLast()
      field = relation.field
    }
    for hop in hops { try Database.check(hop.relation) }
    let (alias, isOptional) = scope.table(for: hops, join: scope.prefix.isEmpty ? path.join : 0) { self.alias(for: $0) }
    return .column(try scope.column(field, of: alias, isOptional: isOptional))
  }
}

extension QueryCompiler {
  private func noRow(_ field: FieldSchema, _ schema: ModelSchema) -> KindredError {
    KindredError(
      .invalidQuery,
      "An insert has no row yet whose \"\(field.name)\" could be used; use the value of the object, or a query inside."
    ) {
      $0.model = schema.name
      $0.table = schema.table
    }
  }
}

extension ExpressionNode {
  /// Whether this is a condition on the values of one row. A comparison of conditions is not: each operand is its own.
  fileprivate var isQuestion: Bool {
    switch self {
    case .and, .or, .not, .constant, .invalid, .value, .list, .query, .window, .scoped: false
    case .field, .output: true
    case .operation(.conditional, _): true
    case .operation(_, let operands), .raw(_, let operands):
      !operands.contains(where: \.isCondition) || operands.contains { !$0.isCondition && $0.hasMultiValuedPath }
    }
  }

  /// The first path in the expression that crosses a multi-valued relation which no scope has asked about yet, up to and
  /// with that hop. Columns of outer queries have none.
  ///
  /// - Parameter depth: The depth of the closure that the expression was written in.
  func firstMultiValuedPath(in scope: JoinScope, at depth: Int) -> RelationPath? {
    if case .scoped(let depth, let inner) = self { return inner.firstMultiValuedPath(in: scope, at: depth) }
    if case .field(let path, _) = self {
      guard path.depth == depth else { return nil }
      let start = scope.enclosing(path).prefix.count
      guard let index = path.hops[start...].firstIndex(where: { $0.cardinality == .many }) else { return nil }
      return RelationPath(hops: path.hops[...index], join: path.join)
    }
    if isAggregate { return nil }
    var found: RelationPath?
    forEachChild { if found == nil { found = $0.firstMultiValuedPath(in: scope, at: depth) } }
    return found
  }
}
