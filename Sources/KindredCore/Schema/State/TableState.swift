/// A table of a ``SchemaState``.
///
/// Two tables are equal whatever the order of their columns, constraints and indexes is.
public struct TableState: Sendable, Hashable {
  /// The table's name.
  public var name: String
  /// The columns, in the order in which they are created.
  public var columns: [ColumnState]
  /// The names of the primary key's columns.
  public var key: [String]
  /// The foreign keys, unique constraints and checks.
  public var constraints: [ConstraintState]
  /// The indexes.
  public var indexes: [IndexState]
  /// A comment on the table, if the database supports it.
  public var comment: String?

  /// Makes a table.
  public init(
    _ name: String, columns: [ColumnState], key: [String], constraints: [ConstraintState] = [],
    indexes: [IndexState] = [], comment: String? = nil
  ) {
    self.name = name
    self.columns = columns
    self.key = key
    self.constraints = constraints
    self.indexes = indexes
    self.comment = comment
  }

  /// The column with a name.
  public func column(_ name: String) -> ColumnState? { columns.first { $0.name == name } }

  /// Whether two tables are the same but for the order of their columns, constraints and indexes.
  public static func == (lhs: TableState, rhs: TableState) -> Bool {
    lhs.name == rhs.name && lhs.key == rhs.key && lhs.comment == rhs.comment && areEqual(lhs.columns, rhs.columns)
      && areEqual(lhs.constraints, rhs.constraints) && areEqual(lhs.indexes, rhs.indexes)
  }

  /// Whether two lists have the same elements.
  private static func areEqual<Element: Hashable>(_ lhs: [Element], _ rhs: [Element]) -> Bool {
    lhs == rhs || (lhs.count == rhs.count && Set(lhs) == Set(rhs))
  }

  /// Hashes what equality compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(key)
    hasher.combine(Set(columns))
    hasher.combine(Set(constraints))
    hasher.combine(Set(indexes))
  }
}
