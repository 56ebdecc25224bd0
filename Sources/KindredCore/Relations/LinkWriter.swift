/// Inserts links that are nothing but two keys.
///
/// The two values are bound as they are: an object of the model of the links would be made only to be taken apart.
enum LinkWriter {
  /// How many links are inserted before others get a turn.
  private static let batchSize = 1000

  /// Inserts links, all or none. Those that are there already stay as they are.
  ///
  /// - Throws: ``KindredError/Code/invalidQuery`` if the model of the links has fields of its own.
  static func insert(
    _ pairs: [(near: DatabaseValue, far: DatabaseValue)], of relation: ManyToManySchema, on database: Database
  ) async throws {
    try relation.checkLinksAreKeys()
    var pairs = pairs
    if relation.isSymmetrical {
      pairs += pairs.compactMap { $0.near == $0.far ? nil : (near: $0.far, far: $0.near) }
    }
    // Two tasks that insert the same links wait for each other's rows; in one order, they cannot wait in a circle.
    if zip(pairs, pairs.dropFirst()).contains(where: { Self.precedes($1, $0) }) { pairs.sort(by: Self.precedes) }
    let links = InsertedObjects(links: pairs, nearFirst: relation.keepsNearFirst)
    let shape = InsertShape(withKey: false, omitted: [])
    if pairs.count == 1 { return try await database.insert(links, [0], shape, .ignore, relation.link) }
    try await database.transaction { [pairs] in
      for start in stride(from: 0, to: pairs.count, by: batchSize) {
        let indices = Array(start..<min(start + batchSize, pairs.count))
        try await database.insert(links, indices, shape, .ignore, relation.link)
      }
    }
  }

  /// Whether one link is inserted before another one.
  static func precedes(
    _ lhs: (near: DatabaseValue, far: DatabaseValue), _ rhs: (near: DatabaseValue, far: DatabaseValue)
  ) -> Bool {
    lhs.near == rhs.near ? precedes(lhs.far, rhs.far) : precedes(lhs.near, rhs.near)
  }

  /// Any order that is the same everywhere.
  private static func precedes(_ lhs: DatabaseValue, _ rhs: DatabaseValue) -> Bool {
    if case .integer(let lhs) = lhs, case .integer(let rhs) = rhs { return lhs < rhs }
    return "\(lhs)" < "\(rhs)"
  }
}

extension InsertedObjects {
  fileprivate init(links: [(near: DatabaseValue, far: DatabaseValue)], nearFirst: Bool) {
    self.init(
      ignoresConflicts: true,
      bind: { index, writer in
        try (nearFirst ? links[index].near : links[index].far).bind(to: &writer)
        try (nearFirst ? links[index].far : links[index].near).bind(to: &writer)
      })
  }
}

extension ManyToManySchema {
  /// Throws if a link cannot be made of two keys alone.
  func checkLinksAreKeys() throws {
    if linksAreKeys { return }
    throw KindredError(
      .invalidQuery, "A \(link.name) has fields of its own; say how one is made: add(…) { \(link.name)(…) }."
    ) { $0.model = link.name }
  }

  /// Whether a link has no fields but the two keys, beside a key of its own that the database makes.
  fileprivate var linksAreKeys: Bool {
    link.fields.count == 3 && link.key.options.isAutomatic && near.field !== far.field
      && link.key !== near.field && link.key !== far.field
  }

  /// Whether the database stores at most one link of the same two objects.
  var hasUniquePair: Bool {
    let pair = Set([near.field, far.field].compactMap(link.index))
    return InsertConflict.uniqueSets(of: link).contains { !$0.isEmpty && pair.isSuperset(of: $0) }
  }

  /// Whether the key to the model that declares the relation comes before the other one among the links' fields.
  fileprivate var keepsNearFirst: Bool { (link.index(of: near.field) ?? 0) < (link.index(of: far.field) ?? 0) }
}
