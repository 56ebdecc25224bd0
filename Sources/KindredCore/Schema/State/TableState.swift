/// A table of a ``SchemaState``.
public struct TableState: Sendable, Hashable {
  /// The table's name.
  public var name: String
  /// The columns, in the order in which they are created. Two tables are equal whatever that order is.
  public var columns: [ColumnState]
  /// The names of the primary key's columns.
  public var key: [String]
  /// The foreign keys, unique constraints and checks.
  public var constraints: Set<ConstraintState>
  /// The indexes.
  public var indexes: Set<IndexState>
  /// A comment on the table, if the database supports it.
  public var comment: String?

  /// Makes a table.
  public init(
    _ name: String, columns: [ColumnState], key: [String], constraints: Set<ConstraintState> = [],
    indexes: Set<IndexState> = [], comment: String? = nil
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

  /// Whether two tables are the same but for the order of their columns.
  public static func == (lhs: TableState, rhs: TableState) -> Bool {
    lhs.name == rhs.name && lhs.key == rhs.key && lhs.comment == rhs.comment && lhs.constraints == rhs.constraints
      && lhs.indexes == rhs.indexes
      && (lhs.columns == rhs.columns || Set(lhs.columns) == Set(rhs.columns))
  }

  /// Hashes what equality compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(key)
    hasher.combine(Set(columns))
    hasher.combine(constraints)
    hasher.combine(indexes)
  }
}
