public import KindredCore

/// Adds a column.
///
/// ```swift
/// AddColumn("entry", "rating", .integer(bits: 64), fill: .integer(5))
/// AddColumn("entry", "token", .uuid, unique: true, fill: .randomUUID)
/// ```
public struct AddColumn: SchemaOperation, Hashable {
  /// The notes.
  public var notes = OperationNotes()
  /// The table.
  public let table: String
  /// The column.
  public let column: ColumnState
  /// Whether no two rows have the same value.
  public let isUnique: Bool
  /// What the rows that exist get.
  public let fill: ColumnFill?

  /// Adds a column.
  ///
  /// - Parameters:
  ///   - table: The table.
  ///   - name: The column's name.
  ///   - type: The type.
  ///   - isAutomatic: Whether the database generates its values, for a column that becomes the key.
  ///   - isNullable: Whether it may be NULL.
  ///   - isUnique: Whether no two rows have the same value.
  ///   - databaseDefault: The value that the database uses when none is sent, from now on.
  ///   - collation: The collation.
  ///   - comment: A comment, where the database has them.
  ///   - fill: What the rows that exist get. A column that cannot be NULL needs it, or a default.
  public init(
    _ table: String, _ name: String, _ type: ColumnType, automatic isAutomatic: Bool = false,
    isNullable: Bool = false, unique isUnique: Bool = false, default databaseDefault: DatabaseDefault? = nil,
    collation: String? = nil, comment: String? = nil, fill: ColumnFill? = nil
  ) {
    let column = ColumnState(
      name, type, isNullable: isNullable, isAutomatic: isAutomatic, databaseDefault: databaseDefault,
      collation: collation, comment: comment)
    self.init(table, column, unique: isUnique, fill: fill)
  }

  /// Adds a column.
  public init(_ table: String, _ column: ColumnState, unique isUnique: Bool = false, fill: ColumnFill? = nil) {
    self.table = table
    self.column = column
    self.isUnique = isUnique
    self.fill = fill
  }

  private var changes: [SchemaChange] {
    let adding = SchemaChange.addColumn(table: table, column, fill: fill)
    return isUnique ? [adding, .addConstraint(table: table, .unique(column.name))] : [adding]
  }

  /// What the operation does.
  public var summary: String { SchemaChange.addColumn(table: table, column, fill: fill).summary }
  /// The changes as JSON.
  public var signature: String { SignatureText.of(changes, orElse: summary) }
  /// The table.
  public var touches: OperationTouches { .tables([table]) }
  /// The column, and its constraint.
  public func changes(in state: SchemaState) throws -> [SchemaChange] { changes }
  /// Drops the column.
  public func reversed(in state: SchemaState) throws -> [any SchemaOperation]? { try undoing(changes, state) }
}

/// Drops a column with its values. Indexes and constraints that use it have to be dropped before.
public struct DropColumn: PhysicalOperation {
  /// The notes.
  public var notes = OperationNotes()
  /// The table.
  public let table: String
  /// The column's name.
  public let column: String

  /// Drops a column.
  public init(_ table: String, _ column: String) {
    self.table = table
    self.column = column
  }

  /// The change.
  public var change: SchemaChange { .dropColumn(table: table, column) }
}

/// Renames a column. Keys, indexes and constraints follow.
public struct RenameColumn: PhysicalOperation {
  /// The notes.
  public var notes = OperationNotes()
  /// The table.
  public let table: String
  /// The column's name.
  public let column: String
  /// The new name.
  public let newName: String

  /// Renames a column.
  public init(_ table: String, _ column: String, to newName: String) {
    self.table = table
    self.column = column
    self.newName = newName
  }

  /// The change.
  public var change: SchemaChange { .renameColumn(table: table, column, to: newName) }
}

extension ColumnFill {
  /// The same integer in each row.
  public static func integer(_ value: Int64) -> ColumnFill { .value(.integer(value)) }
  /// The same text in each row.
  public static func text(_ value: String) -> ColumnFill { .value(.text(value)) }
  /// The same Boolean in each row.
  public static func bool(_ value: Bool) -> ColumnFill { .value(.bool(value)) }
  /// The same number in each row.
  public static func double(_ value: Double) -> ColumnFill { .value(.double(value)) }
}
