/// Where the rows of a result that is being read leave their keys along one relation, and find the group they join.
///
/// The pointers are valid while the result is being read; ``PeerSlots`` owns them.
@frozen
public struct PeerSlot {
  @usableFromInline let group: Unmanaged<AnyObject>
  @usableFromInline let keys: UnsafeMutableRawPointer

  init(group: Unmanaged<AnyObject>, keys: UnsafeMutableRawPointer) {
    self.group = group
    self.keys = keys
  }

  /// Notes a key and gives the group. The slot was made for the same relation, by its index in the model's schema.
  @inlinable @inline(__always)
  static func join<Relation: ForeignKeyRelation>(
    _ slot: UnsafePointer<PeerSlot>, key: Relation.KeyColumn
  ) -> PeerGroup<Relation> {
    slot.pointee.keys.assumingMemoryBound(to: [Relation.KeyColumn].self).pointee.append(key)
    return unsafeDowncast(slot.pointee.group.takeUnretainedValue(), to: PeerGroup<Relation>.self)
  }
}

/// Makes and closes the slot of one relation, whose type only the relation's description knows.
struct PeerSlotFactory: Sendable {
  let open: @Sendable (Database?, FetchMode, KnownParent?) -> PeerSlot
  let close: @Sendable (PeerSlot) -> Void

  init<Relation: ForeignKeyRelation>(_ relation: Relation.Type) {
    open = { database, mode, parent in
      let group = PeerGroup<Relation>(database: database, mode: mode)
      if let target = parent?.object as? Relation.Target, parent?.relation === Relation.schema,
        let key = Relation.key(of: target).base
      {
        group.store([key: target])
      }
      let keys = UnsafeMutablePointer<[Relation.KeyColumn]>.allocate(capacity: 1)
      keys.initialize(to: [])
      return PeerSlot(group: Unmanaged.passRetained(group), keys: UnsafeMutableRawPointer(keys))
    }
    close = { slot in
      let keys = slot.keys.assumingMemoryBound(to: [Relation.KeyColumn].self)
      let group = unsafeDowncast(slot.group.takeRetainedValue(), to: PeerGroup<Relation>.self)
      group.add(keys.pointee)
      keys.deinitialize(count: 1)
      keys.deallocate()
    }
  }
}

/// The object that a related manager belongs to: its children know it without asking the database.
struct KnownParent: Sendable {
  let relation: RelationSchema
  let object: any Model
}

/// The slots of all relations of a model, for the time in which one result is read by one task.
///
/// Unchecked, because only the reader that made the slots touches what they point to.
final class PeerSlots: @unchecked Sendable {
  let start: UnsafePointer<PeerSlot>?
  private let relations: [RelationSchema]

  init(_ schema: ModelSchema, database: Database?, mode: FetchMode, parent: KnownParent?) {
    relations = schema.relations
    guard !relations.isEmpty else {
      start = nil
      return
    }
    let slots = UnsafeMutablePointer<PeerSlot>.allocate(capacity: relations.count)
    for (index, relation) in relations.enumerated() {
      (slots + index).initialize(to: relation.peers.open(database, mode, parent))
    }
    start = UnsafePointer(slots)
  }

  deinit {
    guard let start else { return }
    for (index, relation) in relations.enumerated() { relation.peers.close(start[index]) }
    start.deallocate()
  }
}
