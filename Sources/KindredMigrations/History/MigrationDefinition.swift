public import KindredCore

/// A migration as a value: what a type that conforms to ``Migration`` says.
public struct MigrationDefinition: Sendable {
  /// The migration's name.
  public let id: MigrationID
  /// The migrations that have to be applied before.
  public internal(set) var after: [MigrationID]
  /// Whether it can run while the previous release is still used.
  public let stage: MigrationStage
  /// The migrations that this one replaces.
  public let replaces: [MigrationID]
  /// The models declared inside the migration.
  public let models: [any Model.Type]
  /// The operations, in order.
  public let operations: [any SchemaOperation]

  /// Reads a migration.
  public init(_ migration: any Migration.Type) {
    self.init(
      id: migration.id, after: migration.after, stage: migration.stage, replaces: migration.replaces,
      models: migration.models, operations: migration.operations)
  }

  /// Makes a migration of its parts.
  public init(
    id: MigrationID, after: [MigrationID] = [], stage: MigrationStage = .expand, replaces: [MigrationID] = [],
    models: [any Model.Type] = [], operations: [any SchemaOperation]
  ) {
    self.id = id
    self.after = after
    self.stage = stage
    self.replaces = replaces
    self.models = models
    self.operations = operations
  }

  /// The hash of what the operations do. Comments, line ends, the order of the history, and what the linter was told do
  /// not change it.
  public var checksum: String { CanonicalJSON.hash(text: operations.map(\.signature).joined(separator: "\n")) }
}
