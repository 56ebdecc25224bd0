/// The many-to-many set that a query comes from.
final class KnownSet: Sendable {
  /// What messages call it.
  let name: String
  /// Drops the members that were loaded for the object, because they change.
  let forget: @Sendable () -> Void

  init(_ end: some RelatedSetEnd) {
    name = end.name
    forget = { end.forgetLoaded() }
  }
}
