/// A value that the database works out of the fields of one row, for indexes.
///
/// ```swift
/// @Model(indexes: [.on(Field("title").lowercased(), unique: true), .on((Field("width") * Field("height")).descending)])
/// ```
///
/// Like ``Field``, it stands in the attribute of the model that it is about, and the macro checks the names of its fields.
/// Texts have functions, and integers and floating-point numbers have arithmetic. That the fields are of such a type is
/// checked when the tables are made.
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

  /// The text in small letters: `LOWER`.
  ///
  /// It means the same as `lowercased()` in a query, which the index serves. What a small letter is, the database says.
  /// PostgreSQL goes by the locale of the database. SQLite's own function changes the letters of ASCII only, so that "É"
  /// and "é" stay apart; a function of Kindred's for all of Unicode would make the file unusable for every other program.
  public func lowercased() -> FieldExpression { applying(.lower) }

  /// The text in capitals: `UPPER`, with the limits of ``lowercased()``.
  ///
  /// On PostgreSQL, `iExact` and its like compare capitals, so that an index over them serves these look-ups.
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
  /// The difference to an integer.
  public static func - (lhs: Self, rhs: Int) -> FieldExpression { lhs.combined(.subtract, rhs) }
  /// The product of two values of a row.
  public static func * (lhs: Self, rhs: some FieldOperand) -> FieldExpression { lhs.combined(.multiply, rhs) }
  /// The product with an integer.
  public static func * (lhs: Self, rhs: Int) -> FieldExpression { lhs.combined(.multiply, rhs) }
  /// The quotient of two values of a row; of integers, without the remainder.
  public static func / (lhs: Self, rhs: some FieldOperand) -> FieldExpression { lhs.combined(.divide, rhs) }
  /// The quotient by an integer; of integers, without the remainder.
  public static func / (lhs: Self, rhs: Int) -> FieldExpression { lhs.combined(.divide, rhs) }
  /// The remainder of the division of two integers of a row.
  public static func % (lhs: Self, rhs: some FieldOperand) -> FieldExpression { lhs.combined(.remainder, rhs) }
  /// The remainder of the division by an integer.
  public static func % (lhs: Self, rhs: Int) -> FieldExpression { lhs.combined(.remainder, rhs) }
}
