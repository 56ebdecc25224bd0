extension RowQuery {
  /// The only row of the query.
  ///
  /// - Throws: `Model.DoesNotExist` if there is none, `Model.MultipleObjectsReturned` if there are several.
  public func get() async throws -> Element {
    let limited = changed { request in
      let query = request.query
      // Drops the ordering, unless it determines the groups of a result or the rows of a slice.
      if request.selection == nil && query.failure == nil && !query.window.isSlice && !query.hasDistinctColumns {
        request.query.ordering = []
      }
      // Reads up to 21 rows, so that the error can say "more than 20" (Django's limit).
      let isGuard = !query.window.isSlice
      request.limit(to: 21)
      request.query.window.isGuard = isGuard
    }
    let found = try await rows(of: limited)
    guard let first = found.first else { throw Model.DoesNotExist() }
    guard found.count == 1 else { throw Model.MultipleObjectsReturned(count: found.count) }
    return first
  }
}

extension Queryable {
  /// The only row for which the condition holds.
  ///
  /// ```swift
  /// let blog = try await Blog.objects.get { $0.name == "Beatles Blog" }
  /// ```
  public func get<C: QueryExpression<Bool>>(_ condition: (Model.Columns) -> C) async throws -> Model {
    try await filter(condition).get()
  }

  /// The row with a primary key.
  ///
  /// ```swift
  /// let blog = try await Blog.objects.get(id: 1)
  /// ```
  ///
  /// - Throws: `Model.DoesNotExist` if there is none.
  public func get(id key: Model.PrimaryKey) async throws -> Model {
    if key.isUnsaved { throw Model.DoesNotExist("the key was never saved") }
    return try await filter { $0.pk == key }.get()
  }

  /// The row with a primary key; nil if there is none, or if the key is unsaved.
  ///
  /// ```swift
  /// guard let blog = try await Blog.objects.find(id: 1) else { return .notFound }
  /// ```
  public func find(id key: Model.PrimaryKey) async throws -> Model? {
    do {
      return try await querySet.get(id: key)
    } catch is Model.DoesNotExist {
      return nil
    }
  }
}

extension Queryable where Model.PrimaryKey == Key<Model> {
  /// The row with a primary key, given as a number of any type.
  ///
  /// - Throws: `Model.DoesNotExist` if there is none, or if no column can hold the number.
  @_disfavoredOverload
  public func get(id number: some BinaryInteger) async throws -> Model {
    let key = Key<Model>(number)
    if key.isOutOfRange { throw Model.DoesNotExist() }
    return try await querySet.get(id: key)
  }

  /// The row with a primary key, given as a number of any type; nil if there is none.
  @_disfavoredOverload
  public func find(id number: some BinaryInteger) async throws -> Model? {
    let key = Key<Model>(number)
    return key.isOutOfRange ? nil : try await find(id: key)
  }
}

extension QuerySet {
  /// The row with a primary key. See ``Queryable/get(id:)``.
  ///
  /// Inlined, because it is the most frequent query: everything that depends on the model's type is compiled in the
  /// model's module, and the rest is not generic.
  @inlinable
  public func get(id key: Model.PrimaryKey) async throws -> Model {
    if !key.isUnsaved, KeyLookup.answers(query), let value = try? key.databaseValue() {
      var found: Model?
      if let unfinished = try KeyLookup.start(query, value, { found = try Model(row: $0) }) {
        try await Query.finishReading(unfinished) { found = try Model(row: $0) }
      }
      // Moved out, not copied.
      if let model = found.take() { return model }
      throw Model.DoesNotExist()
    }
    return try await asQueryable.get(id: key)
  }

  /// The query set as a `Queryable`, to call the protocol's own methods.
  @usableFromInline var asQueryable: some Queryable<Model> { self }
}
