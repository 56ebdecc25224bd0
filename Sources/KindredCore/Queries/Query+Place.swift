extension Query {
  /// The database and transaction for the query. What was loaded for the object of its manager or set is dropped if it is
  /// going to be changed.
  func place(for access: DatabaseAccess = .read) throws -> Place {
    if access == .write {
      parent?.forgetLoaded()
      extras?.set?.forget()
    }
    let owner = owner
    var chosen = database
    if chosen == nil, access == .read, let owner { chosen = Session.databaseToRead(near: owner.database, schema) }
    let place = try Session.place(for: chosen, access, of: schema, near: owner?.database)
    if access == .write {
      try owner?.check(writingTo: place.database)
      for (origin, relation) in extras?.objects ?? [] {
        try place.database.check(origin, of: relation.target, as: "\(relation.source.name).\(relation.name)")
      }
    }
    if let inner = extras?.subqueryDatabase, !inner.allows(place.database, schema) {
      throw KindredError(
        .invalidQuery,
        "A query cannot contain a subquery on another database. Run the subquery first, and pass its keys."
      ) { $0.model = schema.name }
    }
    return place
  }

  /// The place for reading rows. Row locks last until the transaction ends, so they need one.
  func placeOfRows() throws -> Place {
    let place = try place()
    if extras?.lock != nil, place.transaction == nil {
      throw KindredError(
        .transaction, "selectForUpdate locks rows until the transaction ends, and there is none; use transaction { … }."
      ) {
        $0.model = schema.name
        $0.table = schema.table
      }
    }
    return place
  }

  /// Throws if objects that the query inserts would have to be linked, which only the set's own verbs do.
  func checkInserts() throws {
    guard let set = extras?.set else { return }
    throw KindredError(
      .invalidQuery,
      "This would insert objects without linking them. \(set.name) itself creates and links: create, bulkCreate(_:), "
        + "getOrCreate or updateOrCreate; or store the objects by \(schema.name).objects, and add them."
    ) { $0.model = schema.name }
  }

  /// Throws the first error that was made while the query was built.
  func check() throws {
    if let failure { throw failure }
    if extras != nil {
      try checkDistinctOrder()
      try checkLoadedColumns()
    }
  }

  /// The sibling groups of a result; nil if the model has no relations that need them.
  ///
  /// - Parameters:
  ///   - isSingle: Whether the result has at most one row.
  ///   - expected: The estimated number of rows.
  ///   - isWhole: Whether the rows have all columns, also the deferred ones.
  func links(
    on database: Database, isSingle: Bool = false, expecting expected: Int = 0, demand: SiblingDemand? = nil,
    isWhole: Bool = false
  ) -> PeerLinks? {
    links(
      on: database, isSingle: isSingle, expecting: expected, demand: demand,
      layout: isWhole ? nil : layout(of: schema))
  }

  private func links(
    on database: Database, isSingle: Bool, expecting expected: Int, demand: SiblingDemand?, layout: DeferredLayout?
  ) -> PeerLinks? {
    let relations = schema.relations.count
    let watch = isSingle ? nil : self.watch(on: database)
    let origin =
      needsOrigin(isSingle) || watch != nil
      ? RowOrigin(database, fetchMode, watch, demand: demand) : database.markOfObjects(fetchMode)
    let demand = demand.watched(by: watch)
    if relations == 0 && origin == nil { return nil }
    if isSingle && parent == nil && origin == nil && fetchMode == .peers { return database.defaultSingleRowLinks }
    return PeerLinks(
      count: isSingle ? 0 : relations, database: database, mode: fetchMode, parent: parent, expected: expected,
      demand: demand, origin: origin, layout: layout)
  }

  /// Whether the rows keep what is loaded for all of them from the other side of their relations.
  private func needsOrigin(_ isSingle: Bool) -> Bool {
    if fetchMode != .peers || loadsFromOtherSide || schema.hasDeferred { return true }
    return schema.hasOneToOneReferrers && !(isSingle && fetchMode == .peers)
  }

  /// Whether objects that point to the rows, or are linked with them, are loaded with them.
  private var loadsFromOtherSide: Bool {
    guard let extras else { return false }
    return extras.joinedObjects.contains { $0.hops.first?.isBackward == true }
      || extras.prefetches.contains { if case .target = $0.step { false } else { true } }
  }

  /// The sibling groups of a result that has models as parts of its rows.
  func links(
    ofParts selection: ResultSelection, on database: Database, expecting expected: Int, demand: SiblingDemand?
  ) -> PeerLinks {
    let parts = selection.models.map { model -> PeerLinks? in
      // A model among selected expressions is selected without its deferred columns.
      let layout =
        model.schema.hasDeferred ? DeferredLayout(Array(model.schema.plainFields), of: model.schema) : nil
      if model.path.isRoot {
        return links(on: database, isSingle: false, expecting: expected, demand: demand, layout: layout)
      }
      let relations = model.schema.relations.count
      let mode = fetchMode(of: model.schema)
      let needsOrigin = layout != nil || mode != .peers || model.schema.hasOneToOneReferrers
      let origin = needsOrigin ? RowOrigin(database, mode, demand: demand) : database.markOfObjects(mode)
      if relations == 0 && origin == nil { return nil }
      return PeerLinks(
        count: relations, database: database, mode: mode, parent: nil, expected: expected, demand: demand,
        origin: origin, layout: layout)
    }
    guard selection.hasObjects else {
      return PeerLinks(
        count: 0, database: database, mode: fetchMode, parent: nil, expected: expected, demand: demand, parts: parts)
    }
    return PeerLinks(
      count: schema.relations.count, database: database, mode: fetchMode, parent: parent, expected: expected,
      demand: demand, parts: parts,
      origin: needsOrigin(false)
        ? RowOrigin(database, fetchMode, demand: demand) : database.markOfObjects(fetchMode),
      layout: layout(of: schema))
  }

  /// The fetch mode of objects of another model that are read with the rows.
  func fetchMode(of other: ModelSchema) -> FetchMode { other.fetchMode.isDefault ? fetchMode : other.fetchMode }
}
