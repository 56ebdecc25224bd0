/// A column of a ``TableState``.
public struct ColumnState: Sendable, Hashable {
  /// The column's name.
  public var name: String
  /// The column's type.
  public var type: ColumnType
  /// Whether the column may be NULL.
  public var isNullable: Bool
  /// Whether the database generates the values of this key.
  public var isAutomatic: Bool
  /// The value that the database uses when none is sent.
  public var databaseDefault: DatabaseDefault?
  /// The column's collation.
  public var collation: String?
  /// A comment on the column, if the database supports it.
  public var comment: String?

  /// Makes a column.
  public init(
    _ name: String, _ type: ColumnType, isNullable: Bool = false, isAutomatic: Bool = false,
    databaseDefault: DatabaseDefault? = nil, collation: String? = nil, comment: String? = nil
  ) {
    self.name = name
    self.type = type
    self.isNullable = isNullable
    self.isAutomatic = isAutomatic
    self.databaseDefault = databaseDefault
    self.collation = collation
    self.comment = comment
  }
}
