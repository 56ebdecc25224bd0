/// How aggregates of related rows become queries of their own.
///
/// A join repeats a row for each related row. With aggregates of two multi-valued relations, or of the rows themselves and a
/// relation, one join would therefore multiply sums and counts. Then each aggregate of related rows is a scalar subquery.
struct Separation {
  enum Kind { case objects, groups, totals }

  let query: Query
  let selection: ResultSelection?
  let kind: Kind
  let source: SelectStatement.Source

  init(query: Query, selection: ResultSelection?, isTotals: Bool, source: SelectStatement.Source) {
    self.query = query
    self.selection = selection
    self.source = source
    kind = isTotals ? .totals : selection?.grouping == .objects ? .objects : .groups
  }
}

/// The error of aggregates that a join would multiply.
struct RepeatedRows: Error {
  let error: KindredError

  init(_ code: KindredError.Code, _ message: String, _ change: (inout KindredError.Details) -> Void) {
    error = KindredError(code, message, change)
  }
}

extension QueryCompiler {
  /// The aggregate as a query of its own; nil if it is not one of related rows, or if all aggregates are joined.
  mutating func separated(
    _ operation: SQLOperation, _ operands: [ExpressionNode], in scope: JoinScope
  ) throws -> SQLExpression? {
    guard let separation, let traits = operation.aggregate else { return nil }
    let depth = depth
    let operands = operands.map { separation.expanded($0, at: depth) }
    let arguments = traits.isFiltered ? operands.dropLast() : operands[...]
    guard let path = arguments.lazy.compactMap({ $0.firstMultiValuedPath(in: scope, at: depth) }).first,
      case .backward(let relation) = path.hops.last
    else { return nil }
    for hop in path.hops { try Database.check(hop.relation) }
    let outer = (place, self.separation)
    defer { (place, self.separation) = outer }
    self.separation = nil
    if separation.kind == .objects, let terms = separation.query.restrictions(along: path) {
      return try related(operation, operands, along: path, relation, where: terms, in: scope)
    }
    return try repeated(operation, operands, along: path, separation, in: scope)
  }

  /// The aggregate of the rows that are related to a row: `(SELECT SUM(y.x) FROM y WHERE y.key = z.id)`.
  private mutating func related(
    _ operation: SQLOperation, _ operands: [ExpressionNode], along path: RelationPath, _ relation: RelationSchema,
    where terms: [ExpressionNode], in scope: JoinScope
  ) throws -> SQLExpression {
    let parentHops = path.hops[...].dropFirst(scope.prefix.count).dropLast()
    let (parent, _) = scope.table(for: parentHops) { self.alias(for: $0) }
    let child = JoinScope(
      schema: relation.source, alias: alias(for: relation.source.table), prefix: path.hops, parent: scope)
    child.beginFilter()
    var conditions = [relation.match(source: child.alias, target: parent)]
    place = .condition
    try written(at: 0) { compiler in
      for term in terms { conditions += try compiler.condition(term, in: child, .none).conjuncts }
    }
    let source = SelectStatement.Source.table(relation.source.table, alias: child.alias)
    return try aggregate(operation, operands, of: source, where: conditions, in: child)
  }

  /// The aggregate of a query like this one, of the rows of the same object or group.
  private mutating func repeated(
    _ operation: SQLOperation, _ operands: [ExpressionNode], along path: RelationPath, _ separation: Separation,
    in scope: JoinScope
  ) throws -> SQLExpression? {
    let schema = scope.schema
    let again = JoinScope(schema: schema, alias: alias(for: schema.table))
    again.lacksColumns = scope.lacksColumns
    let depth = depth
    var others = outputs
    defer { (self.depth, outputs) = (depth, others) }
    self.depth = 0
    // What the rows have from a result inside is a column of each of the two sources.
    outputs = outputs.map { output in
      guard case .column(let column) = output, column.table == scope.alias else { return output }
      return .column(SQLColumn(table: again.alias, name: column.name, isNullable: column.isNullable))
    }
    place = .condition
    let restricting = separation.query.scopes.firstIndex { $0.restricts(path) }
    var conditions: [SQLExpression] = []
    for (index, part) in separation.query.scopes.enumerated() where separation.kind != .objects || index == restricting
    {
      again.beginFilter()
      let node = part.isExclusion ? ExpressionNode.not(part.condition.node) : part.condition.node
      let isOther = index != restricting && node.unscoped.hasMultiValuedPath
      conditions += try isOther ? [existing(node, in: again)] : condition(node, in: again, .none).conjuncts
    }
    let key = { (alias: String) in
      SQLExpression.column(
        SQLColumn(table: alias, name: schema.key.column, isNullable: false))
    }
    again.beginOrdering()
    place = .selection
    switch separation.kind {
    case .totals: break
    case .objects: conditions.append(.equal(key(again.alias), key(scope.alias)))
    case .groups:
      for node in separation.rowConditions {
        conditions += try condition(node, in: again, .none).conjuncts
      }
      for node in separation.keys {
        let own = try value(node, in: again)
        swap(&outputs, &others)
        let outer = try value(node, in: scope)
        swap(&outputs, &others)
        guard case .column = outer else { return nil }
        let isNullable = own.canBeNull || outer.canBeNull
        conditions.append(isNullable ? .not(.operation(.isDistinct, [own, outer])) : .equal(own, outer))
      }
    }
    let source: SelectStatement.Source =
      switch separation.source {
      case .nothing: .nothing
      case .table(let table, _): .table(table, alias: again.alias)
      case .query(let rows, _): .query(rows, alias: again.alias)
      case .compound(let rows, _): .compound(rows, alias: again.alias)
      }
    return try written(at: depth) { try $0.aggregate(operation, operands, of: source, where: conditions, in: again) }
  }

