import Synchronization

/// The sibling group of one result along one relation: the rows' keys, and the related objects loaded so far.
///
/// All instances of a result share one group per foreign key, so the first one that reads an unloaded relation loads it
/// for all of them in one query. A group holds keys and loaded objects, never the siblings themselves. Objects are
/// looked up by their stored key value: two keys may be equal in Swift and still be two rows.
///
/// Every row that is read alone makes a group, and most groups are never used. So a group is made in the model's own
/// module, has no stored property whose layout depends on a type, and allocates its memory on the first load.
///
/// Unchecked, because pointers to keys are not `Sendable`. ``SiblingKeys`` explains how they are shared.
public final class PeerGroup<Relation: ToOneRelation>: @unchecked Sendable {
  @usableFromInline let keys = SiblingKeys()
  @usableFromInline let database: Database?
  @usableFromInline let mode: FetchMode
  @usableFromInline let parent: KnownParent?
  @usableFromInline let demand: SiblingDemand?
  /// Whether its object was set in code, and not read for a row.
  @usableFromInline let isSet: Bool
  /// A `PeerMemory` of the same relation.
  @usableFromInline let memory = UntypedReference()

  /// Makes the group of a result that is being read. It includes the parent object of a related manager.
  @inlinable
  init(links: PeerLinks) {
    database = links.database
    mode = links.mode
    parent = links.parent
    demand = links.demand
    isSet = false
  }

  /// Makes a group with one object, given its stored key.
  ///
  /// - Parameters:
  ///   - database: Where the object that refers to it comes from, if that is known.
  ///   - isSet: Whether it was set in code.
  init(_ object: Relation.Target, key: DatabaseValue, near database: Database?, _ mode: FetchMode, isSet: Bool) {
    self.database = database
    self.mode = mode
    self.isSet = isSet
    parent = nil
    demand = nil
    _ = memory.storeIfNil(PeerMemory<Relation>([key: object]))
  }

  /// Makes the empty group of objects in memory.
  init(near database: Database?, _ mode: FetchMode) {
    self.database = database
    self.mode = mode
    isSet = false
    parent = nil
    demand = nil
  }

  /// Whether its object was set in code, and comes from another database than the object that refers to it.
  var isOfStranger: Bool { isSet && allLoaded.values.first?.rowOrigin?.database !== database }

  /// The group for another key: without the object that was set, as that belongs to one key.
  var withoutSetObject: PeerGroup? {
    guard isSet else { return self }
    return database == nil && mode == .peers ? nil : PeerGroup(near: database, mode)
  }

  deinit { keys.remove(Relation.KeyColumn.self) }

  /// The loaded objects; nil if there are none.
  private var known: PeerMemory<Relation>? {
    if let known = memory.load(PeerMemory<Relation>.self) { return known }
    guard let parent, parent.relation.reference == ObjectIdentifier(Relation.self),
      let target = parent.object as? Relation.Target,
      let key = Relation.key(of: target).stored
    else { return nil }
    return remember([key: target])
  }

  private func remember(_ objects: [DatabaseValue: Relation.Target]) -> PeerMemory<Relation> {
    memory.storeIfNil(PeerMemory<Relation>(objects))
  }

  func store(_ objects: [DatabaseValue: Relation.Target]) { (known ?? remember([:])).store(objects) }

  /// Stores the objects that the siblings were loaded for, as rows that point to them.
  func store(_ objects: [DatabaseValue: Relation.Target], loadedFor owners: [RowOrigin]) {
    (known ?? remember([:])).store(objects, loadedFor: owners)
  }

  /// What keeps the siblings, as rows that point to objects of results.
  var owners: [RowOrigin] { known?.owners ?? [] }

  /// Whether it has any objects.
  var hasObjects: Bool { known != nil }

  func loaded(_ key: DatabaseValue) -> Relation.Target? { known?.loaded(key) }

  /// All loaded objects.
  var allLoaded: [DatabaseValue: Relation.Target] { known?.all ?? [:] }

  /// The distinct keys of all siblings that are not loaded.
  func missing() -> [DatabaseValue] {
    let known = known
    var seen: Set<DatabaseValue> = []
    var missing: [DatabaseValue] = []
    keys.forEach(Relation.KeyColumn.self) { key in
      guard let key = key.stored, seen.insert(key).inserted, known?.loaded(key) == nil else { return }
      missing.append(key)
    }
    return missing
  }

  /// The distinct keys to load when `key` is needed: itself and, depending on the fetch mode, those of its siblings.
  func wanted(with key: DatabaseValue) -> [DatabaseValue] {
    guard mode.loadsPeers else { return [key] }
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

extension PeerGroup {
  /// Lets the next one that needs an object load those of its siblings again, because the load has failed.
  func hasNotLoadedPeers() { known?.hasNotLoadedPeers() }
}

/// The related objects that were loaded for the siblings of a group.
private final class PeerMemory<Relation: ToOneRelation>: Sendable {
  private struct WeakOrigin {
    weak var origin: RowOrigin?
  }

  private struct State {
    var loaded: [DatabaseValue: Relation.Target]
    /// Whether the siblings' keys were already loaded.
    var hasLoadedPeers = false
    /// What keeps the siblings. It keeps this memory itself.
    var owners: [WeakOrigin] = []
    /// The keys of objects that the siblings were loaded for. Others were loaded for the siblings, with more.
    var linked: Set<DatabaseValue> = []
  }

  private let state: Mutex<State>

  init(_ loaded: [DatabaseValue: Relation.Target]) { state = Mutex(State(loaded: loaded)) }

  func store(_ objects: [DatabaseValue: Relation.Target]) {
    state.withLock { $0.loaded.merge(objects) { _, new in new } }
  }

  func store(_ objects: [DatabaseValue: Relation.Target], loadedFor owners: [RowOrigin]) {
    state.withLock { state in
      for (key, object) in objects where state.loaded[key] == nil || state.linked.contains(key) {
        state.loaded[key] = object
        state.linked.insert(key)
      }
      for owner in owners where !state.owners.contains(where: { $0.origin === owner }) {
        state.owners.removeAll { $0.origin == nil }
        state.owners.append(WeakOrigin(origin: owner))
      }
    }
  }

  var owners: [RowOrigin] { state.withLock { $0.owners.compactMap(\.origin) } }

  func loaded(_ key: DatabaseValue) -> Relation.Target? { state.withLock { $0.loaded[key] } }

  var all: [DatabaseValue: Relation.Target] { state.withLock(\.loaded) }

  /// The loaded objects, for the first caller, which loads the missing ones; nil for all later callers.
  func beginLoadingPeers() -> [DatabaseValue: Relation.Target]? {
    state.withLock { state in
      defer { state.hasLoadedPeers = true }
      return state.hasLoadedPeers ? nil : state.loaded
    }
  }

  func hasNotLoadedPeers() { state.withLock { $0.hasLoadedPeers = false } }
}

extension FieldValue {
  /// The stored form of a key; nil for NULL and for an unsaved key.
  var stored: DatabaseValue? {
    guard let value = try? databaseValue(), !value.isNull else { return nil }
    return value
  }
}
