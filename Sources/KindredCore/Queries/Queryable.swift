/// What has all the verbs of a query set: query sets themselves, and the related managers of foreign keys.
public protocol Queryable<Model>: AsyncSequence, Sendable where Element == Model {
  /// The model whose rows are asked for.
  associatedtype Model: KindredCore.Model

  /// The query set to which the verbs apply.
  var querySet: QuerySet<Model> { get }
}

extension QuerySet: Queryable {}
