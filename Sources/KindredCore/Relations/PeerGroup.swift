import Synchronization

/// The siblings of one result along one relation: the keys that they hold and the related objects loaded so far.
///
/// Every instance of a result shares one group per foreign key, so that the first of them that reads an unloaded
/// relation loads it for all of them in one query. A group holds keys and loaded objects, never the siblings.
public final class PeerGroup<Relation: ForeignKeyRelation>: Sendable {
  typealias RelatedKey = Relation.KeyColumn.Base

  private struct State {
    var pending: [Relation.KeyColumn] = []
    var loaded: [RelatedKey: Relation.Target] = [:]
  }

  private let state: Mutex<State>
  let database: Database?
  let mode: FetchMode

  init(database: Database?, mode: FetchMode) {
    self.database = database
    self.mode = mode
    self.state = Mutex(State())
  }

  /// Makes a group of one object that is loaded.
  convenience init(loaded: Relation.Target, key: RelatedKey, database: Database?) {
    self.init(database: database, mode: .peers)
    store([key: loaded])
  }

  /// Notes the keys of the siblings, once the result has been read.
  func add(_ keys: [Relation.KeyColumn]) {
    state.withLock { $0.pending.append(contentsOf: keys) }
  }

  func store(_ objects: [RelatedKey: Relation.Target]) {
    state.withLock { $0.loaded.merge(objects) { _, new in new } }
  }

  func loaded(_ key: RelatedKey) -> Relation.Target? { state.withLock { $0.loaded[key] } }

  /// The distinct keys to load when `key` is wanted: it and, in the mode for it, those of its siblings.
  func wanted(with key: RelatedKey) -> [RelatedKey] {
    guard mode == .peers else { return [key] }
    return state.withLock { state in
      var seen: Set<RelatedKey> = [key]
      var keys = [key]
      for pending in state.pending {
        guard let sibling = pending.base, state.loaded[sibling] == nil else { continue }
        if seen.insert(sibling).inserted { keys.append(sibling) }
      }
      state.pending = []
      return keys
    }
  }
}
