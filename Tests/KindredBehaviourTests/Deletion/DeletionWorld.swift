import SeededRandom

/// What a foreign key of a random graph does when its target is deleted.
enum DeletionRule: String, CaseIterable {
  case cascade, protect, restrict, setNull, setDefault, set, doNothing, databaseCascade, databaseSetNull
}

/// A foreign key of a random graph.
struct DeletionEdge {
  let source: Int
  let target: Int
  let rule: DeletionRule
  /// Whether it refers to the unique field `code`, which may be NULL, instead of the key.
  let refersByCode: Bool
  let isEnforced: Bool
  let isUnique: Bool
  /// What the key becomes by `set` and `setDefault`.
  let value: Int
  /// Its place among the keys of its source.
  let place: Int

  var name: String { "key\(place)" }
}

extension DeletionEdge {
  /// A foreign key to the primary key.
  init(from source: Int, to target: Int, _ rule: DeletionRule, place: Int = 0) {
    self.init(
      source: source, target: target, rule: rule, refersByCode: false, isEnforced: true, isUnique: false, value: 1,
      place: place)
  }
}

/// A row of a random graph.
struct DeletionRow: Hashable {
  let id: Int
  let code: Int?
  var keys: [Int?]
}

/// A row by its model.
struct DeletionPlace: Hashable {
  let model: Int
  let id: Int
}

/// A random graph of models with rows, and what a deletion does with them: written from Django's documentation of
/// `on_delete`, with plain arrays and without a database.
struct DeletionWorld {
  let edges: [DeletionEdge]
  private(set) var rows: [[DeletionRow]]

  /// What a deletion does.
  struct Outcome {
    /// The rows that the deletion finds, by model; the database may delete more.
    var deleted: Set<DeletionPlace> = []
    /// The rows that refer by each edge, where they refuse the deletion, change, or are left to the database.
    var refusing: [Int: Int] = [:]
    var changed: [Int: Int] = [:]
    var leftToDatabase: [Int: Int] = [:]
    /// The rows afterwards; nil if a key would refer to nothing.
    var rows: [[DeletionRow]]?
  }

  // MARK: Making

  /// A graph without rows.
  init(_ edges: [DeletionEdge], models: Int) {
    self.edges = edges
    rows = Array(repeating: [], count: models)
  }

