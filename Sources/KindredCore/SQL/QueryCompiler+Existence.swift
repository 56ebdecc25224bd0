/// Conditions on related rows as `EXISTS`, which repeats no rows.
extension QueryCompiler {
  /// An object without related rows is treated as with an outer join: as if the related columns were NULL.
  mutating func existence(
    of node: ExpressionNode, along path: RelationPath, in scope: JoinScope, _ negation: Negation
  ) throws -> SQLExpression {
    guard case .backward(let relation) = path.hops.last else { return try resolve(node, in: scope) }
    for hop in path.hops { try Database.check(hop.relation) }
    let origin = scope.enclosing(path)
    let parentHops = path.hops[...].dropFirst(origin.prefix.count).dropLast()
    let (parent, _) = origin.table(for: parentHops, join: origin.prefix.isEmpty ? path.join : 0) { self.alias(for: $0) }
    let child = JoinScope(
      schema: relation.source, alias: alias(for: relation.source.table), prefix: path.hops,
      prefixJoin: path.join, parent: scope)
    child.beginFilter()
    let link = relation.match(source: child.alias, target: parent)
    let condition = try resolve(node, in: child, negation)
    let exists = SQLExpression.exists(selection(from: child, where: [link] + condition.conjuncts))
    if condition.requiredTables.contains(child.alias) { return exists }
    if case .operation(.isNull, let operands) = node, case .field = operands.first {
      return .or([exists, .not(.exists(selection(from: child, where: [link], joined: false)))])
    }
    return .exists(selection(withOrWithout: child, link, where: condition))
  }

  private func selection(from scope: JoinScope, where terms: [SQLExpression], joined: Bool = true) -> SelectStatement {
    let condition = SQLExpression.and(terms)
    return SelectStatement(
      columns: [.integer(1)], source: .table(scope.schema.table, alias: scope.alias),
      joins: joined ? scope.joins(requiring: condition.requiredTables) : [], condition: condition)
  }

  /// The related rows, or one row of NULLs if there are none.
  private mutating func selection(
    withOrWithout scope: JoinScope, _ link: SQLExpression, where condition: SQLExpression
  ) -> SelectStatement {
    var one = SelectStatement(columns: [.integer(1)], source: .nothing)
    one.firstNamedColumn = 0
    let related = SelectStatement.Join(
      table: scope.schema.table, alias: scope.alias, isOuter: true, on: link, parent: "", isMultiValued: true)
    return SelectStatement(
      columns: [.integer(1)], source: .query(one, alias: alias(for: "single")),
      joins: [related] + scope.joins(requiring: [], behindOuterJoin: true), condition: condition)
  }
}
