extension Queryable {
  /// The rows as values of a struct of your own.
  ///
  /// ```swift
  /// @Selection
  /// struct BlogStats {
  ///   var name: String
  ///   var entries: Int
  /// }
  ///
  /// let stats = try await Blog.objects
  ///   .values { BlogStats.Columns(name: $0.name, entries: $0.entry.count()) }
  ///   .order { $0.entries.desc }
  ///   .all() // [BlogStats]
  /// // SELECT "blog"."name", COUNT("entry"."id") FROM "blog" LEFT OUTER JOIN "entry" ON …
  /// // GROUP BY "blog"."name" ORDER BY COUNT("entry"."id") DESC
  /// ```
  ///
  /// Rows and groups are those of `values` with the same expressions.
  public func values<C: SelectionColumns>(
    _ columns: (Model.Columns) -> C
  ) -> ResultQuery<Model, C.SelectedValue, SelectedInto<C.SelectedValue>> {
    let root = RelationPath.enterClosure()
    let list = SelectionList(columns(Model.Columns(path: root)))
    root.leaveClosure()
    return ResultQuery<Model, C.SelectedValue, SelectedInto<C.SelectedValue>>(selecting: list, from: request)
  }

  /// The objects, each with a struct of your own that has the annotations.
  ///
  /// ```swift
  /// let blogs = try await Blog.objects
  ///   .annotate { BlogStats.Columns(name: $0.name, entries: $0.entry.count()) }
  ///   .filter { blog, stats in stats.entries > 3 && blog.name != "Pop" }
  ///   .all() // [(Blog, BlogStats)]
  /// ```
  public func annotate<C: SelectionColumns>(
    _ annotations: (Model.Columns) -> C
  ) -> ResultQuery<Model, (Model, C.SelectedValue), AnnotatedInto<C.SelectedValue>> {
    let root = RelationPath.enterClosure()
    let list = SelectionList(annotations(Model.Columns(path: root)))
    root.leaveClosure()
    var request = request
    request.annotate(list)
    return ResultQuery<Model, (Model, C.SelectedValue), AnnotatedInto<C.SelectedValue>>(
      request, ResultReaders.object(Model.self, with: C.SelectedValue.self))
  }
}

extension ResultQuery {
  /// The same rows as values of a struct of your own. The grouping does not change.
  ///
  /// The closure's parameters are the columns of the model and the selected values:
  ///
  /// ```swift
  /// let stats = try await Blog.objects
  ///   .annotate { $0.entry.count() }
  ///   .values { blog, entries in BlogStats.Columns(name: blog.name, entries: entries) }
  ///   .all() // [BlogStats]
  /// ```
  public func values<C: SelectionColumns>(
    _ columns: (Model.Columns, repeat Expr<each Value>) -> C
  ) -> ResultQuery<Model, C.SelectedValue, SelectedInto<C.SelectedValue>> {
    let root = RelationPath.enterClosure()
    let list = SelectionList(columns(Model.Columns(path: root), repeat each names(at: root)))
    root.leaveClosure()
    return ResultQuery<Model, C.SelectedValue, SelectedInto<C.SelectedValue>>(selecting: list, from: request)
  }
}

extension ResultQuery where Element: Selection {
  /// Selects the list from the rows of a request.
  init(selecting list: SelectionList, from request: RowRequest) {
    var request = request
    request.values(list)
    self.init(request, ResultReaders.selection(Element.self), append: { try Element.append($0, to: &$1) })
  }
}
