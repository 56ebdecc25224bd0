public import KindredCore

/// Creates a table.
///
/// ```swift
/// CreateTable("entry") {
///   TableColumn("id", .integer(bits: 64), key: .automatic)
///   TableColumn("blog_id", .integer(bits: 64))
///   TableColumn("headline", .text(255))
///   ConstraintState.foreignKey("blog_id", to: "blog", "id")
///   IndexState.on("headline")
/// }
/// ```
public struct CreateTable: PhysicalOperation {
  /// The notes.
  public var notes = OperationNotes()
  /// The table.
  public let table: TableState

  /// Creates a table of some parts.
  ///
  /// - Parameter comment: A comment on the table, where the database has them.
  public init(_ name: String, comment: String? = nil, @TableElements _ elements: () -> [any TableElement]) {
    var table = TableState(name, columns: [], key: [], comment: comment)
    for element in elements() { element.add(to: &table) }
    self.table = table
  }

  /// Creates a table.
  public init(_ table: TableState) { self.table = table }

  /// The change.
  public var change: SchemaChange { .createTable(table) }
}

/// Drops a table with its rows. Foreign keys to it have to be dropped before.
public struct DropTable: PhysicalOperation {
  /// The notes.
  public var notes = OperationNotes()
  /// The table.
  public let table: String

  /// Drops a table.
  public init(_ table: String) { self.table = table }

  /// The change.
  public var change: SchemaChange { .dropTable(table) }
}

/// Renames a table. Foreign keys of other tables follow.
public struct RenameTable: PhysicalOperation {
  /// The notes.
  public var notes = OperationNotes()
  /// The table.
  public let table: String
  /// The new name.
  public let newName: String

  /// Renames a table.
  public init(_ table: String, to newName: String) {
    self.table = table
    self.newName = newName
  }

  /// The change.
  public var change: SchemaChange { .renameTable(table, to: newName) }
}

/// Sets or removes the comment on a table.
public struct SetTableComment: PhysicalOperation {
  /// The notes.
  public var notes = OperationNotes()
  /// The table.
  public let table: String
  /// The new comment; nil for none.
  public let comment: String?

  /// Sets the comment on a table; nil removes it.
  public init(_ table: String, _ comment: String?) {
    self.table = table
    self.comment = comment
  }

  /// The change.
  public var change: SchemaChange { .setTableComment(table: table, comment) }
}

/// Changes the columns of a table's primary key.
public struct SetKey: PhysicalOperation {
  /// The notes.
  public var notes = OperationNotes()
  /// The table.
  public let table: String
  /// The names of the columns, in order.
  public let columns: [String]

  /// Makes some columns the primary key.
  public init(_ table: String, _ columns: String...) { self.init(table, columns: columns) }

  /// Makes some columns the primary key.
  public init(_ table: String, columns: [String]) {
    self.table = table
    self.columns = columns
  }

  /// The change.
  public var change: SchemaChange { .setKey(table: table, columns) }
}
