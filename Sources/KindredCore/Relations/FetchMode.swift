/// What happens when an unloaded relation is read (the fetch modes of Django 6.1).
public struct FetchMode: Sendable, Hashable {
  package enum Kind: Sendable { case peers, one, raise }

  package let kind: Kind

  /// The related objects of all siblings of the same result are loaded, in one query. This is the default.
  public static let peers = FetchMode(kind: .peers)
  /// Only this instance's related object is loaded.
  public static let one = FetchMode(kind: .one)
  /// Nothing is loaded: the access throws ``KindredError/Code/fetchBlocked``.
  public static let raise = FetchMode(kind: .raise)
}
