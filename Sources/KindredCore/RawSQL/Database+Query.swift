extension Database {
  /// Values from a statement of your own.
  ///
  /// ```swift
  /// let sizes = try await database.query(
  ///   "SELECT blog_id, COUNT(*), MAX(headline) FROM entry WHERE rating > \(5) GROUP BY blog_id",
  ///   as: (Int, Int, String?).self
  /// ).all()
  /// ```
  ///
  /// Columns are read in their order. A column that may be NULL needs an optional type.
  ///
  /// It runs in the task's transaction, if there is one. A statement that changes rows and returns some, such as `INSERT
  /// … RETURNING`, is possible as well.
  ///
  /// - Throws: When it runs: ``KindredError/Code/schema`` if the result has another number of columns,
  ///   ``KindredError/Code/decoding`` for a cell of another type.
  public func query<each Value: FieldValue>(
    _ sql: RawSQL, as types: (repeat each Value).Type
  ) -> RawQuery<(repeat each Value)> {
    var count = 0
    for _ in repeat (each Value).self { count += 1 }
    return RawQuery(
      sql: sql, model: nil, columns: .count(count), source: RawSource(database: self, query: nil),
      reading: RawReading(ResultReaders.tuple(repeat (each Value).self)(.none)))
  }

  /// The values of a single column.
  ///
  /// ```swift
  /// let names = try await database.query("SELECT name FROM blog", as: String.self).all()
  /// ```
  public func query<Value: FieldValue>(_ sql: RawSQL, as type: Value.Type) -> RawQuery<Value> {
    RawQuery(
      sql: sql, model: nil, columns: .count(1), source: RawSource(database: self, query: nil),
      reading: RawReading(ResultReaders.value(Value.self)(.none)))
  }

  /// Objects of a model. See ``QuerySet/raw(_:)``.
  public func query<M: Model>(_ sql: RawSQL, as type: M.Type) -> RawQuery<M> { M.unscoped.using(self).raw(sql) }

  /// The rows in structs of your own. See ``Selection``.
  ///
  /// ```swift
  /// @Selection
  /// struct BlogSize {
  ///   var name: String
  ///   var entries: Int
  /// }
  /// let sizes = try await database.query(
  ///   "SELECT name, COUNT(*) FROM blog JOIN entry ON entry.blog_id = blog.id GROUP BY name", as: BlogSize.self
  /// ).all()
  /// ```
  ///
  /// Columns are read in the order of the properties.
  public func query<Row: Selection>(_ sql: RawSQL, as type: Row.Type) -> RawQuery<Row> {
    RawQuery(
      sql: sql, model: nil, columns: .ignored, source: RawSource(database: self, query: nil),
      reading: RawReading(selection: Row.self))
  }
}
