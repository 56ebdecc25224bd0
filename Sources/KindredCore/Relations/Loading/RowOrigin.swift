import Synchronization

/// What the rows of one result share: where they were read, and what was loaded for all of them from the other side of
/// their relations.
///
/// Each row refers to it. It keeps the primary keys of all rows of the result and the related rows that were loaded, and
/// none of the rows themselves: holding one row does not keep the others in memory.
public final class RowOrigin: Sendable {
  /// The related rows of one relation: the rows for each key that was looked up.
  private struct Loaded {
    /// A dictionary from primary keys of the result's rows to arrays of models, empty for a key without rows.
    var rows: any Sendable
    /// Whether the keys of all siblings were looked up.
    var hasLoadedPeers = false
  }

  private struct State {
    var keys: [DatabaseValue] = []
    var loaded: [RelatedName: Loaded] = [:]
  }

  let database: Database
  let mode: FetchMode
  /// Whether anything is loaded for all rows. If not, the rows only know where they were read.
  let loadsForAll: Bool
  /// Counts the statements for the rows, if they are counted.
  let watch: ResultWatch?
  private let state = Mutex(State())

  init(_ database: Database, _ mode: FetchMode, _ watch: ResultWatch? = nil, loadsForAll: Bool = true) {
    self.database = database
    self.mode = mode
    self.watch = watch
    self.loadsForAll = loadsForAll
  }

  /// Notes the primary key of a row of the result.
  func note(_ key: DatabaseValue) { if loadsForAll { state.withLock { $0.keys.append(key) } } }

  /// The primary keys of all rows.
  var keys: [DatabaseValue] { state.withLock(\.keys) }

  /// The rows that were loaded for a row of the result; nil if they were not loaded.
  func rows<Row>(_ name: RelatedName, of key: DatabaseValue, as type: Row.Type) -> [Row]? {
    state.withLock { ($0.loaded[name]?.rows as? [DatabaseValue: [Row]])?[key] }
  }

  /// The rows that were loaded under a name of their own.
  func rows<Row>(named name: String, of key: DatabaseValue, as type: Row.Type) -> [Row]? {
    state.withLock { state in
      for (known, loaded) in state.loaded where known.name == name {
        if let rows = (loaded.rows as? [DatabaseValue: [Row]])?[key] { return rows }
      }
      return nil
    }
  }

  /// Adds rows that were loaded.
  ///
  /// - Parameter keys: The keys that were looked up; nil for those of all rows. Those without rows have none.
  func store<Row: Sendable>(_ rows: [DatabaseValue: [Row]], of keys: [DatabaseValue]? = [], _ name: RelatedName) {
    guard loadsForAll else { return }
    state.withLock { state in
      var known = state.loaded[name]?.rows as? [DatabaseValue: [Row]] ?? [:]
      // Released here, so that the dictionary is changed in place.
      let hasLoadedPeers = state.loaded.removeValue(forKey: name)?.hasLoadedPeers ?? false
      if known.isEmpty { known = rows } else { known.merge(rows) { _, new in new } }
      for key in keys ?? state.keys where known[key] == nil { known[key] = [] }
      state.loaded[name] = Loaded(rows: known, hasLoadedPeers: hasLoadedPeers)
    }
  }

  /// Forgets the rows of a row of the result, because they were changed.
  func forget<Row: Sendable>(_ relation: RelatedName, of key: DatabaseValue, as type: Row.Type) {
    state.withLock { state in
      for name in state.loaded.keys where name.isOf(relation) {
        guard var rows = state.loaded[name]?.rows as? [DatabaseValue: [Row]] else { continue }
        rows[key] = nil
        state.loaded[name]?.rows = rows
      }
    }
  }

  /// The keys to look up when the rows of `key` are needed: itself and, depending on the fetch mode, those of its
  /// siblings. The siblings' keys are returned only once for each relation.
  func wanted<Row: Sendable>(_ name: RelatedName, with key: DatabaseValue, as type: Row.Type) -> [DatabaseValue] {
    guard mode.loadsPeers, loadsForAll else { return [key] }
    return state.withLock { state in
      if state.loaded[name]?.hasLoadedPeers == true { return [key] }
      let known = state.loaded[name]?.rows as? [DatabaseValue: [Row]] ?? [:]
      state.loaded[name] = Loaded(rows: known, hasLoadedPeers: true)
      var seen: Set<DatabaseValue> = [key]
      return [key] + state.keys.filter { known[$0] == nil && seen.insert($0).inserted }
    }
  }

  /// The keys of all rows for which nothing was loaded yet.
  func missing<Row>(_ name: RelatedName, as type: Row.Type) -> [DatabaseValue] {
    state.withLock { state in
      let known = state.loaded[name]?.rows as? [DatabaseValue: [Row]] ?? [:]
      var seen: Set<DatabaseValue> = []
      return state.keys.filter { known[$0] == nil && seen.insert($0).inserted }
    }
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
