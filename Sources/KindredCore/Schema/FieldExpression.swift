/// An expression over the fields of one row, for indexes.
///
/// ```swift
/// @Model(indexes: [.on(Field("title").lowercased(), unique: true), .on((Field("width") * Field("height")).descending)])
/// ```
///
/// Like ``Field``, it is used in the attribute of the model, and the macro checks the names of its fields. Text has
/// functions; integers and floating-point numbers have arithmetic. The types of the fields are checked when the tables
/// are created.
public struct FieldExpression: Sendable, Hashable, FieldOperand {
  indirect enum Node: Sendable, Hashable {
    case field(F)
    case integer(Int)
    case operation(SQLOperation, [Node])
  }

  let node: Node

  init(_ node: Node) { self.node = node }

  /// The expression itself.
  public var fieldExpression: FieldExpression { self }
}

/// A ``Field``, or an expression over fields.
public protocol FieldOperand: IndexTerm {
  /// The expression.
  var fieldExpression: FieldExpression { get }
}

extension F: FieldOperand {
  /// The field's own value.
  public var fieldExpression: FieldExpression { FieldExpression(.field(self)) }
}

// MARK: - Text

extension FieldOperand {
  private func applying(_ function: SQLOperation) -> FieldExpression {
    FieldExpression(.operation(function, [fieldExpression.node]))
  }

  /// The text in lower case: `LOWER`.
  ///
  /// It is the same expression as `lowercased()` in a query, so the query can use the index. The database defines the
  /// conversion: PostgreSQL uses the locale of the database. SQLite's function converts ASCII letters only, so "É" and
  /// "é" stay different; a function of Kindred's for all of Unicode would make the file unusable for other programs.
  public func lowercased() -> FieldExpression { applying(.lower) }

  /// The text in upper case: `UPPER`, with the limits of ``lowercased()``.
  ///
  /// On PostgreSQL, `iExact` and the other case-insensitive look-ups compare upper case, so they can use an index on
  /// it.
  public func uppercased() -> FieldExpression { applying(.upper) }

  /// The number of the text's Unicode scalars: `LENGTH`.
  public var length: FieldExpression { applying(.length) }
}

// MARK: - Arithmetic

extension FieldOperand {
  private func combined(_ operation: SQLOperation, _ other: some FieldOperand) -> FieldExpression {
    FieldExpression(.operation(operation, [fieldExpression.node, other.fieldExpression.node]))
  }

  private func combined(_ operation: SQLOperation, _ number: Int) -> FieldExpression {
    FieldExpression(.operation(operation, [fieldExpression.node, .integer(number)]))
  }

  /// The sum of two values of a row.
  public static func + (lhs: Self, rhs: some FieldOperand) -> FieldExpression { lhs.combined(.add, rhs) }
  /// The sum with an integer.
  public static func + (lhs: Self, rhs: Int) -> FieldExpression { lhs.combined(.add, rhs) }
  /// The difference of two values of a row.
  public static func - (lhs: Self, rhs: some FieldOperand) -> FieldExpression { lhs.combined(.subtract, rhs) }
  /// The difference from an integer.
  public static func - (lhs: Self, rhs: Int) -> FieldExpression { lhs.combined(.subtract, rhs) }
  /// The product of two values of a row.
  public static func * (lhs: Self, rhs: some FieldOperand) -> FieldExpression { lhs.combined(.multiply, rhs) }
  /// The product with an integer.
  public static func * (lhs: Self, rhs: Int) -> FieldExpression { lhs.combined(.multiply, rhs) }
  /// The quotient of two values of a row. Division of integers truncates.
  public static func / (lhs: Self, rhs: some FieldOperand) -> FieldExpression { lhs.combined(.divide, rhs) }
  /// The quotient by an integer. Division of integers truncates.
  public static func / (lhs: Self, rhs: Int) -> FieldExpression { lhs.combined(.divide, rhs) }
  /// The remainder of the division of two integers of a row.
  public static func % (lhs: Self, rhs: some FieldOperand) -> FieldExpression { lhs.combined(.remainder, rhs) }
  /// The remainder of the division by an integer.
  public static func % (lhs: Self, rhs: Int) -> FieldExpression { lhs.combined(.remainder, rhs) }
}
