/// A lazy query: what is asked of a model's table, as a value.
///
/// Refining a query set gives another one and runs nothing. SQL runs when rows, a count or the like are asked for with
/// `await`. There is no hidden cache: `all()` gives an array, which is yours to keep.
///
/// ```swift
/// let good = Entry.objects.filter { $0.rating >= 8 }
/// let newest = try await good.order { $0.pubDate.desc }[..<10].all()
/// ```
public struct QuerySet<Model: KindredCore.Model>: Sendable {
  @usableFromInline var query: Query

  @inlinable
  init(query: Query) { self.query = query }

  /// The query set itself, which is what ``Queryable``'s verbs work on.
  @inlinable
  public var querySet: QuerySet<Model> { self }

  consuming func changed(_ change: (inout Query) -> Void) -> QuerySet<Model> {
    change(&query)
    return self
  }

  /// The database on which it runs.
  func database(for access: DatabaseAccess = .read) throws -> Database { try query.place(for: access).database }

  /// Throws what went wrong while the query was put together.
  func check() throws { try query.check() }
}

extension Model {
  /// All rows of the model's table: where every query starts.
  @inlinable
  public static var objects: QuerySet<Self> { QuerySet(query: Query(schema: schema)) }
}
