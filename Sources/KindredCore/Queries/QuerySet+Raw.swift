extension QuerySet {
  /// Objects from a statement of your own.
  ///
  /// ```swift
  /// let name = "Beatles Blog"
  /// let blogs = try await Blog.objects.raw("SELECT * FROM blog WHERE name = \(name)").all()
  /// ```
  ///
  /// The columns of the model are found by their names, in any order; other columns are ignored. Every value is bound;
  /// see ``RawSQL``. The objects are like any others: they can be saved, and their relations are loaded for all
  /// siblings at once.
  ///
  /// The text replaces the whole query. Of the query set, only the database and the fetch mode apply; conditions, order
  /// or slices before it are an error.
  ///
  /// - Throws: When it runs: ``KindredError/Code/schema`` for a column that is missing from the result or there twice.
  public func raw(_ sql: RawSQL) -> RawQuery<Model> {
    RawQuery(
      sql: sql, model: Model.schema, columns: .named(Model.schema.fields.map(\.column)),
      source: RawSource(database: nil, query: query), reading: RawReading(Model.self))
  }
}
