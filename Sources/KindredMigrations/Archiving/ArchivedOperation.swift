import KindredCore

/// An operation and its form in JSON, from which the same operation is made again.
struct ArchivedOperation: Codable {
  let operation: any SchemaOperation

  /// The operation, if all of it is data.
  init?(_ operation: any SchemaOperation) {
    switch operation {
    case is any PhysicalOperation, is AddColumn, is AlterColumn, is Backfill, is CreateExtension, is CreateCollation:
      break
    case let run as RunSQL:
      let backwards = run.backwards.sql.map { Array($0.values) } ?? []
      guard (Array(run.sql.values) + backwards).allSatisfy({ $0.sourceParts != nil }) else { return nil }
    case let block as StateOnly: guard block.operations.allSatisfy({ Self($0) != nil }) else { return nil }
    case let block as DatabaseOnly: guard block.operations.allSatisfy({ Self($0) != nil }) else { return nil }
    default: return nil
    }
    self.operation = operation
  }

  private enum Key: String, CodingKey {
    case change, addColumn, unique, alterColumn, backfill, sql, `extension`, collation, stateOnly, databaseOnly,
      accepted, elidable
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    let accepted = operation.notes.acknowledgements
    if !accepted.isEmpty { try container.encode(accepted, forKey: .accepted) }
    if operation.notes.isElidable { try container.encode(true, forKey: .elidable) }
    switch operation {
    case let operation as any PhysicalOperation: try container.encode(operation.change, forKey: .change)
    case let operation as AddColumn:
      let change = SchemaChange.addColumn(table: operation.table, operation.column, fill: operation.fill)
      try container.encode(change, forKey: .addColumn)
      if operation.isUnique { try container.encode(true, forKey: .unique) }
    case let operation as AlterColumn: try container.encode(AlterColumnForm(operation), forKey: .alterColumn)
    case let operation as Backfill: try container.encode(operation, forKey: .backfill)
    case let operation as RunSQL: try container.encode(RunSQLForm(operation), forKey: .sql)
    case let operation as CreateExtension: try container.encode(operation.name, forKey: .extension)
    case let operation as CreateCollation: try container.encode(CollationForm(operation), forKey: .collation)
    case let operation as StateOnly:
      try container.encode(operation.operations.compactMap(Self.init), forKey: .stateOnly)
    case let operation as DatabaseOnly:
      try container.encode(operation.operations.compactMap(Self.init), forKey: .databaseOnly)
    default: break
    }
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    var operation = try Self.operation(container)
    operation.notes.acknowledgements = try container.decodeIfPresent([Acknowledgement].self, forKey: .accepted) ?? []
    operation.notes.isElidable = try container.decodeIfPresent(Bool.self, forKey: .elidable) ?? false
    self.operation = operation
  }

  private static func operation(_ container: KeyedDecodingContainer<Key>) throws -> any SchemaOperation {
    func operations(_ key: Key) throws -> [any SchemaOperation]? {
      try container.decodeIfPresent([ArchivedOperation].self, forKey: key)?.map(\.operation)
    }
    if let change = try container.decodeIfPresent(SchemaChange.self, forKey: .change) { return change.operation }
    if case .addColumn(table: let table, let column, fill: let fill)? =
      try container.decodeIfPresent(SchemaChange.self, forKey: .addColumn)
    {
      let isUnique = try container.decodeIfPresent(Bool.self, forKey: .unique) ?? false
      return AddColumn(table, column, unique: isUnique, fill: fill)
    }
    if let form = try container.decodeIfPresent(AlterColumnForm.self, forKey: .alterColumn) { return form.operation }
    if let backfill = try container.decodeIfPresent(Backfill.self, forKey: .backfill) { return backfill }
    if let form = try container.decodeIfPresent(RunSQLForm.self, forKey: .sql) { return form.operation }
    if let name = try container.decodeIfPresent(String.self, forKey: .extension) { return CreateExtension(name) }
    if let form = try container.decodeIfPresent(CollationForm.self, forKey: .collation) { return form.operation }
    if let operations = try operations(.stateOnly) { return StateOnly(operations) }
    if let operations = try operations(.databaseOnly) { return DatabaseOnly(operations) }
    throw DecodingError.dataCorrupted(
      DecodingError.Context(
        codingPath: container.codingPath,
        debugDescription: "This is no operation that this version of Kindred knows; was the archive edited?"))
  }
}
