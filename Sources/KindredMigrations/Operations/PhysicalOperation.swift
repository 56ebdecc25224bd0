public import KindredCore

/// An operation that is one change of the schema. What it runs and how it is undone follows from the change.
public protocol PhysicalOperation: SchemaOperation, Hashable {
  /// The change.
  var change: SchemaChange { get }
}

extension PhysicalOperation {
  /// What the change does.
  public var summary: String { change.summary }
  /// The change as JSON.
  public var signature: String { SignatureText.of([change], orElse: summary) }
  /// The change.
  public func changes(in state: SchemaState) throws -> [SchemaChange] { [change] }
  /// The changes that undo this one.
  public func reversed(in state: SchemaState) throws -> [any SchemaOperation]? {
    try undoing(changes(in: state), state)
  }
  /// The tables that the change is about. A change that other tables follow touches everything.
  public var touches: OperationTouches { change.touches }
}

extension SchemaOperation {
  /// The operations that undo some changes, in the opposite order.
  func undoing(_ changes: [SchemaChange], _ state: SchemaState) throws -> [any SchemaOperation] {
    var state = state
    var undoing: [SchemaChange] = []
    for change in changes {
      undoing.insert(contentsOf: try change.reversed(in: state), at: 0)
      try state.apply(change)
    }
    return undoing.map(\.operation)
  }
}

/// The texts that checksums are made of.
enum SignatureText {
  /// The canonical JSON of a value; the other text if it has none.
  static func of(_ value: some Encodable, orElse other: String) -> String {
    (try? CanonicalJSON.text(value)) ?? other
  }
}

extension SchemaChange {
  /// What the change reads and writes.
  var touches: OperationTouches {
    switch self {
    case .createTable(let table): .tables(Set(table.foreignKeys.map(\.table)).union([table.name]))
    case .addConstraint(let table, let constraint), .dropConstraint(let table, let constraint):
      if case .foreignKey(let key) = constraint.kind { .tables([table, key.table]) } else { .tables([table]) }
    // The tables whose foreign keys point here, or are pointed to, are not known without the schema.
    case .dropTable, .renameTable, .renameColumn: .everything
    case .setTableComment, .addColumn, .dropColumn, .alterColumn, .setKey, .renameConstraint, .addIndex, .dropIndex,
      .renameIndex:
      .tables([table])
    }
  }

  /// The operation that makes the change.
  public var operation: any SchemaOperation {
    switch self {
    case .createTable(let table): CreateTable(table)
    case .dropTable(let name): DropTable(name)
    case .renameTable(let name, let newName): RenameTable(name, to: newName)
    case .setTableComment(let table, let comment): SetTableComment(table, comment)
    case .addColumn(let table, let column, let fill): AddColumn(table, column, fill: fill)
    case .dropColumn(let table, let column): DropColumn(table, column)
    case .renameColumn(let table, let column, let newName): RenameColumn(table, column, to: newName)
    case .alterColumn(let table, let column, let fill): SetColumn(table, column, fill: fill)
    case .setKey(let table, let columns): SetKey(table, columns: columns)
    case .addConstraint(let table, let constraint): AddConstraint(table, constraint)
    case .dropConstraint(let table, let constraint): DropConstraint(table, constraint)
    case .renameConstraint(let table, let constraint, let name): RenameConstraint(table, constraint, to: name)
    case .addIndex(let table, let index): AddIndex(table, index)
    case .dropIndex(let table, let index): DropIndex(table, index)
    case .renameIndex(let table, let index, let name): RenameIndex(table, index, to: name)
    }
  }
}
