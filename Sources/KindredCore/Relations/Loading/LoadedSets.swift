/// Loaded sets of any rows, of which single ones can be forgotten.
protocol ForgettingSets: AnyObject {
  func forget(_ key: DatabaseValue)
}

/// What was loaded by one relation for the rows of a result. Its owner guards it with a lock.
final class LoadedSets<Row: Sendable>: ForgettingSets {
  /// Sets that were stored one by one; nil for those that were forgotten. They are newer than the results.
  private var single: [DatabaseValue: [Row]?] = [:]
  /// Sets that were loaded together, the newest last.
  private var results: [RelatedSets<Row>] = []
  /// For how many of the result's rows the sets are known, where they were not forgotten: for the first ones.
  private var covered = 0
  /// Whether the keys of all siblings were looked up.
  var hasLoadedPeers = false

  /// The rows of a key; nil if they were not loaded.
  ///
  /// - Parameter place: The place of the key among those of the result; nil if it is none of them. It is asked for where
  ///   no rows of a key were found.
  func rows(of key: DatabaseValue, place: () -> Int?) -> [Row]? {
    if !single.isEmpty, let known = single[key] { return known }
    for result in results.reversed() { if let rows = result[key] { return rows } }
    guard covered > 0, let place = place() else { return nil }
    return place < covered ? [] : nil
  }

  /// Stores the sets of the first rows of the result, or of those of them whose sets were not known. A row without a set
  /// has none.
  func store(_ sets: RelatedSets<Row>, covering count: Int) {
    if !single.isEmpty { single = single.filter { $0.value != nil } }
    results.append(sets)
    covered = count
  }

  /// Stores the sets of these keys that were not forgotten. Those without a set have none.
  func store(_ sets: RelatedSets<Row>, of keys: [DatabaseValue]) {
    if keys.count == 1, let key = keys.first {
      if !isForgotten(key) { single[key] = sets[key] ?? [] }
      return
    }
    let hasSingle = !single.isEmpty
    for key in keys where !hasSingle || !isForgotten(key) {
      if sets.has(key) { if hasSingle { single.removeValue(forKey: key) } } else { single[key] = [] }
    }
    results.append(sets)
  }

  private func isForgotten(_ key: DatabaseValue) -> Bool {
    guard let known = single[key] else { return false }
    return known == nil
  }

  /// Stores single sets.
  func store(_ sets: [DatabaseValue: [Row]]) { single.merge(sets.mapValues { $0 }) { _, new in new } }

  func forget(_ key: DatabaseValue) { single.updateValue(nil, forKey: key) }
}
