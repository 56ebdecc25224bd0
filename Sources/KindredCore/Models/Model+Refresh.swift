extension Model {
  /// Reads the object again from its row; loaded relations are discarded. Deferred columns that it has are read again too.
  ///
  /// - Parameter database: Where to read it; by default the task's database or, outside of `use(_:)` and transactions, the
  ///   one that the object comes from, unless a router chooses another one.
  /// - Throws: `DoesNotExist` when the row is gone.
  public mutating func refresh(on database: Database? = nil) async throws {
    let (schema, unloaded) = (Self.schema, unloadedFields)
    let loaded = schema.fields.indices.filter { $0 >= schema.deferredStart && !unloaded.contains($0) }
    let found = Self.unscoped.filter { $0.pk == primaryKey }.changed { query in
      if !loaded.isEmpty { query.load(loaded.map { schema.fields[$0] }) }
      query.inherit(rowOrigin?.mode)
    }
    self = try await found.using(Session.database(for: database, .read, of: schema, near: ownDatabase)).get()
  }
}
