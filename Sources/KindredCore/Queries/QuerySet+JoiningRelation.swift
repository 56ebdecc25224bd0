extension Queryable {
  /// The objects, each with expressions of those related rows for which a condition holds, or with NULLs if there are
  /// none: a filtered relation. The condition stands in the join, so that no object is left out.
  ///
  /// ```swift
  /// let blogs = try await Blog.objects.leftJoining({ $0.entry }, where: { $0.rating > 7 }) { blog, entry in
  ///   (entry.count(), entry.rating.avg())
  /// }.all() // [(Blog, Int, Double?)]
  /// // SELECT "blog"."id", …, COUNT("entry"."id"), AVG("entry"."rating") FROM "blog"
  /// // LEFT OUTER JOIN "entry" ON "entry"."blog_id" = "blog"."id" AND "entry"."rating" > ?1 GROUP BY "blog"."id"
  /// ```
  ///
  /// - Parameters:
  ///   - relation: The relation, in either direction.
  ///   - condition: The condition on a related row. It can use columns of that row only.
  ///   - values: What is selected: aggregates of the related rows, or expressions of each of them.
  public func leftJoining<Related: ModelColumns, C: QueryExpression<Bool>, each E: QueryExpression>(
    _ relation: (Model.Columns) -> Related, where condition: (Related.Model.Columns) -> C,
    selecting values: (Model.Columns, Related.Model.OptionalColumns) -> (repeat each E)
  ) -> ResultQuery<Model, (Model, repeat (each E).Value), AnnotatedObjects, repeat (each E).Value>
  where repeat (each E).Value: FieldValue {
    var request = request
    let root = RelationPath.enterClosure()
    let way = relation(Model.Columns(path: root)).queryPath
    let path = request.pathOfJoin(at: root.depth)
    let term = condition(Related.Model.Columns(path: path)).term
    let nodes = ExpressionNode.list(
      repeat each values(Model.Columns(path: root), Related.Model.OptionalColumns(path: path)))
    root.leaveClosure()
    request.join(Related.Model.schema, along: way, at: path, where: term, selecting: nodes)
    return ResultQuery(request, ResultReaders.object(Model.self, repeat (each E).Value.self))
  }
}

extension RowRequest {
  fileprivate mutating func join(
    _ schema: ModelSchema, along way: RelationPath, at path: RelationPath, where condition: ExpressionTerm,
    selecting nodes: [ExpressionNode]
  ) {
    let depth = ClosureDepth.current
    guard let hop = way.hops.last, way.depth == depth else {
      return query.fail(
        KindredError(.invalidQuery, "leftJoining needs a relation of \(query.schema.name), as in { $0.… }.") {
          $0.model = query.schema.name
        })
    }
    let node = ExpressionTerm.conjunction(hop.link(from: path, to: way.parent), condition).node
    join(
      QueryJoin(
        target: .rows(RowRequest(query: Query(schema: schema))), condition: node.written(at: depth), isOuter: true,
        isMultiValued: hop.cardinality == .many, depth: depth),
      selecting: nodes)
  }
}