  init(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed) &* 7919)
    func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }
    let count = 1 + below(5)
    // Rules of the database and of Kindred are not mixed: models are of one kind, and Kindred's do not refer to the others.
    let isOfDatabase = (0..<count).map { _ in below(6) == 0 }
    var edges: [DeletionEdge] = []
    var places = Array(repeating: 0, count: count)
    for _ in 0..<below(3 * count + 1) {
      let (source, target) = (below(count), below(count))
      let ofDatabase: [DeletionRule] = [.databaseCascade, .databaseSetNull, .doNothing]
      let ofKindred: [DeletionRule] = [
        .cascade, .cascade, .cascade, .cascade, .setNull, .setNull, .set, .setDefault, .restrict, .restrict, .protect,
        .doNothing,
      ]
      let choices = isOfDatabase[source] ? ofDatabase : ofKindred
      let rule = choices[below(choices.count)]
      let isMixed = rule != .doNothing && !isOfDatabase[source] && isOfDatabase[target]
      // A row that the database deletes before Kindred does would not be counted.
      let isCounted = rule != .databaseCascade || source > target
      if isMixed || !isCounted { continue }
      let isSet = rule == .set || rule == .setDefault
      edges.append(
        DeletionEdge(
          source: source, target: target, rule: rule, refersByCode: below(6) == 0,
          isEnforced: isOfDatabase[source] || below(6) > 0, isUnique: !isSet && below(6) == 0, value: 1 + below(6),
          place: places[source]))
      places[source] += 1
    }
    self.edges = edges
    rows = (0..<count).map { model in
      (0..<below(7)).map { row in
        DeletionRow(
          id: row + 1, code: below(4) == 0 ? nil : 100 + row, keys: Array(repeating: nil, count: places[model]))
      }
    }
    for edge in edges {
      var free = rows[edge.target].compactMap { edge.refersByCode ? $0.code : $0.id }
      for row in rows[edge.source].indices where !free.isEmpty && below(3) > 0 {
        let place = below(free.count)
        rows[edge.source][row].keys[edge.place] = free[place]
        if edge.isUnique { free.remove(at: place) }
      }
    }
  }

  /// The value that keys of an edge become; that of a row which may be missing.
  static func value(of edge: DeletionEdge) -> Int { edge.refersByCode ? 99 + edge.value : edge.value }

  // MARK: Deleting

  /// The row that a row refers to by an edge.
  private func target(_ edge: DeletionEdge, of row: DeletionRow, in rows: [[DeletionRow]]) -> DeletionRow? {
    guard let key = row.keys[edge.place] else { return nil }
    return rows[edge.target].first { edge.refersByCode ? $0.code == key : $0.id == key }
  }

  /// The rows that refer by an edge to rows for which the condition holds.
  private func referrers(
    _ edge: DeletionEdge, in rows: [[DeletionRow]], to isWanted: (DeletionPlace) -> Bool
  ) -> [DeletionRow] {
    rows[edge.source].filter { row in
      target(edge, of: row, in: rows).map { isWanted(DeletionPlace(model: edge.target, id: $0.id)) } ?? false
    }
  }

  func deleting(_ ids: [Int], of model: Int) -> Outcome {
    var outcome = Outcome()
    outcome.deleted = Set(ids.map { DeletionPlace(model: model, id: $0) })
    while true {
      let before = outcome.deleted.count
      for edge in edges where edge.rule == .cascade {
        let deleted = outcome.deleted
        for row in referrers(edge, in: rows, to: deleted.contains) {
          outcome.deleted.insert(DeletionPlace(model: edge.source, id: row.id))
        }
      }
      if outcome.deleted.count == before { break }
    }
    for (index, edge) in edges.enumerated() {
      let all = referrers(edge, in: rows, to: outcome.deleted.contains)
      let staying = all.filter { !outcome.deleted.contains(DeletionPlace(model: edge.source, id: $0.id)) }.count
      switch edge.rule {
      case .cascade: break
      case .protect: outcome.refusing[index] = all.count
      case .restrict: outcome.refusing[index] = staying
      case .setNull, .set, .setDefault: outcome.changed[index] = staying
      case .doNothing, .databaseCascade, .databaseSetNull: outcome.leftToDatabase[index] = staying
      }
    }
    for part in [\Outcome.refusing, \.changed, \.leftToDatabase] {
      outcome[keyPath: part] = outcome[keyPath: part].filter { $0.value > 0 }
    }
    if !outcome.refusing.isEmpty {
      outcome.rows = rows
      return outcome
    }
    outcome.rows = remaining(outcome)
    return outcome
  }

  private func remaining(_ outcome: Outcome) -> [[DeletionRow]]? {
    var left = rows
    for edge in edges where [.setNull, .set, .setDefault].contains(edge.rule) {
      let changed = Set(referrers(edge, in: rows, to: outcome.deleted.contains).map(\.id))
      for row in left[edge.source].indices where changed.contains(left[edge.source][row].id) {
        left[edge.source][row].keys[edge.place] = edge.rule == .setNull ? nil : Self.value(of: edge)
      }
    }
    for model in left.indices {
      left[model].removeAll { outcome.deleted.contains(DeletionPlace(model: model, id: $0.id)) }
    }
    // The database follows its own rules until nothing changes.
    var isChanging = true
    while isChanging {
      isChanging = false
      for edge in edges where edge.rule == .databaseCascade || edge.rule == .databaseSetNull {
        let dangling = Set(self.dangling(edge, in: left))
        if dangling.isEmpty { continue }
        isChanging = true
        if edge.rule == .databaseCascade {
          left[edge.source].removeAll { dangling.contains($0.id) }
        } else {
          for row in left[edge.source].indices where dangling.contains(left[edge.source][row].id) {
            left[edge.source][row].keys[edge.place] = nil
          }
        }
      }
    }
    return edges.allSatisfy { !$0.isEnforced || dangling($0, in: left).isEmpty } ? left : nil
  }

  /// The rows whose key refers to nothing.
  private func dangling(_ edge: DeletionEdge, in rows: [[DeletionRow]]) -> [Int] {
    rows[edge.source].filter { $0.keys[edge.place] != nil && target(edge, of: $0, in: rows) == nil }.map(\.id)
  }
}
