extension Queryable {
  /// The same rows with objects that they are related to read in the same statement.
  ///
  /// ```swift
  /// for entry in try await Entry.objects.selectRelated({ ($0.blog, $0.reviewer) }).all() {
  ///   print(try await entry.blog.name) // runs no statement
  /// }
  /// // SELECT "entry"."id", …, "blog"."id", … FROM "entry" INNER JOIN "blog" ON … LEFT OUTER JOIN "author" ON …
  /// ```
  ///
  /// The relations are foreign keys and one-to-one relations, in both directions, over any number of models; those on
  /// the way are read too. An object that many rows point to is read once, and shared.
  ///
  /// Sets of related objects would repeat the rows: use ``prefetchRelated(_:)``. For foreign keys it is the better choice
  /// as well when many rows point to few wide ones.
  public func selectRelated<each Relation: ModelColumns>(
    _ relations: (Model.Columns) -> (repeat each Relation)
  ) -> QuerySet<Model> {
    var paths: [RelationPath] = []
    for path in repeat (each relations(Model.Columns(path: .root))).queryPath { paths.append(path) }
    return querySet.changed { $0.selectRelated(paths) }
  }
}

extension Query {
  fileprivate mutating func selectRelated(_ paths: [RelationPath]) {
    if paths.isEmpty { return fail(.noTerms("selectRelated", schema)) }
    var all = extras?.joinedObjects ?? []
    for path in paths {
      if path.isRoot {
        return fail(
          KindredError(.invalidQuery, "Name a relation of \(schema.name) to read with it, not the model itself.") {
            $0.model = schema.name
          })
      }
      if path.hops.contains(where: { $0.isBackward && !$0.relation.isOneToOne }) {
        return fail(
          KindredError(
            .invalidQuery,
            "selectRelated reads one related object for each row, and there may be several; use prefetchRelated."
          ) { $0.model = schema.name })
      }
      for count in 1...path.hops.count {
        let part = RelationPath(hops: path.hops.prefix(count), at: path.depth)
        for path in [part] + part.parents(from: schema) where !all.contains(path) { all.append(path) }
      }
    }
    extras = QueryExtras.changing(extras) { $0.joinedObjects = all }
  }
}
