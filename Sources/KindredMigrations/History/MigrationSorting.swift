/// Orders migrations by what they come after, then by name.
struct MigrationSorting {
  private(set) var sorted: [MigrationDefinition] = []
  private(set) var followers: [MigrationID: [MigrationID]] = [:]

  init(_ known: [MigrationID: MigrationDefinition]) throws {
    var missing: [MigrationID: Int] = [:]
    for (id, definition) in known {
      let after = Set(definition.after)
      missing[id] = after.count
      for earlier in after {
        guard known[earlier] != nil else {
          throw MigrationError(
            .missingDependency,
            "\(id) comes after \(earlier), which does not exist. Is its module's list of migrations missing, or was "
              + "the file deleted?", in: id)
        }
        followers[earlier, default: []].append(id)
      }
    }
    var ready = Heap(missing.filter { $0.value == 0 }.map(\.key))
    while let id = ready.popFirst() {
      if let definition = known[id] { sorted.append(definition) }
      for follower in followers[id] ?? [] {
        missing[follower, default: 0] -= 1
        if missing[follower] == 0 { ready.insert(follower) }
      }
    }
    if sorted.count == known.count { return }
    let circle = missing.filter { $0.value > 0 }.map(\.key).sorted()
    var error = MigrationError(
      .cycle, "Migrations come after each other in a circle: \(circle.map(\.description).joined(separator: ", ")).")
    error.migrations = circle
    throw error
  }

  /// Names of which the first one is taken.
  private struct Heap {
    /// In the opposite order.
    private var ids: [MigrationID]

    init(_ ids: [MigrationID]) { self.ids = ids.sorted(by: >) }

    mutating func popFirst() -> MigrationID? { ids.popLast() }

    mutating func insert(_ id: MigrationID) {
      var (low, high) = (0, ids.count)
      while low < high {
        let middle = (low + high) / 2
        if ids[middle] > id { low = middle + 1 } else { high = middle }
      }
      ids.insert(id, at: low)
    }
  }
}
