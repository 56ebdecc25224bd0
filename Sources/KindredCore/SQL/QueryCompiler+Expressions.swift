extension QueryCompiler {
  /// Resolves an expression.
  ///
  /// - Parameter isNegated: Whether an odd number of negations stands around it. It decides whether a multi-valued
  ///   relation is joined or asked with `EXISTS`.
  mutating func resolve(_ node: ExpressionNode, in scope: JoinScope, isNegated: Bool) throws -> SQLExpression {
    if isNegated, place != .aggregate, node.isLeaf, let relation = node.firstMultiValuedPath(in: scope) {
      return try existence(of: node, along: relation, in: scope)
    }
    switch node {
    case .field(let path, let field): return try column(path, field, in: scope)
    case .value: return nextParameter()
    case .compare(let comparison, let lhs, let rhs):
      let lhs = try resolve(lhs, in: scope, isNegated: false)
      return .compare(comparison.sql, lhs, try resolve(rhs, in: scope, isNegated: false))
    case .and(let terms): return .and(try junction(terms.map(\.node), in: scope, isNegated, \.conjuncts))
    case .or(let lhs, let rhs): return .or(try junction([lhs, rhs], in: scope, isNegated, \.disjuncts))
    case .not(let inner): return negate(try resolve(inner, in: scope, isNegated: !isNegated))
    case .isNull(let inner): return .isNull(try resolve(inner, in: scope, isNegated: false))
    case .match(let match, let lhs, let rhs):
      let lhs = try resolve(lhs, in: scope, isNegated: false)
      let rhs = try resolve(rhs, in: scope, isNegated: false)
      guard case .parameter(let index) = rhs else { return .match(match, lhs, rhs, isBoundValue: false) }
      note(match, forParameter: index)
      return .match(match, lhs, rhs, isBoundValue: true)
    case .isIn(let inner, let list, let listsNull):
      let inner = try resolve(inner, in: scope, isNegated: false)
      let membership = membership(of: inner, count: list.count)
      guard isNegated && listsNull else { return membership ?? .compare("=", .integer(0), .integer(1)) }
      return membership.map { .or([$0, .isNull(inner)]) } ?? .isNull(inner)
    case .isInQuery(let inner, let query, let field):
      let inner = try resolve(inner, in: scope, isNegated: false)
      let isOrdered = query.window.isSlice || query.extras?.distinctOn.isEmpty == false
      return .isInQuery(inner, try select(query, columns: [.field(.root, field)], ordered: isOrdered))
    case .between(let inner, let low, let high):
      let inner = try resolve(inner, in: scope, isNegated: false)
      let low = try resolve(low, in: scope, isNegated: false)
      return .between(inner, low, try resolve(high, in: scope, isNegated: false))
    case .arithmetic(let operation, let lhs, let rhs):
      let lhs = try resolve(lhs, in: scope, isNegated: false)
      return .arithmetic(operation.sql, lhs, try resolve(rhs, in: scope, isNegated: false))
    case .arrayLookup(let lookup, let lhs, let rhs):
      let lhs = try resolve(lhs, in: scope, isNegated: false)
      return .arrayLookup(lookup, lhs, try resolve(rhs, in: scope, isNegated: false))
    case .arrayCount(let inner): return .arrayCount(try resolve(inner, in: scope, isNegated: false))
    case .aggregate(let aggregate): return .aggregate(try resolve(aggregate, in: scope))
    case .output(let index): return try output(index, in: scope)
    case .constant(let value): return .compare("=", .integer(value ? 1 : 0), .integer(1))
    case .invalid(let error): throw error
    }
  }

  private mutating func junction(
    _ nodes: [ExpressionNode], in scope: JoinScope, _ isNegated: Bool,
    _ flat: KeyPath<SQLExpression, [SQLExpression]>
  ) throws -> [SQLExpression] {
    try nodes.flatMap { try resolve($0, in: scope, isNegated: isNegated)[keyPath: flat] }
  }

  private mutating func membership(of inner: SQLExpression, count: Int) -> SQLExpression? {
    switch ListShape(count: count) {
    case .placeholders(0): return nil
    case .placeholders(let count): return .isIn(inner, (0..<count).map { _ in nextParameter() })
    case .oneParameter:
      guard case .parameter(let index) = nextParameter() else { return nil }
      return .isInList(inner, parameter: index)
    }
  }

  /// The negation of a condition, true wherever the condition is not: NULL does not swallow rows.
  private func negate(_ condition: SQLExpression) -> SQLExpression {
    switch condition {
    case .isNull(let inner): .isNotNull(inner)
    case .isNotNull(let inner): .isNull(inner)
    case .compare("=", let lhs, let rhs):
      condition.canBeUnknown ? .isDistinct(lhs, rhs) : .compare("<>", lhs, rhs)
    case .not(let inner) where !inner.canBeUnknown: inner
    default: condition.canBeUnknown ? .isNotTrue(condition) : .not(condition)
    }
  }

  /// A column, and the joins that lead to it. A hop whose key is all that is asked for is not joined.
  private mutating func column(_ path: Path, _ field: FieldSchema, in scope: JoinScope) throws -> SQLExpression {
    let scope = scope.enclosing(path)
    var hops = path.hops[...].dropFirst(scope.prefix.count)
    var field = field
    if case .forward(let relation) = hops.last, field === relation.targetField {
      hops = hops.dropLast()
      field = relation.field
    }
    for hop in hops { try Database.check(hop.relation) }
    let (alias, isOptional) = scope.table(for: hops) { self.alias(for: $0) }
    return .column(SQLColumn(table: alias, name: field.column, isNullable: field.isNullable || isOptional))
  }

  /// A condition about a multi-valued relation, as a question of its own: is there a related row for which it holds?
  private mutating func existence(of node: ExpressionNode, along path: Path, in scope: JoinScope) throws
    -> SQLExpression
  {
    guard case .backward(let relation) = path.hops.last else { return try resolve(node, in: scope, isNegated: false) }
    for hop in path.hops { try Database.check(hop.relation) }
    let origin = scope.enclosing(path)
    let parentHops = path.hops[...].dropFirst(origin.prefix.count).dropLast()
    let (parent, _) = origin.table(for: parentHops) { self.alias(for: $0) }
    let child = JoinScope(
      schema: relation.source, alias: alias(for: relation.source.table), prefix: path.hops, parent: scope)
    child.beginFilter()
    let link = SQLExpression.compare(
      "=",
      .column(SQLColumn(table: child.alias, name: relation.column, isNullable: false)),
      .column(SQLColumn(table: parent, name: relation.targetField.column, isNullable: false)))
    let condition = try resolve(node, in: child, isNegated: true)
    let exists = SQLExpression.exists(selection(from: child, where: [link] + condition.conjuncts))
    guard case .isNull = node else { return exists }
    // "Is NULL" also holds where there is no related row at all.
    return .or([exists, .not(.exists(selection(from: child, where: [link], joined: false)))])
  }

  private func selection(from scope: JoinScope, where terms: [SQLExpression], joined: Bool = true) -> SelectStatement {
    let condition = SQLExpression.and(terms)
    return SelectStatement(
      columns: [.integer(1)], source: .table(scope.schema.table, alias: scope.alias),
      joins: joined ? scope.joins(requiring: condition.requiredTables) : [], condition: condition)
  }
}

