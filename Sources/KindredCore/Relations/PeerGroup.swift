import Synchronization

/// The siblings of one result along one relation: the keys that they hold and the related objects loaded so far.
///
/// Every instance of a result shares one group per foreign key, so that the first of them that reads an unloaded
/// relation loads it for all of them in one query. A group holds keys and loaded objects, never the siblings. Objects are
/// known by what is stored for their keys: a type may call two keys equal that are two rows.
///
/// One is made for every row that is read alone, and most of them are never asked for anything: so a group is made in
/// the model's own module, has nothing whose layout depends on a type, and gets its memory when something is loaded.
///
/// Unchecked, because pointers to keys are not sendable. How the keys are shared is said at ``SiblingKeys``.
public final class PeerGroup<Relation: ForeignKeyRelation>: @unchecked Sendable {
  @usableFromInline let keys = SiblingKeys()
  @usableFromInline let database: Database?
  @usableFromInline let mode: FetchMode
  @usableFromInline let parent: KnownParent?
  @usableFromInline let demand: SiblingDemand?
  /// A `PeerMemory` of the same relation.
  @usableFromInline let memory = UntypedReference()

  /// Makes the group of a result that is being read. It knows the object that a related manager belongs to.
  @inlinable
  init(links: PeerLinks) {
    database = links.database
    mode = links.mode
    parent = links.parent
    demand = links.demand
  }

  /// Makes a group of one object that is loaded, by what is stored for its key.
  init(loaded: Relation.Target, key: DatabaseValue) {
    database = nil
    mode = .peers
    parent = nil
    demand = nil
    _ = memory.storeIfNil(PeerMemory<Relation>([key: loaded]))
  }

  deinit { keys.remove(Relation.KeyColumn.self) }

  /// What is known; nil when that is nothing.
  private var known: PeerMemory<Relation>? {
    if let known = memory.load(PeerMemory<Relation>.self) { return known }
    guard let parent, parent.relation === Relation.schema, let target = parent.object as? Relation.Target,
      let key = Relation.key(of: target).stored
    else { return nil }
    return remember([key: target])
  }

  private func remember(_ objects: [DatabaseValue: Relation.Target]) -> PeerMemory<Relation> {
    memory.storeIfNil(PeerMemory<Relation>(objects))
  }

  func store(_ objects: [DatabaseValue: Relation.Target]) { (known ?? remember([:])).store(objects) }

  func loaded(_ key: DatabaseValue) -> Relation.Target? { known?.loaded(key) }

  /// The distinct keys to load when `key` is wanted: it and, in the mode for it, those of its siblings.
  func wanted(with key: DatabaseValue) -> [DatabaseValue] {
    guard mode == .peers else { return [key] }
    demand?.note()
    guard let known = (known ?? remember([:])).beginLoadingPeers() else { return [key] }
    var seen: Set<DatabaseValue> = [key]
    var wanted = [key]
    keys.forEach(Relation.KeyColumn.self) { sibling in
      guard let sibling = sibling.stored, known[sibling] == nil, seen.insert(sibling).inserted else { return }
      wanted.append(sibling)
    }
    return wanted
  }
}

/// The related objects that were loaded for the siblings of a group.
private final class PeerMemory<Relation: ForeignKeyRelation>: Sendable {
  private struct State {
    var loaded: [DatabaseValue: Relation.Target]
    /// Whether the siblings' keys were asked for already.
    var hasLoadedPeers = false
  }

  private let state: Mutex<State>

  init(_ loaded: [DatabaseValue: Relation.Target]) { state = Mutex(State(loaded: loaded)) }

  func store(_ objects: [DatabaseValue: Relation.Target]) {
    state.withLock { $0.loaded.merge(objects) { _, new in new } }
  }

  func loaded(_ key: DatabaseValue) -> Relation.Target? { state.withLock { $0.loaded[key] } }

  /// What is loaded, for the first who is going to load what is missing; nil for all others.
  func beginLoadingPeers() -> [DatabaseValue: Relation.Target]? {
    state.withLock { state in
      defer { state.hasLoadedPeers = true }
      return state.hasLoadedPeers ? nil : state.loaded
    }
  }
}

extension FieldValue {
  /// What is stored for a key; nil for NULL and for a key that the database has not made yet.
  var stored: DatabaseValue? {
    guard let value = try? databaseValue(), !value.isNull else { return nil }
    return value
  }
}
