extension Model {
  /// Reads the object again from its row; loaded relations are discarded.
  ///
  /// - Throws: `DoesNotExist` when the row is gone.
  public mutating func refresh(on database: Database? = nil) async throws {
    let found = Self.unscoped.filter { $0.pk == primaryKey }
    self = try await (database.map(found.using) ?? found).get()
  }
}
