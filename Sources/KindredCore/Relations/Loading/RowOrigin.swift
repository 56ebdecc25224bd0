import Synchronization

/// What the rows of one result share: where they were read, and what was loaded for all of them from the other side of
/// their relations.
///
/// Each row refers to it. It keeps the primary keys of all rows of the result and the related rows that were loaded, and
/// none of the rows themselves: holding one row does not keep the others in memory.
public final class RowOrigin: Sendable {
  private struct State {
    var keys: [DatabaseValue] = []
    /// The different keys among the first ones, and where each stands first. Made when they are asked for.
    private var numbers = KeyNumbers()
    private var places: [Int32] = []
    private var numbered = 0
    /// The `LoadedSets` of each relation.
    var loaded: [RelatedName: AnyObject] = [:]
    /// The keys that were forgotten before anything was loaded by a relation.
    var forgotten: [RelatedName: Set<DatabaseValue>] = [:]

    /// Where a key stands first; nil if it is none of the result.
    mutating func place(of key: DatabaseValue) -> Int? {
      while numbered < keys.count {
        if numbers.number(of: keys[numbered]) == places.count { places.append(Int32(truncatingIfNeeded: numbered)) }
        numbered += 1
      }
      return numbers.find(key).map { Int(places[Int($0)]) }
    }

    /// What was loaded by a relation.
    mutating func sets<Row: Sendable>(_ name: RelatedName, as type: Row.Type) -> LoadedSets<Row> {
      if let known = loaded[name] as? LoadedSets<Row> { return known }
      let made = LoadedSets<Row>()
      for key in forgotten.removeValue(forKey: name) ?? [] { made.forget(key) }
      loaded[name] = made
      return made
    }

    /// The rows of a key; nil if they were not loaded.
    mutating func rows<Row: Sendable>(_ sets: LoadedSets<Row>, of key: DatabaseValue) -> [Row]? {
      sets.rows(of: key) { place(of: key) }
    }

    /// The different keys of the result for which nothing was loaded.
    mutating func missing<Row: Sendable>(_ name: RelatedName, as type: Row.Type) -> [DatabaseValue] {
      guard let sets = loaded[name] as? LoadedSets<Row> else { return keys.uniqued() }
      return keys.uniqued().filter { rows(sets, of: $0) == nil }
    }
  }

  let database: Database
  let mode: FetchMode
  /// Whether anything is loaded for all rows. If not, the rows only know where they were read.
  let loadsForAll: Bool
  /// Counts the statements for the rows, if they are counted.
  let watch: ResultWatch?
  /// Learns that something was loaded for the rows of a stream.
  private let demand: SiblingDemand?
  private let state = Mutex(State())

  init(
    _ database: Database, _ mode: FetchMode, _ watch: ResultWatch? = nil, demand: SiblingDemand? = nil,
    loadsForAll: Bool = true
  ) {
    self.database = database
    self.mode = mode
    self.watch = watch
    self.demand = demand
    database.noteObjects()
    self.loadsForAll = loadsForAll
  }

  /// Notes the primary key of a row of the result.
  func note(_ key: DatabaseValue) { if loadsForAll { state.withLock { $0.keys.append(key) } } }

  /// The primary keys of all rows.
  var keys: [DatabaseValue] { state.withLock(\.keys) }

  /// The rows that were loaded for a row of the result; nil if they were not loaded.
  func rows<Row: Sendable>(_ name: RelatedName, of key: DatabaseValue, as type: Row.Type) -> [Row]? {
    state.withLock { state in
      guard let sets = state.loaded[name] as? LoadedSets<Row> else { return nil }
      return state.rows(sets, of: key)
    }
  }

  /// The rows that were loaded under a name of their own.
  func rows<Row: Sendable>(named name: String, of key: DatabaseValue, as type: Row.Type) -> [Row]? {
    state.withLock { state in
      for (known, loaded) in state.loaded where known.name == name {
        if let sets = loaded as? LoadedSets<Row>, let rows = state.rows(sets, of: key) { return rows }
      }
      return nil
    }
  }

  /// Whether something of another relation is kept under the same name.
  func keeps(another name: RelatedName) -> Bool {
    state.withLock { $0.loaded.keys.contains { $0.name == name.name && $0 != name } }
  }

