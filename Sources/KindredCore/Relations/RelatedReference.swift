/// A foreign key's value in a model: the raw key and, if it is loaded, the related object.
///
/// `@ForeignKey var blog: Blog` makes three members: `entry.blog`, which loads the object if necessary; `entry.blogID`,
/// the raw key; and `entry.$blog`, this value.
@frozen
public struct RelatedReference<Relation: ToOneRelation>: Sendable {
  @usableFromInline var rawKey: Relation.KeyColumn
  @usableFromInline var peers: PeerGroup<Relation>?

  @inlinable
  init(rawKey: Relation.KeyColumn, peers: PeerGroup<Relation>?) {
    self.rawKey = rawKey
    self.peers = peers
  }

  /// Makes a reference by key; the related object is not loaded.
  @inlinable
  public init(key: Relation.KeyColumn) { self.init(rawKey: key, peers: nil) }

  /// The raw key. Setting another one discards the loaded object. The one that it points to is loaded from where the
  /// model's object comes from.
  public var key: Relation.KeyColumn {
    @inlinable get { rawKey }
    set {
      // An object that was never saved has no key either, and one of another database has the same key for another row.
      if newValue.stored == nil || newValue.stored != rawKey.stored || peers?.isOfStranger == true {
        forgetLoaded()
        peers = peers?.withoutSetObject
      }
      rawKey = newValue
    }
  }

  /// Reads the key from a row and joins the sibling group.
  ///
  /// - Parameters:
  ///   - row: The row.
  ///   - column: The key's column.
  ///   - link: The index of the relation among the model's relations.
  @inlinable @inline(__always)
  public init(row: borrowing DatabaseRow, column: Int32, link: Int) throws {
    let key = try Relation.KeyColumn(key: row, column: column)
    guard let links = row.links else {
      self.init(rawKey: key, peers: nil)
      return
    }
    self.init(rawKey: key, peers: links.with { $0.join(link, key: key) })
  }
}

extension RelatedReference: Codable where Relation.KeyColumn: Codable {
  /// Decodes the value.
  public init(from decoder: any Decoder) throws {
    self.init(key: try decoder.singleValueContainer().decode(Relation.KeyColumn.self))
  }

  /// Encodes the value.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawKey)
  }
}
