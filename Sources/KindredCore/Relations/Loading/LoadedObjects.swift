// Loading for objects that are in memory.

extension ForeignKeyLoading {
  static func loadTargets<Owner: Model>(of objects: inout [Owner], _ prefetch: Prefetch) async throws {
    guard var sources = objects as? [Relation.Source] else { return }
    try await loadTargets(ofSources: &sources, prefetch)
    if let changed = sources as? [Owner] { objects = changed }
  }

  private static func loadTargets(ofSources sources: inout [Relation.Source], _ prefetch: Prefetch) async throws {
    var missing: [DatabaseValue] = []
    var known: [DatabaseValue: Relation.Target] = [:]
    var place = ObjectPlace(Relation.Source.schema)
    for source in sources {
      let reference = Relation.reference(in: source)
      guard let key = reference.key.stored else { continue }
      try place.add(reference.peers?.database ?? source.rowOrigin?.database, reference.peers?.mode)
      if let target = reference.loaded { known[key] = target } else { missing.append(key) }
    }
    let group = PeerGroup<Relation.Reference>(near: place.database, place.mode ?? .peers)
    let keys = missing.uniqued().filter { known[$0] == nil }
    if !keys.isEmpty {
      var found: [DatabaseValue: Relation.Target] = [:]
      let read = try targets(
        of: .keys(keys), from: prefetch.query, near: place.database, group.mode
      ) { found = $0 }
      try await read?.run()
      group.store(found)
    }
    group.store(try await withNext(known, prefetch))
    for index in sources.indices {
      let reference = Relation.reference(in: sources[index])
      guard let key = reference.key.stored, let target = group.loaded(key) else { continue }
      // An object that was read shares what is loaded with its siblings.
      if let peers = reference.peers {
        peers.store([key: target])
      } else {
        Relation.setReference(RelatedReference(rawKey: reference.key, peers: group), in: &sources[index])
      }
    }
  }

  static func loadNext(ofTargets links: PeerLinks, at index: Int, _ prefetch: Prefetch) async throws {
    guard let group = links.groups.object(at: index, PeerGroup<Relation.Reference>.self)?.object else { return }
    group.store(try await withNext(group.allLoaded, prefetch))
  }

  /// The objects with what is to be loaded for them.
  private static func withNext(
    _ known: [DatabaseValue: Relation.Target], _ prefetch: Prefetch
  ) async throws -> [DatabaseValue: Relation.Target] {
    if prefetch.next.isEmpty { return known }
    let keys = Array(known.keys)
    var targets = keys.compactMap { known[$0] }
    for next in prefetch.next { try await next.load(for: &targets) }
    return Dictionary(zip(keys, targets)) { _, new in new }
  }

  static func loadNext(ofSources origin: RowOrigin, _ prefetch: Prefetch) async throws {
    let name = RelatedName(Relation.schema)
    var sources: [Relation.Source] = []
    var keys: [DatabaseValue] = []
    for key in origin.keys {
      guard let source = origin.rows(name, of: key, as: Relation.Source.self)?.first else { continue }
      sources.append(source)
      keys.append(key)
    }
    for next in prefetch.next { try await next.load(for: &sources) }
    origin.store(Dictionary(zip(keys, sources.map { [$0] })) { _, new in new }, name)
  }

  static func loadSources<Owner: Model>(of objects: inout [Owner], _ prefetch: Prefetch) async throws {
    let name = RelatedName(Relation.schema, prefetch.name)
    try await ObjectSets<Owner, Relation.Source>(name, prefetch).load(for: &objects) {
      try sources($0, ofFound: nil, from: prefetch.query, as: prefetch.name)
    }
  }
}

extension ManyToManyLoading {
  static func loadMembers<Owner: Model>(
    of objects: inout [Owner], reversed: Bool, _ prefetch: Prefetch
  ) async throws {
    func load<Member: Model>(as type: Member.Type) async throws {
      let name = RelatedName(Relation.schema, reversed: reversed, prefetch.name)
      try await ObjectSets<Owner, Member>(name, prefetch).load(for: &objects) {
        try members($0, reversed: reversed, ofFound: nil, from: prefetch.query, as: prefetch.name)
      }
    }
    if reversed {
      try await load(as: Relation.Near.Target.self)
    } else {
      try await load(as: Relation.Far.Target.self)
    }
  }
}

