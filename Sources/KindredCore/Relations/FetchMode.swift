/// What happens when an unloaded relation is read (the fetch modes of Django 6.1).
public struct FetchMode: Sendable, Hashable {
  package enum Kind: Sendable { case peers, peersAndSets, one, raise }

  package let kind: Kind

  /// Whether the related objects of siblings are loaded.
  var loadsPeers: Bool { kind == .peers || kind == .peersAndSets }

  /// The related objects of all siblings of the same result are loaded, in one query. This is the default.
  public static let peers = FetchMode(kind: .peers)
  /// As ``peers``, and the sets of related objects as well: when `blog.entrySet.all()` is read of one blog, the entries
  /// of all blogs of the same result are loaded, in one query.
  public static let peersAndSets = FetchMode(kind: .peersAndSets)
  /// Only this instance's related object is loaded.
  public static let one = FetchMode(kind: .one)
  /// Nothing is loaded: the access throws ``KindredError/Code/fetchBlocked``.
  public static let raise = FetchMode(kind: .raise)
}
