extension Model {
  /// Deletes the object's row, and related rows as their `onDelete` rules say.
  ///
  /// The value in memory does not change.
  ///
  /// - Returns: How many rows were deleted, by model.
  /// - Throws: ``KindredError/Code/protected`` when rows that are protected refer to it.
  @discardableResult
  public func delete(on database: Database? = nil) async throws -> DeletionSummary {
    if primaryKey.isUnsaved {
      throw KindredError(.unsavedObject, "The \(Self.schema.name) has no key yet, so there is no row to delete.")
    }
    let row = Self.unscoped.filter { $0.pk == primaryKey }
    return try await (database.map(row.using) ?? row).delete()
  }
}
