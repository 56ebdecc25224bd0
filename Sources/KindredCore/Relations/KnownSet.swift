/// The many-to-many set that a query comes from.
final class KnownSet: Sendable {
  /// What messages call it.
  let name: String
  /// Drops the members that were loaded for the object, because they change.
  let forget: @Sendable () -> Void
  /// The object; nil if it does not know its database.
  let owner: QueryOwner?

  init(_ end: some RelatedSetEnd) {
    name = end.name
    forget = { end.forgetLoaded() }
    let (name, own) = (end.name, end.keys.own)
    owner = end.databaseOfParent.map { QueryOwner(database: $0, relation: own, name: name) }
  }
}
