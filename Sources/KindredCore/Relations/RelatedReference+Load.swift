extension RelatedReference {
  /// Makes a reference to an object. The relation counts as loaded.
  ///
  /// An object without a key cannot be stored as a reference; saving then throws
  /// ``KindredError/Code/unsavedObject``.
  public init(to object: Relation.Target) {
    self.init(rawKey: Relation.key(of: object), peers: nil)
    hold(object)
  }

  /// Sets the object. What is loaded after it comes from where the model's object comes from.
  mutating func hold(_ object: Relation.Target) {
    forgetLoaded()
    rawKey = Relation.key(of: object)
    let former = peers
    // An object that was never saved has no key yet, but may be saved with the one that points to it.
    peers = PeerGroup(
      object, key: rawKey.stored ?? .null, near: former?.database, former?.mode ?? .peers, isSet: true)
    if let owners = former?.owners, !owners.isEmpty { peers?.store([:], loadedFor: owners) }
  }

  /// The related object if it is loaded. Never runs a query.
  public var loaded: Relation.Target? {
    peers?.loaded(rawKey.stored ?? .null)
  }

  /// The object with a key. Loads it if necessary and, depending on the fetch mode, the objects of all siblings.
  func find(_ key: Relation.KeyColumn.Base) async throws -> Relation.Target {
    if key.isUnsaved {
      if let loaded { return loaded }
      throw KindredError(
        .unsavedObject, "\(Relation.place.model).\(Relation.place.name) was never saved; save it first.")
    }
    let stored: DatabaseValue
    do {
      stored = try key.databaseValue()
    } catch let error as FieldValueError {
      let place = Relation.place
      throw KindredError(
        .invalidValue, "The key of \(place.model).\(place.name) cannot be looked up: \(error.problem)."
      ) {
        $0.model = place.model
        $0.table = place.table
        $0.column = place.column
      }
    }
    if let object = peers?.loaded(stored) { return object }
    if peers?.mode == .raise {
      throw KindredError(
        .fetchBlocked,
        "\(Relation.place.model).\(Relation.place.name) is not loaded, and the query's fetch mode is .raise.")
    }
    let keys = peers?.wanted(with: stored) ?? [stored]
    let found: [DatabaseValue: Relation.Target]
    do {
      found = try await Self.fetch(keys, from: peers)
    } catch {
      if keys.count > 1 { peers?.hasNotLoadedPeers() }
      throw error
    }
    peers?.store(found)
    guard let object = found[stored] else {
      throw Relation.Target.DoesNotExist(
        "\(Relation.place.model).\(Relation.place.name) points to a row that is gone")
    }
    return object
  }

  /// - Parameter base: The query of the objects; by default all.
  static func fetch(
    _ keys: [DatabaseValue], from peers: PeerGroup<Relation>?, by base: Query? = nil
  ) async throws -> [DatabaseValue: Relation.Target] {
    var query = base ?? Relation.Target.unscoped.query
    query.ordering = []
    let place = Relation.place
    if let relation = place.relation { try Database.check(relation) }
    // The object's own database, unless the router chooses another one.
    let origin = peers?.database
    query.database = base?.database ?? Database.router?.database(for: .read, of: query.schema, near: origin) ?? origin
    // The loaded objects load their own relations in the same mode.
    query.inherit(peers?.mode)
    if keys.count == 1 {
      query.count(
        for: peers?.demand?.watch.load(), "\(place.model).\(place.name)", .object)
    }
    query.add(ExpressionTerm(.keyCondition(place.targetField, keys)), excluding: false)
    let objects = try await QuerySet<Relation.Target>(query: query).fetch()
    var found: [DatabaseValue: Relation.Target] = [:]
    for object in objects {
      if let key = Relation.key(of: object).stored { found[key] = object }
    }
    return found
  }
}

extension RelatedReference where Relation.KeyColumn: KeyValue {
  /// The related object. If it is not loaded, it is loaded with one query for all siblings of the same result.
  ///
  /// - Throws: The target's `DoesNotExist` if the key points to a missing row.
  public func load() async throws -> Relation.Target {
    guard let key = rawKey.base else {
      if let loaded { return loaded }
      throw Relation.Target.DoesNotExist()
    }
    return try await find(key)
  }

  /// Sets the related object. The relation counts as loaded.
  public mutating func set(_ object: Relation.Target) { hold(object) }
}

extension RelatedReference {
  /// Makes a reference to an object or to none. The relation counts as loaded.
  public init<K: KeyValue>(to object: Relation.Target?) where Relation.KeyColumn == K? {
    guard let object else {
      self.init(rawKey: nil, peers: nil)
      return
    }
    self.init(to: object)
  }

  /// The related object, loaded if necessary; nil when the key is NULL.
  public func load<K: KeyValue>() async throws -> Relation.Target? where Relation.KeyColumn == K? {
    guard let key = rawKey.base else { return loaded }
    return try await find(key)
  }

  /// Sets the related object, or none. The relation counts as loaded.
  public mutating func set<K: KeyValue>(_ object: Relation.Target?) where Relation.KeyColumn == K? {
    if let object { hold(object) } else { key = nil }
  }
}
