public import KindredCore

extension ConstraintState {
  /// No two rows have the same values in some columns.
  ///
  /// - Parameter name: The explicit name; nil for a derived one.
  public static func unique(_ columns: String..., name: String? = nil) -> ConstraintState {
    ConstraintState(name, .unique(columns: columns))
  }

  /// A condition on the columns of each row, named as in the database.
  ///
  /// - Parameter name: The explicit name; nil for one that the database gives.
  public static func check(_ name: String?, _ condition: NamedExpression) -> ConstraintState {
    ConstraintState(name, .check(condition))
  }

  /// A foreign key of one column.
  public static func foreignKey(
    _ column: String, to table: String, _ target: String, onDelete: ForeignKeyState.Action? = nil, name: String? = nil
  ) -> ConstraintState {
    .foreignKey([column], to: table, [target], onDelete: onDelete, name: name)
  }

  /// A foreign key of several columns.
  public static func foreignKey(
    _ columns: [String], to table: String, _ targets: [String], onDelete: ForeignKeyState.Action? = nil,
    name: String? = nil
  ) -> ConstraintState {
    let key = ForeignKeyState(columns: columns, table: table, targets: targets, onDelete: onDelete)
    return ConstraintState(name, .foreignKey(key))
  }
}

extension IndexState {
  /// An index on columns and expressions; a minus sign before a name makes it descending.
  ///
  /// - Parameter name: The explicit name; nil for a derived one.
  public static func on(
    _ terms: any IndexTerm..., name: String? = nil, unique: Bool = false, where condition: NamedExpression? = nil
  ) -> IndexState {
    IndexState(name, terms.map(\.indexElement), isUnique: unique, condition: condition)
  }
}