/// Loads sets of objects that are in memory.
private struct ObjectSets<Owner: Model, Member: Model> {
  let name: RelatedName
  let prefetch: Prefetch

  init(_ name: RelatedName, _ prefetch: Prefetch) {
    self.name = name
    self.prefetch = prefetch
  }

  /// - Parameter read: The statement for the sets of the rows of a result.
  func load(for objects: inout [Owner], _ read: (RowOrigin) throws -> RelatedRead?) async throws {
    let keys = try objects.map { object in
      guard let key = object.primaryKey.stored else { throw unsaved }
      return key
    }
    var place = ObjectPlace(Owner.schema)
    for object in objects { if let origin = object.rowOrigin { try place.add(origin.database, origin.mode) } }
    let database = try place.database ?? Session.database(for: nil, .read, of: Owner.schema)
    // Objects that share nothing with others share this from now on.
    let shared = RowOrigin(database, place.mode ?? .peers)
    var missing: [DatabaseValue] = []
    for index in objects.indices {
      if objects[index].rowOrigin?.loadsForAll != true {
        objects[index].rowOrigin = shared
        shared.note(keys[index])
      }
      guard let origin = objects[index].rowOrigin else { throw placeless }
      if let name = name.name, origin.keeps(another: self.name) { throw taken(name) }
      if origin.rows(name, of: keys[index], as: Member.self) == nil { missing.append(keys[index]) }
    }
    let wanted = missing.uniqued()
    try await loadNext(for: objects, keys, besides: Set(wanted))
    if wanted.isEmpty { return }
    let loaded = RowOrigin(database, shared.mode)
    for key in wanted { loaded.note(key) }
    try await read(loaded)?.run()
    for (object, key) in zip(objects, keys) {
      guard let origin = object.rowOrigin, origin.rows(name, of: key, as: Member.self) == nil else { continue }
      origin.store([key: loaded.rows(name, of: key, as: Member.self) ?? []], name)
    }
  }

  /// Loads what is to be loaded for members that are there already.
  private func loadNext(
    for objects: [Owner], _ keys: [DatabaseValue], besides missing: Set<DatabaseValue>
  ) async throws {
    if prefetch.next.isEmpty { return }
    var members: [Member] = []
    var ranges: [Range<Int>] = []
    for (object, key) in zip(objects, keys) {
      let start = members.count
      if !missing.contains(key) { members += object.rowOrigin?.rows(name, of: key, as: Member.self) ?? [] }
      ranges.append(start..<members.count)
    }
    for next in prefetch.next { try await next.load(for: &members) }
    for (index, key) in keys.enumerated() where !missing.contains(key) {
      objects[index].rowOrigin?.store([key: Array(members[ranges[index]])], name)
    }
  }

  private func taken(_ name: String) -> KindredError {
    KindredError(
      .invalidQuery,
      "\"\(name)\" is the name of what another relation of these \(Owner.schema.name) objects has loaded. Give each its own."
    ) { $0.model = Owner.schema.name }
  }

  private var unsaved: KindredError {
    KindredError(
      .unsavedObject, "A \(Owner.schema.name) has no key yet, so that nothing can be related to it; save it first."
    ) { $0.model = Owner.schema.name }
  }

  private var placeless: KindredError {
    KindredError(
      .invalidQuery,
      "\(Owner.schema.name) has no place for what is loaded for it; give it a stored property rowOrigin: RowOrigin?."
    ) { $0.model = Owner.schema.name }
  }
}

/// Where objects come from, and how they load what is related to them.
private struct ObjectPlace {
  private let schema: ModelSchema
  private(set) var database: Database?
  private(set) var mode: FetchMode?

  init(_ schema: ModelSchema) { self.schema = schema }

  mutating func add(_ other: Database?, _ mode: FetchMode?) throws {
    self.mode = self.mode ?? mode
    guard let other, other !== database else { return }
    guard let known = database else { return database = other }
    // Objects of several replicas, or of a replica and its primary, which has all of them.
    let home = Database.home(of: known, schema)
    guard Database.home(of: other, schema) === home else {
      throw KindredError(
        .invalidQuery, "The objects come from different databases; load what is related to them for each database.")
    }
    database = home
  }
}
