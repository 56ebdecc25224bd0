import KindredCore

/// The migrations of an archive, and their form in JSON.
package struct ArchivedHistory: Codable {
  private struct Item: Codable {
    let id: MigrationID
    let after: [MigrationID]
    let stage: MigrationStage?
    let replaces: [MigrationID]?
    let operations: [ArchivedOperation]
  }

  private let migrations: [Item]

  /// Reads an archive's text.
  package init(text: String) throws { self = try CanonicalJSON.read(ArchivedHistory.self, from: text) }

  /// Writes migrations down.
  ///
  /// - Throws: ``MigrationError/Code/unsupported`` for an operation that is no value, such as a function.
  package init(_ definitions: [MigrationDefinition]) throws {
    migrations = try definitions.map { definition in
      guard definition.models.isEmpty else {
        throw MigrationError(.unsupported, "It has models of its own, which are no data.", in: definition.id)
      }
      return Item(
        id: definition.id, after: definition.after, stage: definition.stage == .expand ? nil : definition.stage,
        replaces: definition.replaces.isEmpty ? nil : definition.replaces,
        operations: try definition.operations.map { operation in
          guard let archived = ArchivedOperation(operation) else {
            throw MigrationError(
              .unsupported, "\"\(operation.summary)\" is no data, so it stays a file.", in: definition.id
            ).at(definition.id, operation.notes.source)
          }
          return archived
        })
    }
  }

  /// The migrations.
  package var definitions: [MigrationDefinition] {
    migrations.map { item in
      MigrationDefinition(
        id: item.id, after: item.after, stage: item.stage ?? .expand, replaces: item.replaces ?? [],
        operations: item.operations.map(\.operation))
    }
  }

  /// The text, with a line for each migration.
  package func text() throws -> String {
    let lines = try migrations.map { try CanonicalJSON.text($0) }
    return "{\"migrations\":[\n" + lines.joined(separator: ",\n") + "\n]}"
  }
}
