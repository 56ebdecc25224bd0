extension MutableCollection where Element: Model {
  /// Loads related objects for all objects, in one statement for each relation: Django's `prefetch_related_objects`.
  ///
  /// ```swift
  /// var blogs = try await Blog.objects.all()
  /// try await blogs.prefetchRelated { ($0.entry, $0.owner) }
  /// // SELECT … FROM "entry" WHERE "entry"."blog_id" IN (…)
  /// // SELECT … FROM "owner" WHERE "owner"."id" IN (…)
  /// for blog in blogs { print(try await blog.entrySet.all().count) } // runs no statement
  /// ```
  ///
  /// What is loaded already is not loaded again, also for some of the objects only. It runs on the database that the
  /// objects come from, or else on the task's.
  ///
  /// - Throws: ``KindredError/Code/unsavedObject`` for sets of an object that was never saved.
  public mutating func prefetchRelated<each Relation: ModelColumns>(
    _ relations: (Element.Columns) -> (repeat each Relation)
  ) async throws {
    var paths: [RelationPath] = []
    for path in repeat (each relations(Element.Columns(path: .root))).queryPath { paths.append(path) }
    try await load { $0.prefetch(paths) }
  }

  /// Loads related objects of a query for all objects. See ``Queryable/prefetchRelated(_:from:)``.
  public mutating func prefetchRelated<Relation: ModelColumns>(
    _ relation: (Element.Columns) -> Relation, from objects: QuerySet<Relation.Model>
  ) async throws {
    let path = relation(Element.Columns(path: .root)).queryPath
    try await load { $0.prefetch(path, from: objects.query, as: nil) }
  }

  /// Loads related objects of a query for all objects, and keeps them under a name. See
  /// ``Queryable/prefetchRelated(_:from:as:)``.
  public mutating func prefetchRelated<Relation: ModelColumns>(
    _ relation: (Element.Columns) -> Relation, from objects: QuerySet<Relation.Model>,
    as name: PrefetchName<Element, Relation.Model>
  ) async throws {
    let path = relation(Element.Columns(path: .root)).queryPath
    try await load { $0.prefetch(path, from: objects.query, named: name.name) }
  }

  private mutating func load(_ change: (inout Query) -> Void) async throws {
    var query = Query(schema: Element.schema)
    change(&query)
    try query.check()
    var objects = Array(self)
    for prefetch in query.extras?.prefetches ?? [] { try await prefetch.load(for: &objects) }
    for (index, object) in zip(Array(indices), objects) { self[index] = object }
  }
}