  private mutating func aggregate(
    _ operation: SQLOperation, _ operands: [ExpressionNode], of source: SelectStatement.Source,
    where conditions: [SQLExpression], in scope: JoinScope
  ) throws -> SQLExpression {
    scope.beginOrdering()
    place = .selection
    let column = try resolve(.operation(operation, operands), in: scope)
    var statement = SelectStatement(columns: [column], source: source, condition: Self.conjunction(conditions))
    statement.joins = scope.joins(requiring: statement.condition?.requiredTables ?? [])
    try checkRepeatedRows(of: statement, scope.schema)
    statement.omitUnusedColumnsOfSource()
    return .query(statement)
  }

  /// A condition on related rows that repeats no rows: `key IN (SELECT …)`.
  private mutating func existing(_ node: ExpressionNode, in scope: JoinScope) throws -> SQLExpression {
    var query = Query(schema: scope.schema)
    query.ordering = []
    query.scopes = [Query.Scope(condition: ExpressionTerm(node), isExclusion: false)]
    let key = SQLColumn(table: scope.alias, name: scope.schema.key.column, isNullable: false)
    let found = try select(query, columns: [.field(.root, scope.schema.key)], ordered: false)
    return .operation(.isInQuery, [.column(key), .query(found)])
  }
}

// MARK: - What the query says

extension Separation {
  /// The expressions that the rows are grouped by.
  fileprivate var keys: [ExpressionNode] {
    guard let selection, case .values(let groups) = selection.grouping else { return [] }
    let order = selection.ordering == nil ? query.ordering?.compactMap(\.expression) ?? [] : []
    return groups.map { expanded(.output($0, depth: 0), at: 0) } + order
  }

  /// The conditions on rows, not on groups.
  fileprivate var rowConditions: [ExpressionNode] {
    guard let selection else { return [] }
    return selection.conditions.filter { !selection.isAggregate($0) }.map { expanded($0, at: 0) }
  }

  /// The expression with what its references refer to, if the query computes that itself.
  func expanded(_ node: ExpressionNode, at depth: Int) -> ExpressionNode {
    if case .scoped(let depth, let inner) = node { return .scoped(depth, expanded(inner, at: depth)) }
    guard case .output(let index, depth: depth) = node, let selection, selection.isOwn(index) else {
      return node.mapChildren { expanded($0, at: depth) }
    }
    let column = selection.columns[index]
    let own = column.writtenDepth
    return .scoped(own, expanded(column.unscoped, at: own))
  }
}

extension Query.Scope {
  /// Whether the condition is joined with the rows at the end of the path, so that it restricts what is aggregated.
  func restricts(_ path: RelationPath) -> Bool { !isExclusion && condition.node.crosses(path.hops, negated: false) }
}

extension Query {
  /// The conditions on the related rows that are aggregated; nil if they are mixed with others.
  fileprivate func restrictions(along path: RelationPath) -> [ExpressionNode]? {
    guard let scope = scopes.first(where: { $0.restricts(path) }) else { return [] }
    let depth = scope.condition.node.writtenDepth
    let terms = scope.condition.node.unscoped.conjuncts.filter { $0.crosses(path.hops, negated: false) }
    let areMixed = terms.contains { $0.crosses(path.hops, negated: true) || $0.hasOtherMultiValuedPath(than: path) }
    return areMixed ? nil : terms.map { $0.written(at: depth) }
  }
}

extension ExpressionNode {
  /// Whether a column behind these hops stands in the expression, inside or outside of negations.
  fileprivate func crosses(_ hops: [RelationPath.Hop], negated: Bool) -> Bool {
    if case .field(let path, _) = self { return !negated && path.hops.starts(with: hops) }
    if case .not(let inner) = self { return negated && inner.crosses(hops, negated: false) }
    var isFound = false
    forEachChild { isFound = isFound || $0.crosses(hops, negated: negated) }
    return isFound
  }

  fileprivate func hasOtherMultiValuedPath(than path: RelationPath) -> Bool {
    contains { node in
      guard case .field(let other, _) = node else { return false }
      return other.isMultiValued && !other.hops.starts(with: path.hops)
    }
  }
}

extension SelectStatement {
  /// Whether it joins several multi-valued relations for its aggregates, each of which multiplies the rows of the others.
  var multipliesBranches: Bool {
    let parents = Dictionary(joins.map { ($0.alias, $0.parent) }) { first, _ in first }
    let multiValued = Set(joins.filter(\.isMultiValued).map(\.alias))
    guard multiValued.count > 1 else { return false }
    var branches: Set<String> = []
    for expression in columns + order.compactMap(\.expression) + [groupCondition].compactMap({ $0 }) {
      expression.forEachAggregate { _, _, operands in
        for operand in operands {
          operand.forEachColumn { column in
            var branch: String?
            var table: String? = column.table
            while let name = table {
              if multiValued.contains(name) { branch = name }
              table = parents[name]
            }
            if let branch { branches.insert(branch) }
          }
        }
      }
    }
    return branches.count > 1
  }

  /// Leaves the rows out if all columns are queries of their own: one row is left.
  mutating func dropRowsIfUnused() {
    var usesRows = false
    for column in columns {
      column.forEachColumn { _ in usesRows = true }
      usesRows = usesRows || column.containsAggregate || !column.containsQuery
    }
    if usesRows || groupCondition != nil { return }
    source = .nothing
    joins = []
    condition = nil
    order = []
  }
}
