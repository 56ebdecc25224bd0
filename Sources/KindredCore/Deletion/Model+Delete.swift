extension Model {
  /// Deletes the object's row, and related rows as their `onDelete` rules say.
  ///
  /// The value in memory does not change.
  ///
  /// - Parameter keepingParent: Whether the row of the object's `@Parent` stays, as an object of the parent's model, with
  ///   all that refers to it.
  /// - Returns: How many rows were deleted, by model.
  /// - Throws: ``KindredError/Code/protected`` when rows that are protected refer to it.
  @discardableResult
  public func delete(on database: Database? = nil, keepingParent: Bool = false) async throws -> DeletionSummary {
    let row = try rowToDelete(on: database)
    let summary = try await row.query.delete(
      on: row.database(for: .write), keys: primaryKey.stored.map { [$0] }, keepingParents: keepingParent)
    if Self.schema.hasOneToOnes { forgetAsRelated() }
    return summary
  }

  /// The object's row.
  func rowToDelete(on database: Database?) throws -> QuerySet<Self> {
    if primaryKey.isUnsaved {
      throw KindredError(.unsavedObject, "The \(Self.schema.name) has no key yet, so there is no row to delete.") {
        $0.model = Self.schema.name
      }
    }
    return try Self.unscoped.filter { $0.pk == primaryKey }.using(ownPlace(database).database)
  }
}
