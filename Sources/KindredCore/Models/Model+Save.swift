extension Model {
  /// Stores the object: inserts a row when it has no key yet, else updates the row of its key.
  ///
  /// With a key, the row is updated, and inserted only when there is none (Django's rule): two statements for a new row
  /// whose key was set by hand. A key from a declared default value is known to be new, so the row is inserted at once.
  /// All columns are written, except deferred ones that were neither loaded nor set; ``save(updating:on:)`` writes some of
  /// them.
  ///
  /// ```swift
  /// var blog = Blog(name: "Beatles Blog")
  /// try await blog.save()   // INSERT; blog.id is set
  /// blog.name = "The Beatles"
  /// try await blog.save()   // UPDATE
  /// ```
  ///
  /// - Parameter database: Where to store it; by default the task's database or, outside of `use(_:)` and transactions, the
  ///   one that the object comes from, unless a router chooses another one.
  public mutating func save(on database: Database? = nil) async throws {
    let place = try ownPlace(database)
    do {
      if Self.schema.parentLink != nil {
        return try await withParent(on: place.database) { model, place in
          if try await model.updateRow(on: place.database, fields: nil) { return }
          try await model.insertRow(at: place)
        }
      }
      if primaryKey.isUnsaved || isKnownToBeNew { return try await insert(at: place) }
      if try await updateRow(on: place.database, fields: nil) { return }
      try await insert(at: place)
    } catch {
      throw await explained(error, at: place)
    }
  }

  /// Stores the object as a new row.
  ///
  /// - Throws: ``KindredError/Code/uniqueViolation`` when its key is taken.
  public mutating func insert(on database: Database? = nil) async throws {
    let place = try ownPlace(database)
    do {
      try await insert(at: place)
    } catch {
      throw await explained(error, at: place)
    }
  }

  /// Updates the object's row.
  ///
  /// - Throws: ``KindredError/Code/notUpdated`` when no row has its key.
  public mutating func update(on database: Database? = nil) async throws {
    try await withParent(on: ownPlace(database).database) { model, place in
      try await model.requireUpdate(at: place, fields: nil)
    }
  }

  /// Updates some fields of the object's row.
  ///
  /// ```swift
  /// try await entry.save { ($0.headline, $0.rating) }
  /// try await entry.save { $0.blog } // the key of the blog
  /// ```
  ///
  /// - Throws: ``KindredError/Code/notUpdated`` when no row has its key.
  public mutating func save<each Term: ColumnTerm>(
    updating fields: (Columns) -> (repeat each Term), on database: Database? = nil
  ) async throws {
    var indices: [Int] = []
    let columns = BareColumn.list(repeat each fields(Columns(path: .root)))
    if columns.isEmpty { throw KindredError.noTerms("save", Self.schema) }
    for column in columns {
      guard column.path.isRoot, let index = Self.schema.index(of: column.field), index != Self.schema.keyIndex else {
        throw KindredError(.invalidQuery, "Only fields of \(Self.schema.name) itself, without its key, can be updated.")
      }
      if !indices.contains(index) { indices.append(index) }
    }
    if indices.isEmpty { return }
    try await requireUpdate(at: ownPlace(database), fields: indices)
  }

  /// Where the object is stored.
  ///
  /// - Parameter chosen: The database that was named.
  func ownPlace(_ chosen: Database?) throws -> Place {
    try Session.place(for: chosen, .write, of: Self.schema, near: ownDatabase)
  }

  private mutating func requireUpdate(at place: Place, fields: [Int]?) async throws {
    if primaryKey.isUnsaved {
      throw KindredError(.unsavedObject, "The \(Self.schema.name) has no key yet, so there is no row to update.")
    }
    let isUpdated: Bool
    do {
      isUpdated = try await updateRow(on: place.database, fields: fields)
    } catch {
      throw await explained(error, at: place)
    }
    guard isUpdated else {
      throw KindredError(
        .notUpdated, "No row of \(Self.schema.name) has the object's key; it was deleted, or never inserted."
      ) {
        $0.model = Self.schema.name
        $0.table = Self.schema.table
      }
    }
  }

  /// Updates the object's row; false when there is none.
  private mutating func updateRow(on database: Database, fields: [Int]?) async throws -> Bool {
    if Database.knowsObjects { try checkRelatedObjects(on: database) }
    let fields = fields ?? loadedFields
    if Self.schema.fields.count == 1 || fields?.isEmpty == true {
      return try await Self.unscoped.using(database).filter { $0.pk == primaryKey }.exists()
    }
    let key = PlanKey(kind: .save(fields: fields), query: Query(schema: Self.schema))
    let plan = try database.plans.plan(for: key)
    let parameters =
      if let fields {
        ObjectParameters(ModelStorage(self), fields: fields + [Self.schema.keyIndex])
      } else {
        ObjectParameters(ModelStorage(self), fields: nil, key: .last)
      }
    let outcome = try await database.run(plan, .object(parameters)) { _ in }
    if outcome.changes > 0 {
      noteStored(at: Place(database: database, transaction: nil))
    }
    return outcome.changes > 0
  }

  /// The fields that saving writes; nil for all but the key.
  private var loadedFields: [Int]? {
    let unloaded = Self.schema.hasDeferred ? unloadedFields : []
    if unloaded.isEmpty { return nil }
    return Self.schema.fields.indices.filter { $0 != Self.schema.keyIndex && !unloaded.contains($0) }
  }
}
