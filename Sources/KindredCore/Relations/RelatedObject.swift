/// The one object whose foreign key points to an object: the reverse side of a one-to-one relation.
///
/// The generated properties use it: `try await place.restaurant` and `try await place.restaurantOrNil`. When it is not
/// loaded, it is loaded for all rows of the same result in one query, depending on the fetch mode.
public struct RelatedObject<Relation: ForeignKeyRelation>: Sendable {
  /// The object that is pointed to.
  public let parent: Relation.Target

  /// The object that points to `parent`.
  public init(of parent: Relation.Target) { self.parent = parent }

  /// The object.
  ///
  /// - Throws: The source's `DoesNotExist` if there is none.
  public func load() async throws -> Relation.Source {
    if let object = try await find() { return object }
    let relation = Relation.schema
    throw Relation.Source.DoesNotExist(
      "No \(relation.source.name) points to this \(relation.target.name) with its \(relation.name)")
  }

  /// The object; nil if there is none.
  public func find() async throws -> Relation.Source? {
    try await RelatedRows<Relation>.rows(of: parent).first
  }
}
