extension RelatedReference {
  /// The database of the object that the reference was set to; nil if it was read, or is not known.
  var databaseOfObject: Database? {
    guard let peers, peers.isSet else { return nil }
    return loaded?.rowOrigin?.database
  }

  /// Notes that the model's object was stored in a database. An object that was read elsewhere is discarded, because its
  /// key means another row there.
  ///
  /// - Returns: Whether anything was changed.
  mutating func note(_ database: Database) -> Bool {
    if let known = peers?.database, database.isHome(of: known, Relation.Target.schema) { return false }
    let former = peers
    // Where objects do not know the database, nothing has to be known to load more of them.
    if former?.database == nil && !database.marksObjects { return false }
    let group: PeerGroup<Relation>
    if let former, former.isSet, let loaded {
      group = PeerGroup(loaded, key: rawKey.stored ?? .null, near: database, former.mode, isSet: true)
    } else {
      group = PeerGroup(near: database, former?.mode ?? .peers)
      if let former, former.database == nil { group.store(former.allLoaded) }
    }
    if let owners = former?.owners, !owners.isEmpty { group.store([:], loadedFor: owners) }
    peers = group
    return true
  }

  /// Drops what the object that it points to has loaded as the one that points to it, because that changes.
  ///
  /// - Parameter relation: The relation; by default the one that declares the key.
  func forgetLoaded(by relation: RelationSchema? = nil) {
    guard let peers, peers.hasObjects, let relation = relation ?? Relation.place.relation, relation.isOneToOne else {
      return
    }
    let name = RelatedName(relation)
    let target = loaded
    target?.forgetLoaded(name)
    // The field that the key holds may be another one than the target's key.
    let key = relation.targetField === relation.target.key ? rawKey.stored : target?.primaryKey.stored
    if let key { for owner in peers.owners { owner.forget(name, of: key) } }
  }
}
