// Joins on any condition. What they select becomes annotations, so that all verbs of annotated objects may follow.

extension Queryable {
  /// The objects, each with the rows of a table for which the condition holds: `INNER JOIN`. See ``CommonTable``.
  ///
  /// ```swift
  /// let totals = Entry.objects.values { ($0.blogID, $0.count()) }.asTable("totals")
  /// Blog.objects.joining(totals) { blog, key, entries in blog.id == key } // (Blog, Key<Blog>, Int)
  /// ```
  ///
  /// An object is there as often as there are matching rows.
  public func joining<Origin, each Joined: FieldValue, C: QueryExpression<Bool>>(
    _ table: CommonTable<Origin, repeat each Joined>, on condition: (Model.Columns, repeat Expr<each Joined>) -> C
  ) -> ResultQuery<Model, (Model, repeat each Joined), AnnotatedObjects, repeat each Joined> {
    let joined = request.joining(table.definition, isOuter: false) { root, names in
      condition(Model.Columns(path: root), repeat names.next((each Joined).self)).node
    }
    return ResultQuery(joined, ResultReaders.object(Model.self, repeat (each Joined).self))
  }

  /// The objects, each with the rows of a table for which the condition holds, or with nil if there are none:
  /// `LEFT OUTER JOIN`.
  ///
  /// ```swift
  /// Blog.objects.leftJoining(totals) { blog, key, entries in blog.id == key } // (Blog, Key<Blog>?, Int?)
  /// ```
  public func leftJoining<Origin, each Joined: FieldValue, C: QueryExpression<Bool>>(
    _ table: CommonTable<Origin, repeat each Joined>, on condition: (Model.Columns, repeat Expr<each Joined>) -> C
  ) -> ResultQuery<
    Model, (Model, repeat Optional<(each Joined).Base>), AnnotatedObjects, repeat Optional<(each Joined).Base>
  > {
    let joined = request.joining(table.definition, isOuter: true) { root, names in
      condition(Model.Columns(path: root), repeat names.next((each Joined).self)).node
    }
    return ResultQuery(joined, ResultReaders.optionalValues(Model.self, repeat (each Joined).self))
  }

  /// The objects, each with expressions of the rows of another query for which the condition holds: `INNER JOIN`.
  ///
  /// ```swift
  /// let mentions = Entry.objects.joining(Author.objects) { entry, author in
  ///   entry.headline.contains(author.name)
  /// } selecting: { entry, author in author.name } // (Entry, String)
  /// // SELECT "entry"."id", …, "author"."name" FROM "entry" INNER JOIN "author" ON instr(…) > 0
  /// ```
  ///
  /// The other query may have conditions, and may be sliced; then it is joined as a subquery.
  public func joining<Joined: Queryable, C: QueryExpression<Bool>, each E: QueryExpression>(
    _ joined: Joined, on condition: (Model.Columns, Joined.Model.Columns) -> C,
    selecting values: (Model.Columns, Joined.Model.Columns) -> (repeat each E)
  ) -> ResultQuery<Model, (Model, repeat (each E).Value), AnnotatedObjects, repeat (each E).Value>
  where repeat (each E).Value: FieldValue {
    var request = request
    let root = RelationPath.enterClosure()
    let columns = Joined.Model.Columns(path: request.pathOfJoin(at: root.depth))
    let node = condition(Model.Columns(path: root), columns).node
    let nodes = ExpressionNode.list(repeat each values(Model.Columns(path: root), columns))
    root.leaveClosure()
    request.join(joined.request, on: node, isOuter: false, selecting: nodes)
    return ResultQuery(request, ResultReaders.object(Model.self, repeat (each E).Value.self))
  }

  /// The objects, each with expressions of the rows of another query for which the condition holds, or with NULLs in
  /// place of such a row: `LEFT OUTER JOIN`.
  public func leftJoining<Joined: Queryable, C: QueryExpression<Bool>, each E: QueryExpression>(
    _ joined: Joined, on condition: (Model.Columns, Joined.Model.Columns) -> C,
    selecting values: (Model.Columns, Joined.Model.OptionalColumns) -> (repeat each E)
  ) -> ResultQuery<Model, (Model, repeat (each E).Value), AnnotatedObjects, repeat (each E).Value>
  where repeat (each E).Value: FieldValue {
    var request = request
    let root = RelationPath.enterClosure()
    let path = request.pathOfJoin(at: root.depth)
    let node = condition(Model.Columns(path: root), Joined.Model.Columns(path: path)).node
    let nodes = ExpressionNode.list(
      repeat each values(Model.Columns(path: root), Joined.Model.OptionalColumns(path: path)))
    root.leaveClosure()
    request.join(joined.request, on: node, isOuter: true, selecting: nodes)
    return ResultQuery(request, ResultReaders.object(Model.self, repeat (each E).Value.self))
  }
}

/// Makes typed references to columns, one after the other.
struct JoinedNames {
  private var nodes: ArraySlice<ExpressionNode>

  init(_ nodes: [ExpressionNode]) { self.nodes = nodes[...] }

  /// Leaves columns out.
  mutating func skip(_ count: Int) { nodes = nodes.dropFirst(count) }

  mutating func next<Value>(_ type: Value.Type) -> Expr<Value> {
    Expr(nodes.popFirst() ?? .invalid(KindredError(.invalidQuery, "A result has fewer columns than its type.")))
  }
}

extension RowRequest {
  /// The selected expressions themselves.
  var selectedColumns: [ExpressionNode] {
    guard let selection else { return [] }
    return selection.shown.map { selection.columns[$0] }
  }

  /// The request with a table joined, whose columns are selected.
  ///
  /// - Parameter condition: Makes the condition, with the path of the queried model, and with the names of the selected
  ///   expressions and then of the table's columns.
  func joining(
    _ table: CommonTableDefinition, isOuter: Bool, _ condition: (RelationPath, inout JoinedNames) -> ExpressionNode
  ) -> RowRequest {
    var request = self
    let root = RelationPath.enterClosure()
    let fields = table.fields(at: pathOfJoin(at: root.depth))
    var names = JoinedNames(selectedColumns + fields)
    let node = condition(root, &names)
    root.leaveClosure()
    request.join(
      QueryJoin(
        target: .table(table), condition: node.written(at: root.depth), isOuter: isOuter, depth: root.depth),
      selecting: fields)
    return request
  }

  fileprivate mutating func join(
    _ rows: RowRequest, on condition: ExpressionNode, isOuter: Bool, selecting nodes: [ExpressionNode]
  ) {
    let depth = ClosureDepth.current
    join(
      QueryJoin(
        target: .rows(rows.emptiedIfNone), condition: condition.written(at: depth), isOuter: isOuter, depth: depth),
      selecting: nodes)
  }
}
