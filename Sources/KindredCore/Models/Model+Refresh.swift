extension Model {
  /// Reads the object again from its row; loaded relations are discarded. Deferred columns that it has are read again too.
  ///
  /// - Throws: `DoesNotExist` when the row is gone.
  public mutating func refresh(on database: Database? = nil) async throws {
    let (schema, unloaded) = (Self.schema, unloadedFields)
    let loaded = schema.fields.indices.filter { $0 >= schema.deferredStart && !unloaded.contains($0) }
    let found = Self.unscoped.filter { $0.pk == primaryKey }.changed { query in
      if !loaded.isEmpty { query.load(loaded.map { schema.fields[$0] }) }
    }
    self = try await (database.map(found.using) ?? found).get()
  }
}
