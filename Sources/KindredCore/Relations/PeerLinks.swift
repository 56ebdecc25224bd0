/// The groups that the rows of one result join along their foreign keys, while the result is being read.
///
/// A group is made by the first row that joins it, in the model's own module, where its type is known: a query for one
/// row pays for nothing that it does not use.
///
/// Unchecked, because only the task that reads the result touches it, and drops it with the last row.
public final class PeerLinks: @unchecked Sendable {
  let database: Database?
  let mode: FetchMode
  let parent: KnownParent?
  @usableFromInline let groups: UnsafeMutablePointer<Unmanaged<AnyObject>?>
  private let count: Int

  /// Makes empty places for a number of foreign keys.
  init(count: Int, database: Database?, mode: FetchMode, parent: KnownParent?) {
    self.database = database
    self.mode = mode
    self.parent = parent
    self.count = count
    groups = .allocate(capacity: count)
    groups.initialize(repeating: nil, count: count)
  }

  deinit {
    for index in 0..<count { groups[index]?.release() }
    groups.deallocate()
  }

  /// Notes a key and gives the group of its relation, which has this index in the model's schema.
  @inlinable @inline(__always)
  func join<Relation: ForeignKeyRelation>(_ index: Int, key: Relation.KeyColumn) -> PeerGroup<Relation> {
    let group: PeerGroup<Relation>
    if let known = groups[index] {
      group = unsafeDowncast(known.takeUnretainedValue(), to: PeerGroup<Relation>.self)
    } else {
      group = PeerGroup<Relation>(links: self)
      groups[index] = Unmanaged.passRetained(group)
    }
    group.keys.append(key)
    return group
  }
}

/// The object that a related manager belongs to: its children know it without asking the database.
struct KnownParent: Sendable {
  let relation: RelationSchema
  let object: any Model
}
