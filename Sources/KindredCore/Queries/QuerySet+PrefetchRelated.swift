extension Queryable {
  /// The same rows with related objects loaded for all of them, in one further statement for each relation.
  ///
  /// ```swift
  /// for blog in try await Blog.objects.prefetchRelated({ $0.entry.remarks }).all() {
  ///   for entry in try await blog.entrySet.all() {       // runs no statement
  ///     print(try await entry.remarks.all().count)       // neither does this
  ///   }
  /// }
  /// // SELECT … FROM "blog"
  /// // SELECT … FROM "entry" WHERE "entry"."blog_id" IN (…)
  /// // SELECT … FROM "comment" WHERE "comment"."entry_id" IN (…)
  /// ```
  ///
  /// The relations are of any kind: foreign keys and one-to-one relations in both directions, and many-to-many
  /// relations. The sets answer `all()`, `count()` and `exists()` without a statement; a `filter` asks the database.
  /// A change through the set's own verbs drops what was loaded for that object.
  public func prefetchRelated<each Relation: ModelColumns>(
    _ relations: (Model.Columns) -> (repeat each Relation)
  ) -> QuerySet<Model> {
    var paths: [RelationPath] = []
    for path in repeat (each relations(Model.Columns(path: .root))).queryPath { paths.append(path) }
    return querySet.changed { $0.prefetch(paths) }
  }

  /// The same rows with related objects of a query loaded for all of them.
  ///
  /// ```swift
  /// let blogs = try await Blog.objects
  ///   .prefetchRelated({ $0.entry }, from: Entry.objects.filter { $0.rating > 3 }.order { $0.rating.desc })
  ///   .all()
  /// ```
  ///
  /// The set then answers `all()` with the rows of the query alone. Use
  /// ``prefetchRelated(_:from:as:)`` to keep them under another name.
  ///
  /// A slice of the query is one for each object:
  ///
  /// ```swift
  /// // The three latest entries of each blog.
  /// Blog.objects.prefetchRelated({ $0.entry }, from: Entry.objects.order { $0.pubDate.desc }[..<3])
  /// // SELECT … FROM (SELECT …, ROW_NUMBER() OVER (PARTITION BY "entry"."blog_id" ORDER BY "entry"."pub_date" DESC, …) …
  /// // WHERE "entry"."blog_id" IN (…)) AS "result" WHERE "result"."column_9" <= ?3 ORDER BY "result"."column_9" ASC
  /// ```
  public func prefetchRelated<Relation: ModelColumns>(
    _ relation: (Model.Columns) -> Relation, from objects: QuerySet<Relation.Model>
  ) -> QuerySet<Model> {
    let path = relation(Model.Columns(path: .root)).queryPath
    return querySet.changed { $0.prefetch(path, from: objects.query, as: nil) }
  }

  /// The same rows with related objects of a query loaded for all of them, and kept under a name.
  ///
  /// ```swift
  /// extension Blog { static let best = PrefetchName<Blog, Entry>("best") }
  ///
  /// let blogs = try await Blog.objects
  ///   .prefetchRelated({ $0.entry }, from: Entry.objects.filter { $0.rating > 8 }, as: Blog.best)
  ///   .all()
  /// for blog in blogs { print(try blog.prefetched(Blog.best)) }
  /// ```
  public func prefetchRelated<Relation: ModelColumns>(
    _ relation: (Model.Columns) -> Relation, from objects: QuerySet<Relation.Model>,
    as name: PrefetchName<Model, Relation.Model>
  ) -> QuerySet<Model> {
    let path = relation(Model.Columns(path: .root)).queryPath
    return querySet.changed { $0.prefetch(path, from: objects.query, named: name.name) }
  }
}

extension Query {
  /// Adds what is loaded along paths.
  mutating func prefetch(_ paths: [RelationPath]) {
    if paths.isEmpty { fail(.noTerms("prefetchRelated", schema)) }
    for path in paths { prefetch(path, from: nil, as: nil) }
  }

  /// Adds what is loaded along a path and kept under a name.
  mutating func prefetch(_ path: RelationPath, from query: Query, named name: String) {
    let steps = Prefetch.Step.steps(of: path, from: schema)
    if steps.count != 1 {
      fail(
        KindredError(.invalidQuery, "Only objects that are related to \(schema.name) itself have a name.") {
          $0.model = schema.name
        })
    } else if case .target(let relation) = steps[0] {
      fail(
        KindredError(
          .invalidQuery,
          "\(schema.name).\(relation.name) is one object, which is kept as the property itself: leave out the name."
        ) { $0.model = schema.name })
    }
    if let other = extras?.prefetches.first(where: { $0.name == name && !steps.contains($0.step) }) {
      fail(
        KindredError(
          .invalidQuery,
          "\"\(name)\" is the name of two prefetches of \(schema.name), of different relations, one of them to "
            + "\(other.step.schema.name). Give each its own."
        ) { $0.model = schema.name })
    }
    prefetch(path, from: query, as: name)
  }

  /// Adds what is loaded along a path.
  mutating func prefetch(_ path: RelationPath, from query: Query?, as name: String?) {
    let steps = Prefetch.Step.steps(of: path, from: schema)
    if steps.isEmpty {
      return fail(
        KindredError(.invalidQuery, "Name a relation of \(schema.name) to load for it, not the model itself.") {
          $0.model = schema.name
        })
    }
    if let failure = query?.failure { return fail(failure) }
    prefetch(steps[...], from: query, as: name)
  }
}

/// The name under which related objects are kept that ``Queryable/prefetchRelated(_:from:as:)`` has loaded.
public struct PrefetchName<Owner: Model, Related: Model>: Sendable, Hashable {
  /// The name.
  public let name: String

  /// Makes a name.
  public init(_ name: String) { self.name = name }
}

extension Model {
  /// The related objects that were loaded under a name.
  ///
  /// - Throws: ``KindredError/Code/invalidQuery`` if the query that the object comes from has loaded none.
  public func prefetched<Related: Model>(_ name: PrefetchName<Self, Related>) throws -> [Related] {
    if let key = primaryKey.stored, let rows = rowOrigin?.rows(named: name.name, of: key, as: Related.self) {
      return rows
    }
    throw KindredError(
      .invalidQuery, "Nothing was loaded as \"\(name.name)\" for this \(Self.schema.name); use prefetchRelated."
    ) { $0.model = Self.schema.name }
  }
}
