extension Queryable {
  /// The objects, each with the rows that a query finds for it: `INNER JOIN LATERAL`.
  ///
  /// ```swift
  /// // The three best entries of each blog.
  /// let best = Blog.objects.joiningEach { blog in
  ///   Entry.objects.filter { $0.blog == blog }.order { $0.rating.desc }[..<3].values { ($0.headline, $0.rating) }
  /// } // (Blog, String, Int)
  /// // SELECT … FROM "blog" INNER JOIN LATERAL (SELECT … WHERE "entry"."blog_id" = "blog"."id" … LIMIT $1) AS "each" ON TRUE
  /// ```
  ///
  /// PostgreSQL has lateral joins. SQLite has none, so that the query throws ``KindredError/Code/invalidQuery`` there.
  public func joiningEach<Origin, Row, each Joined: FieldValue>(
    _ rows: (Model.Columns) -> ResultQuery<Origin, Row, SelectedValues, repeat each Joined>
  ) -> ResultQuery<Model, (Model, repeat each Joined), AnnotatedObjects, repeat each Joined> {
    var request = request
    let root = RelationPath.enterClosure()
    let found = rows(Model.Columns(path: root))
    root.leaveClosure()
    request.joinEach(found.request, found.columnTypes, isOuter: false)
    return ResultQuery(request, ResultReaders.object(Model.self, repeat (each Joined).self))
  }

  /// The objects, each with the rows that a query finds for it, or with nil if there are none:
  /// `LEFT OUTER JOIN LATERAL`. See ``joiningEach(_:)``.
  public func leftJoiningEach<Origin, Row, each Joined: FieldValue>(
    _ rows: (Model.Columns) -> ResultQuery<Origin, Row, SelectedValues, repeat each Joined>
  ) -> ResultQuery<
    Model, (Model, repeat Optional<(each Joined).Base>), AnnotatedObjects, repeat Optional<(each Joined).Base>
  > {
    var request = request
    let root = RelationPath.enterClosure()
    let found = rows(Model.Columns(path: root))
    root.leaveClosure()
    request.joinEach(found.request, found.columnTypes, isOuter: true)
    return ResultQuery(request, ResultReaders.optionalValues(Model.self, repeat (each Joined).self))
  }
}

extension RowRequest {
  fileprivate mutating func joinEach(_ rows: RowRequest, _ types: [ColumnType], isOuter: Bool) {
    let depth = ClosureDepth.current
    let path = pathOfJoin(at: depth)
    join(
      QueryJoin(target: .each(rows.emptiedIfNone), condition: nil, isOuter: isOuter, depth: depth),
      selecting: types.enumerated().map { .field(path, .selected($0, $1)) })
  }
}
