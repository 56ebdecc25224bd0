/// What has all the verbs of a query set: query sets themselves, and the related managers of foreign keys.
public protocol Queryable<Model>: RowQuery where Element == Model, Refined == QuerySet<Model> {
  /// The model whose rows are asked for.
  associatedtype Model

  /// The query set to which the verbs apply.
  var querySet: QuerySet<Model> { get }

  // Requirements, so that there is one method of each name to a type: of several, the compiler would not say which one a
  // mistaken condition was meant for.

  /// The rows for which the condition holds.
  ///
  /// All conditions of one call about a multi-valued relation speak of the same related row; a further `filter` may be
  /// met by another one.
  ///
  /// ```swift
  /// Blog.objects.filter { $0.entry.headline.contains("Lennon") && $0.entry.rating > 7 }
  /// // SELECT … FROM "blog" INNER JOIN "entry" ON "blog"."id" = "entry"."blog_id"
  /// // WHERE instr("entry"."headline", ?1) > 0 AND "entry"."rating" > ?2
  /// ```
  consuming func filter<C: QueryExpression<Bool>>(_ condition: (Model.Columns) -> C) -> QuerySet<Model>

  /// The rows for which the condition does not hold, those included for which it is unknown because of a NULL.
  ///
  /// A condition about a multi-valued relation speaks of all related rows: a row stays only if none of them meets it.
  consuming func exclude<C: QueryExpression<Bool>>(_ condition: (Model.Columns) -> C) -> QuerySet<Model>
}

extension Queryable {
  /// What is asked for, without the types.
  public var request: RowRequest { RowRequest(query: querySet.query) }

  /// A query set with another request.
  public func refined(_ request: RowRequest) -> QuerySet<Model> { QuerySet(query: request.query) }

  /// The rows of a request.
  public func rows(of request: RowRequest) async throws -> [Model] { try await refined(request).fetch() }
}

extension QuerySet: Queryable {}
