import KindredModelSyntax

/// Writes the members for the property of a deferred column.
struct DeferredPrinter {
  let property: PropertyDeclaration

  /// The getter, which loads the value if necessary.
  var getter: String { "get async throws { try await \(property.deferredName).load()\(property.fromColumn) }" }

  /// The storage, and what users see of the column.
  var peers: [String] {
    let storage = property.deferredStorageName
    let type = property.columnType
    return [
      """
      private nonisolated var \(storage): Kindred.DeferredValue<\(type)>
      """,
      """
      /// The deferred column `\(property.name)`: its value where it is loaded, and the way to set it.
      \(property.access.prefix)nonisolated var \(property.deferredName): Kindred.DeferredColumn<\(type)> {
        get { Kindred.DeferredColumn(self.\(storage), "\(property.name)", of: self) }
        set { self.\(storage) = newValue.stored }
      }
      """,
    ]
  }
}

extension ModelPrinter {
  /// Which deferred columns an instance lacks, for a model that has some.
  var deferredMembers: [String] {
    guard !model.deferredColumns.isEmpty else { return [] }
    let lines = columns.enumerated().compactMap { index, column -> String? in
      guard let property = column.property, property.isDeferred else { return nil }
      return "if !self.\(property.deferredStorageName).isLoaded { fields.append(\(position(index))) }"
    }
    return [
      """
      /// The deferred columns that the instance does not have, by their indices in the schema.
      \(access)nonisolated var unloadedFields: [Swift.Int] {
        var fields: [Swift.Int] = []
      \(lines.body)
        return fields
      }
      """
    ]
  }
}
