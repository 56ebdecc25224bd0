import Synchronization

/// The siblings of one result along one relation: the keys that they hold and the related objects loaded so far.
///
/// Every instance of a result shares one group per foreign key, so that the first of them that reads an unloaded
/// relation loads it for all of them in one query. A group holds keys and loaded objects, never the siblings.
///
/// Unchecked, because ``keys`` is written only while the result is being read, by the one task that reads it; whoever
/// gets the result sees it complete. Everything else is behind the lock.
public final class PeerGroup<Relation: ForeignKeyRelation>: @unchecked Sendable {
  typealias RelatedKey = Relation.KeyColumn.Base

  private struct State {
    var loaded: [RelatedKey: Relation.Target] = [:]
    /// Whether the siblings' keys were asked for already.
    var hasLoadedPeers = false
  }

  @exclusivity(unchecked) @usableFromInline var keys: [Relation.KeyColumn] = []
  private let state: Mutex<State>
  let database: Database?
  let mode: FetchMode

  private init(loaded: [RelatedKey: Relation.Target], database: Database?, mode: FetchMode) {
    self.database = database
    self.mode = mode
    self.state = Mutex(State(loaded: loaded))
  }

  /// Makes the group of a result that is being read. It knows the object that a related manager belongs to.
  @usableFromInline
  convenience init(links: PeerLinks) {
    var loaded: [RelatedKey: Relation.Target] = [:]
    if let parent = links.parent, parent.relation === Relation.schema, let target = parent.object as? Relation.Target,
      let key = Relation.key(of: target).base
    {
      loaded[key] = target
    }
    self.init(loaded: loaded, database: links.database, mode: links.mode)
  }

  /// Makes a group of one object that is loaded.
  convenience init(loaded: Relation.Target, key: RelatedKey) {
    self.init(loaded: [key: loaded], database: nil, mode: .peers)
  }

  func store(_ objects: [RelatedKey: Relation.Target]) {
    state.withLock { $0.loaded.merge(objects) { _, new in new } }
  }

  func loaded(_ key: RelatedKey) -> Relation.Target? { state.withLock { $0.loaded[key] } }

  /// The distinct keys to load when `key` is wanted: it and, in the mode for it, those of its siblings.
  func wanted(with key: RelatedKey) -> [RelatedKey] {
    guard mode == .peers else { return [key] }
    let known = state.withLock { state -> [RelatedKey: Relation.Target]? in
      defer { state.hasLoadedPeers = true }
      return state.hasLoadedPeers ? nil : state.loaded
    }
    guard let known else { return [key] }
    var seen: Set<RelatedKey> = [key]
    var wanted = [key]
    for sibling in keys.lazy.compactMap(\.base) where known[sibling] == nil && seen.insert(sibling).inserted {
      wanted.append(sibling)
    }
    return wanted
  }
}
