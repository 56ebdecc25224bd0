/// What has all the verbs of a query set: query sets themselves, and the related managers of foreign keys.
public protocol Queryable<Model>: RowQuery, AsyncSequence where Element == Model, Refined == QuerySet<Model> {
  /// The model whose rows are asked for.
  associatedtype Model

  /// The query set to which the verbs apply.
  var querySet: QuerySet<Model> { get }
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
