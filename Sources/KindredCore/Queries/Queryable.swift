/// A type with all verbs of a query set: query sets, and the related managers of foreign keys.
public protocol Queryable<Model>: RowQuery where Element == Model, Refined == QuerySet<Model> {
  /// The queried model.
  associatedtype Model

  /// The query set that the verbs apply to.
  var querySet: QuerySet<Model> { get }

  // These are requirements, so that each type has a single method with the name. With several, the compiler could not
  // say for which one a wrong condition was meant.

  /// The rows for which the condition holds.
  ///
  /// All conditions in one call about a multi-valued relation apply to the same related row; a further `filter` may
  /// match another one.
  ///
  /// ```swift
  /// Blog.objects.filter { $0.entry.headline.contains("Lennon") && $0.entry.rating > 7 }
  /// // SELECT … FROM "blog" INNER JOIN "entry" ON "blog"."id" = "entry"."blog_id"
  /// // WHERE instr("entry"."headline", ?1) > 0 AND "entry"."rating" > ?2
  /// ```
  consuming func filter<C: QueryExpression<Bool>>(_ condition: (Model.Columns) -> C) -> QuerySet<Model>

  /// The rows for which the condition does not hold, including those for which it is unknown because of NULL.
  ///
  /// A condition on a multi-valued relation applies to all related rows: a row is included only if none of them
  /// matches.
  consuming func exclude<C: QueryExpression<Bool>>(_ condition: (Model.Columns) -> C) -> QuerySet<Model>
}

extension Queryable {
  /// The untyped request.
  public var request: RowRequest { RowRequest(query: querySet.query) }

  /// A query set with another request.
  public func refined(_ request: RowRequest) -> QuerySet<Model> { QuerySet(query: request.query) }

  /// The rows of a request.
  public func rows(of request: RowRequest) async throws -> [Model] { try await refined(request).fetch() }
}

extension QuerySet: Queryable {}
