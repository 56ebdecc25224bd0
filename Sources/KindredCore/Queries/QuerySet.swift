/// A lazy query on a model's table, as a value.
///
/// Refining a query set returns another one and runs no SQL. SQL runs when rows, a count or other results are requested
/// with `await`. There is no hidden cache: `all()` returns an array that is yours to keep.
///
/// ```swift
/// let good = Entry.objects.filter { $0.rating >= 8 }
/// let newest = try await good.order { $0.pubDate.desc }[..<10].all()
/// ```
public struct QuerySet<Model: KindredCore.Model>: Sendable {
  @usableFromInline var query: Query

  @inlinable
  init(query: Query) { self.query = query }

  /// The query set itself. ``Queryable``'s verbs work on it.
  @inlinable
  public var querySet: QuerySet<Model> { self }

  consuming func changed(_ change: (inout Query) -> Void) -> QuerySet<Model> {
    change(&query)
    return self
  }

  /// The database that it runs on.
  func database(for access: DatabaseAccess = .read) throws -> Database { try query.place(for: access).database }

  /// Throws the first error made while the query was built.
  func check() throws { try query.check() }
}

extension Model {
  /// All rows of the model's table: the start of every query, unless the model declares its own `objects`.
  @inlinable
  public static var objects: QuerySet<Self> { unscoped }

  /// All rows of the model's table, whatever the model's own `objects` leave out.
  ///
  /// What is about a single row uses them: a foreign key finds its target, and `save()`, `refresh()` and `delete()` find
  /// their row. So does a cascade, which would otherwise leave rows behind that point to nothing.
  @inlinable
  public static var unscoped: QuerySet<Self> { QuerySet(query: Query(schema: schema)) }
}