extension SQLExpression {
  /// The terms of a conjunction, or the expression alone.
  var conjuncts: [SQLExpression] { if case .and(let terms) = self { terms } else { [self] } }
  /// The terms of a disjunction, or the expression alone.
  var disjuncts: [SQLExpression] { if case .or(let terms) = self { terms } else { [self] } }
}

extension ExpressionNode {
  /// Whether this is a condition without conditions inside.
  var isLeaf: Bool {
    switch self {
    case .and, .or, .not, .constant, .invalid, .value: false
    default: true
    }
  }

  /// The first path in the leaf that crosses a multi-valued relation which no scope has asked about yet, up to and with
  /// that hop.
  func firstMultiValuedPath(in scope: JoinScope) -> Path? {
    switch self {
    case .field(let path, _):
      let start = scope.enclosing(path).prefix.count
      guard let index = path.hops[start...].firstIndex(where: \.isBackward) else { return nil }
      return Path(hops: path.hops[...index])
    case .value, .constant, .invalid, .aggregate, .output: return nil
    case .and(let terms): return terms.lazy.compactMap { $0.node.firstMultiValuedPath(in: scope) }.first
    case .not(let inner), .isNull(let inner), .isIn(let inner, _, _), .isInQuery(let inner, _, _),
      .arrayCount(let inner):
      return inner.firstMultiValuedPath(in: scope)
    case .compare(_, let lhs, let rhs), .or(let lhs, let rhs), .match(_, let lhs, let rhs),
      .arithmetic(_, let lhs, let rhs), .arrayLookup(_, let lhs, let rhs):
      return lhs.firstMultiValuedPath(in: scope) ?? rhs.firstMultiValuedPath(in: scope)
    case .between(let inner, let low, let high):
      return inner.firstMultiValuedPath(in: scope) ?? low.firstMultiValuedPath(in: scope)
        ?? high.firstMultiValuedPath(in: scope)
    }
  }
}
