public import KindredCore

// Functions instead of operators, because they compile faster: a history has thousands of operations.
extension NamedExpression {
  /// A column, by its name in the database.
  public static func column(_ name: String) -> NamedExpression { F(name).namedExpression }

  /// The column is NULL.
  public static func isNull(_ column: String) -> NamedExpression { F(column).isNull }

  /// The column is not NULL.
  public static func isNotNull(_ column: String) -> NamedExpression { F(column).isNotNull }

  /// The column has a value.
  public static func equal(_ column: String, _ value: some NamedArgument) -> NamedExpression {
    F(column).lookup("exact", value)
  }

  /// The column is within a range, its ends included.
  public static func range<Bound: NamedArgument>(
    _ column: String, _ first: Bound, _ last: Bound
  ) -> NamedExpression {
    F(column).lookup("range", [first, last])
  }

  /// The column in lower case.
  public static func lower(_ column: String) -> NamedExpression { F(column).lowercased() }

  /// The column in upper case.
  public static func upper(_ column: String) -> NamedExpression { F(column).uppercased() }
}

extension ColumnType {
  /// Text of a maximum length, in characters.
  public static func text(_ maxLength: Int) -> ColumnType { ColumnType(.text(maxLength: maxLength)) }

  /// A decimal number of so many digits, with so many of them after the point.
  public static func decimal(digits: Int, places: Int) -> ColumnType {
    ColumnType(.decimal(digits: digits, places: places))
  }
}
