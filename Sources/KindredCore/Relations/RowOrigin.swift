import Synchronization

/// What the rows of one result share: where they were read, and what was loaded for all of them from the other side of
/// their relations.
///
/// Each row refers to it. It keeps the primary keys of all rows of the result and the related rows that were loaded, and
/// none of the rows themselves: holding one row does not keep the others in memory.
public final class RowOrigin: Sendable {
  /// The related rows of one relation: the rows for each key that was looked up.
  private struct Loaded {
    /// A dictionary from keys to arrays of the source's model, empty for a key without rows.
    var rows: any Sendable
    /// Whether the keys of all siblings were looked up.
    var hasLoadedPeers: Bool
  }

  private struct State {
    var keys: [DatabaseValue] = []
    var loaded: [RelationSchema: Loaded] = [:]
  }

  let database: Database
  let mode: FetchMode
  private let state = Mutex(State())

  init(_ database: Database, _ mode: FetchMode) {
    self.database = database
    self.mode = mode
  }

  /// Notes the primary key of a row of the result.
  func note(_ key: DatabaseValue) { state.withLock { $0.keys.append(key) } }

  /// The rows that point to a key; nil if they were not loaded.
  func rows<Source>(of relation: RelationSchema, _ key: DatabaseValue, as type: Source.Type) -> [Source]? {
    state.withLock { ($0.loaded[relation]?.rows as? [DatabaseValue: [Source]])?[key] }
  }

  /// Adds rows that were loaded.
  func store<Source: Sendable>(_ rows: [DatabaseValue: [Source]], of relation: RelationSchema) {
    state.withLock { state in
      let known = state.loaded[relation]?.rows as? [DatabaseValue: [Source]] ?? [:]
      let hasLoadedPeers = state.loaded[relation]?.hasLoadedPeers ?? false
      state.loaded[relation] = Loaded(rows: known.merging(rows) { _, new in new }, hasLoadedPeers: hasLoadedPeers)
    }
  }

  /// The keys to look up when the rows that point to `key` are needed: itself and, depending on the fetch mode, those
  /// of its siblings. The siblings' keys are returned only once for each relation.
  func wanted<Source: Sendable>(
    of relation: RelationSchema, with key: DatabaseValue, as type: Source.Type
  ) -> [DatabaseValue] {
    guard mode == .peers, relation.targetField === relation.target.key else { return [key] }
    return state.withLock { state in
      let loaded = state.loaded[relation]
      if loaded?.hasLoadedPeers == true { return [key] }
      let known = loaded?.rows as? [DatabaseValue: [Source]] ?? [:]
      state.loaded[relation] = Loaded(rows: known, hasLoadedPeers: true)
      var seen: Set<DatabaseValue> = [key]
      return [key] + state.keys.filter { known[$0] == nil && seen.insert($0).inserted }
    }
  }
}
