extension Queryable {
  /// The same rows, with exactly these of their deferred columns read in the same statement.
  ///
  /// ```swift
  /// @Model
  /// struct Page {
  ///   var title: String
  ///   @Deferred var body: String
  ///   @Deferred var notes: String
  /// }
  ///
  /// let pages = try await Page.objects.only { ($0.title, $0.body) }.all()
  /// // SELECT "page"."id", "page"."title", "page"."body" FROM "page"
  /// ```
  ///
  /// A column that is not marked `@Deferred` is always read, whether it is named or not: it is a stored property, which
  /// has a value in every instance. `only { $0.title }` therefore reads no deferred column. To read single columns of such
  /// a model, use `values`.
  ///
  /// A further call replaces what `only`, ``undefer(_:)`` and ``defer(_:)`` said before. Columns of models that
  /// ``selectRelated(_:)`` reads can be named as well: `{ $0.chapter.text }`.
  public func only<each Term: ColumnTerm>(
    _ columns: (Model.Columns) -> (repeat each Term)
  ) -> QuerySet<Model> {
    let named = BareColumn.list(repeat each columns(Model.Columns(path: .root)))
    return querySet.changed { query in
      if named.isEmpty { return query.fail(.noTerms("only", query.schema)) }
      query.load(named.filter(\.isDeferred))
    }
  }

  /// The same rows, with these of their deferred columns read in the same statement, in addition to those that it reads
  /// already.
  ///
  /// ```swift
  /// let page = try await Page.objects.undefer { $0.body }.get(id: 7)
  /// print(try await page.body) // runs no statement
  /// ```
  public func undefer<each Term: ColumnTerm>(
    _ columns: (Model.Columns) -> (repeat each Term)
  ) -> QuerySet<Model> {
    let named = BareColumn.list(repeat each columns(Model.Columns(path: .root)))
    return querySet.changed { query in
      if named.isEmpty { return query.fail(.noTerms("undefer", query.schema)) }
      query.load(query.loadedColumns + named.filter(\.isDeferred))
    }
  }

  /// The same rows without these of their deferred columns, which an earlier ``only(_:)`` or ``undefer(_:)`` has named.
  ///
  /// ```swift
  /// extension QuerySet where Model == Page {
  ///   var whole: Self { undefer { ($0.body, $0.notes) } }
  /// }
  /// let pages = try await Page.objects.whole.defer { $0.notes }.all()
  /// ```
  ///
  /// Only columns that are marked `@Deferred` can be left out. Others are stored properties, which have a value in every
  /// instance: running the query throws ``KindredError/Code/invalidQuery``.
  public func `defer`<each Term: ColumnTerm>(
    _ columns: (Model.Columns) -> (repeat each Term)
  ) -> QuerySet<Model> {
    let named = BareColumn.list(repeat each columns(Model.Columns(path: .root)))
    return querySet.changed { query in
      if named.isEmpty { return query.fail(.noTerms("defer", query.schema)) }
      if let plain = named.first(where: { !$0.isDeferred }) { return query.fail(.notDeferred(plain, query.schema)) }
      query.load(query.loadedColumns.filter { known in !named.contains { $0.isSame(as: known) } })
    }
  }
}

extension BareColumn {
  /// Whether the column is read only when it is asked for.
  fileprivate var isDeferred: Bool { field.options.isDeferred }

  fileprivate func isSame(as other: BareColumn) -> Bool {
    field === other.field && path.fromRoot == other.path.fromRoot
  }
}

extension Query {
  /// The deferred columns that are read with the rows.
  fileprivate var loadedColumns: [BareColumn] {
    (extras?.loadedColumns ?? []).map { BareColumn(path: $0.path, field: $0.field) }
  }

  /// Replaces the deferred columns that are read with the rows.
  fileprivate mutating func load(_ columns: [BareColumn]) {
    var all: [QueryExtras.NamedColumn] = []
    for column in columns {
      let column = QueryExtras.NamedColumn(path: column.path.fromRoot, field: column.field)
      if !all.contains(column) { all.append(column) }
    }
    extras = QueryExtras.changing(extras) { $0.loadedColumns = all }
  }

  /// Reads fields of the query's own model with the rows.
  mutating func load(_ fields: [FieldSchema]) {
    load(fields.map { BareColumn(path: .root, field: $0) })
  }

  /// - Throws: ``KindredError/Code/invalidQuery`` for a column of a model that is not read with the rows.
  func checkLoadedColumns() throws {
    for column in extras?.loadedColumns ?? [] where !column.path.isRoot {
      if extras?.joinedObjects.contains(where: { $0.fromRoot == column.path }) == true { continue }
      throw KindredError(
        .invalidQuery,
        "\"\(column.field.name)\" is a column of a related model, which is not read with the rows; name the relation in "
          + "selectRelated."
      ) { $0.model = schema.name }
    }
  }
}

extension KindredError {
  fileprivate static func notDeferred(_ column: BareColumn, _ schema: ModelSchema) -> KindredError {
    KindredError(
      .invalidQuery,
      "\"\(column.field.name)\" is a stored property, which has a value in every instance, so it cannot be left out. "
        + "Mark it @Deferred, or read single columns with values."
    ) {
      $0.model = schema.name
      $0.column = column.field.column
    }
  }
}
