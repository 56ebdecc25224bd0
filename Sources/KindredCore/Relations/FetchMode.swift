/// What happens when an unloaded relation or deferred column is read (the fetch modes of Django 6.1).
///
/// A query set has the mode that ``Queryable/fetchMode(_:)`` says, or else the one that its model declares,
/// `@Model(fetchMode: .raise)`, or else ``peers``. What is loaded through a row has the row's mode, unless its own query set
/// or model chooses another one.
public struct FetchMode: Sendable {
  package enum Kind: Sendable, Hashable { case peers, peersAndSets, one, raise }

  package let kind: Kind
  /// Whether neither a query set nor a model has chosen it.
  private(set) var isDefault = false

  init(kind: Kind) { self.kind = kind }

  /// Whether the related objects of siblings are loaded.
  var loadsPeers: Bool { kind == .peers || kind == .peersAndSets }

  /// What is not loaded is loaded for all siblings of the same result, in one query. This is the default.
  public static let peers = FetchMode(kind: .peers)
  /// As ``peers``, and the sets of related objects as well: when `blog.entrySet.all()` is read of one blog, the entries
  /// of all blogs of the same result are loaded, in one query.
  public static let peersAndSets = FetchMode(kind: .peersAndSets)
  /// Only what this instance needs is loaded.
  public static let one = FetchMode(kind: .one)
  /// Nothing is loaded: the access throws ``KindredError/Code/fetchBlocked``.
  public static let raise = FetchMode(kind: .raise)

  /// The mode where none is chosen.
  static let standard: FetchMode = {
    var mode = peers
    mode.isDefault = true
    return mode
  }()
}

extension FetchMode: Hashable {
  /// Whether the two modes do the same.
  public static func == (lhs: FetchMode, rhs: FetchMode) -> Bool { lhs.kind == rhs.kind }
  /// Hashes what equality compares.
  public func hash(into hasher: inout Hasher) { hasher.combine(kind) }
}

extension Query {
  /// Takes the fetch mode of the rows for which this query is run, unless it has a mode of its own.
  mutating func inherit(_ mode: FetchMode?) {
    if fetchMode.isDefault, let mode { fetchMode = mode }
  }
}