  /// Adds what was loaded for all rows of the result. Those without rows have none.
  func store<Row: Sendable>(_ sets: RelatedSets<Row>, _ name: RelatedName) {
    guard loadsForAll else { return }
    state.withLock { $0.sets(name, as: Row.self).store(sets, covering: $0.keys.count) }
  }

  /// Adds what was loaded for some rows of the result. Those without rows have none.
  func store<Row: Sendable>(_ sets: RelatedSets<Row>, of keys: [DatabaseValue], _ name: RelatedName) {
    guard loadsForAll else { return }
    state.withLock { $0.sets(name, as: Row.self).store(sets, of: keys) }
  }

  /// Adds the rows of single rows of the result.
  func store<Row: Sendable>(_ rows: [DatabaseValue: [Row]], _ name: RelatedName) {
    guard loadsForAll else { return }
    state.withLock { $0.sets(name, as: Row.self).store(rows) }
  }

  /// Forgets the rows of a row of the result, because they are changed. What is read for it later is not kept, unless it
  /// is asked for by a prefetch: it may have been read before the change.
  func forget(_ relation: RelatedName, of key: DatabaseValue) {
    state.withLock { state in
      for (name, loaded) in state.loaded where name.isOf(relation) {
        (loaded as? any ForgettingSets)?.forget(key)
      }
      // A load that is on its way.
      if state.loaded[relation] == nil { state.forgotten[relation, default: []].insert(key) }
    }
  }

  /// The keys to look up when the rows of `key` are needed: itself and, depending on the fetch mode, those of its
  /// siblings. The siblings' keys are returned only once for each relation.
  func wanted<Row: Sendable>(_ name: RelatedName, with key: DatabaseValue, as type: Row.Type) -> [DatabaseValue] {
    guard mode.loadsPeers, loadsForAll else { return [key] }
    demand?.note()
    return state.withLock { state in
      let sets = state.sets(name, as: type)
      if sets.hasLoadedPeers { return [key] }
      sets.hasLoadedPeers = true
      return [key] + state.missing(name, as: type).filter { $0 != key }
    }
  }

  /// Runs the statement for wanted keys. If it fails, the next one that needs rows asks for those of its siblings again.
  func loading<Row: Sendable, Result>(
    _ name: RelatedName, of keys: [DatabaseValue], as type: Row.Type, _ load: () async throws -> Result
  ) async throws -> Result {
    do {
      return try await load()
    } catch {
      if keys.count > 1 { state.withLock { $0.sets(name, as: type).hasLoadedPeers = false } }
      throw error
    }
  }

  /// The keys of all rows for which nothing was loaded yet.
  func missing<Row: Sendable>(_ name: RelatedName, as type: Row.Type) -> [DatabaseValue] {
    state.withLock { $0.missing(name, as: type) }
  }
}

extension ModelSchema {
  /// What an object that was read has for itself: where it comes from, and its fetch mode, as far as it needs them.
  func ownOrigin(_ database: Database, _ mode: FetchMode) -> RowOrigin? {
    hasDeferred ? RowOrigin(database, mode) : database.markOfObjects(mode)
  }
}

extension Model {
  /// Drops what was loaded for the object by a relation, because it changes.
  func forgetLoaded(_ relation: RelatedName) {
    guard let key = primaryKey.stored else { return }
    rowOrigin?.forget(relation, of: key)
  }
}

/// What rows were loaded as: by which relation, and under which name if not under the relation's own.
struct RelatedName: Hashable, Sendable {
  private let relation: ObjectIdentifier
  /// Whether a many-to-many relation was followed from the model that does not declare it.
  private let isReversed: Bool
  let name: String?

  init(_ relation: RelationSchema, _ name: String? = nil) {
    self.relation = ObjectIdentifier(relation)
    isReversed = false
    self.name = name
  }

  /// The values of a deferred column.
  init(_ field: FieldSchema) {
    relation = ObjectIdentifier(field)
    isReversed = false
    name = nil
  }

  init(_ relation: ManyToManySchema, reversed: Bool, _ name: String? = nil) {
    self.relation = ObjectIdentifier(relation)
    isReversed = reversed
    self.name = name
  }

  /// Whether the two are of one relation, whatever their names.
  func isOf(_ other: RelatedName) -> Bool { relation == other.relation && isReversed == other.isReversed }
}
