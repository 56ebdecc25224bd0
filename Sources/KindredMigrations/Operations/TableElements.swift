public import KindredCore

/// A part of a table in ``CreateTable``: a column, an index or a constraint.
public protocol TableElement: Sendable {
  /// Adds the part to a table.
  func add(to table: inout TableState)
}

/// Collects the parts of a table, one in each statement.
@resultBuilder
public enum TableElements {
  /// One part.
  public static func buildExpression<Element: TableElement>(_ element: Element) -> any TableElement { element }
  /// The first part.
  public static func buildPartialBlock(first: any TableElement) -> [any TableElement] { [first] }
  /// One more part.
  public static func buildPartialBlock(accumulated: [any TableElement], next: any TableElement) -> [any TableElement] {
    accumulated + [next]
  }
}

/// A column of a table that is created.
///
/// ```swift
/// CreateTable("tag") {
///   TableColumn("id", .integer(bits: 64), key: .automatic)
///   TableColumn("name", .text(100), unique: true)
/// }
/// ```
public struct TableColumn: TableElement, Hashable {
  /// The part of a column in the primary key.
  public enum Key: Sendable, Hashable {
    /// The column is the key, and the database generates its values.
    case automatic
    /// The column is the key, or one of its columns in the order in which they are written.
    case given
  }

  /// The column.
  public let column: ColumnState
  /// Whether it is of the primary key.
  public let isKey: Bool
  /// Whether no two rows have the same value.
  public let isUnique: Bool

  /// Makes a column.
  ///
  /// - Parameters:
  ///   - name: The name in the database.
  ///   - type: The type.
  ///   - key: Its part in the primary key; nil if it is not of it.
  ///   - isAutomatic: Whether the database generates its values, for a column that is not of the key.
  ///   - isNullable: Whether it may be NULL.
  ///   - isUnique: Whether no two rows have the same value.
  ///   - databaseDefault: The value that the database uses when none is sent.
  ///   - collation: The collation.
  ///   - comment: A comment, where the database has them.
  public init(
    _ name: String, _ type: ColumnType, key: Key? = nil, automatic isAutomatic: Bool = false,
    isNullable: Bool = false, unique isUnique: Bool = false, default databaseDefault: DatabaseDefault? = nil,
    collation: String? = nil, comment: String? = nil
  ) {
    column = ColumnState(
      name, type, isNullable: isNullable, isAutomatic: isAutomatic || key == .automatic,
      databaseDefault: databaseDefault, collation: collation, comment: comment)
    isKey = key != nil
    self.isUnique = isUnique
  }

  /// Adds the column, and its part in the key.
  public func add(to table: inout TableState) {
    table.columns.append(column)
    if isKey { table.key.append(column.name) }
    if isUnique { table.constraints.append(.unique(column.name)) }
  }
}

extension ConstraintState: TableElement {
  /// Adds the constraint.
  public func add(to table: inout TableState) { table.constraints.append(self) }
}

extension IndexState: TableElement {
  /// Adds the index.
  public func add(to table: inout TableState) { table.indexes.append(self) }
}
