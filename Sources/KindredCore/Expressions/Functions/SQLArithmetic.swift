#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The operators of a kind of number.
///
/// Databases treat overflow differently. PostgreSQL throws; SQLite continues with a floating-point number, which an
/// integer column would accept. So on SQLite the integer operators are functions of Kindred that throw as well.
public struct SQLArithmetic: Sendable {
  let add: SQLOperation
  let subtract: SQLOperation
  let multiply: SQLOperation
  let negate: SQLOperation
  /// Division by a number that is not zero.
  let divide: SQLOperation
  let remainder: SQLOperation
  /// Division by a number that may be zero.
  let divideOrNull: SQLOperation
  let remainderOrNull: SQLOperation

  /// The plain SQL operators.
  static let plain = SQLArithmetic(
    add: .add, subtract: .subtract, multiply: .multiply, negate: .negate, divide: .divide, remainder: .remainder,
    divideOrNull: .divideOrNull, remainderOrNull: .remainderOrNull)

  private static let integers16 = SQLArithmetic(
    add: .checked("add", "+", .additive, "kindred_add({0}, {1}, 16)"),
    subtract: .checked("subtract", "-", .additive, "kindred_subtract({0}, {1}, 16)"),
    multiply: .checked("multiply", "*", .multiplicative, "kindred_multiply({0}, {1}, 16)"),
    negate: .checkedNegation("kindred_subtract(0, {0}, 16)"),
    divide: .checked("divide", "/", .multiplicative, "kindred_divide({0}, {1}, 16)"), remainder: .remainder,
    divideOrNull: .checkedDivision("kindred_divide({0}, {1}, 16)"), remainderOrNull: .remainderOrNull)

  private static let integers32 = SQLArithmetic(
    add: .checked("add", "+", .additive, "kindred_add({0}, {1}, 32)"),
    subtract: .checked("subtract", "-", .additive, "kindred_subtract({0}, {1}, 32)"),
    multiply: .checked("multiply", "*", .multiplicative, "kindred_multiply({0}, {1}, 32)"),
    negate: .checkedNegation("kindred_subtract(0, {0}, 32)"),
    divide: .checked("divide", "/", .multiplicative, "kindred_divide({0}, {1}, 32)"), remainder: .remainder,
    divideOrNull: .checkedDivision("kindred_divide({0}, {1}, 32)"), remainderOrNull: .remainderOrNull)

  static let integers64 = SQLArithmetic(
    add: .checked("add", "+", .additive, "kindred_add({0}, {1})"),
    subtract: .checked("subtract", "-", .additive, "kindred_subtract({0}, {1})"),
    multiply: .checked("multiply", "*", .multiplicative, "kindred_multiply({0}, {1})"),
    negate: .checkedNegation("kindred_subtract(0, {0})"),
    divide: .checked("divide", "/", .multiplicative, "kindred_divide({0}, {1})"), remainder: .remainder,
    divideOrNull: .checkedDivision("kindred_divide({0}, {1})"), remainderOrNull: .remainderOrNull)

  /// SQLite calculates with reals. The text of the result has the 15 digits that are meant.
  static let decimals = SQLArithmetic(
    add: .checked("add", "+", .additive, "CAST(CAST({0} + {1} AS TEXT) AS NUMERIC)"),
    subtract: .checked("subtract", "-", .additive, "CAST(CAST({0} - {1} AS TEXT) AS NUMERIC)"),
    multiply: .checked("multiply", "*", .multiplicative, "CAST(CAST({0} * {1} AS TEXT) AS NUMERIC)"),
    negate: .negate,
    divide: .checked("divide", "/", .multiplicative, "CAST(CAST({0} * 1.0 / {1} AS TEXT) AS NUMERIC)"),
    remainder: .remainder, divideOrNull: .checkedDivision("CAST(CAST({0} * 1.0 / {1} AS TEXT) AS NUMERIC)"),
    remainderOrNull: .remainderOrNull)

  /// The operators of the integers in columns of a type.
  static func integers(_ type: ColumnType) -> SQLArithmetic {
    switch type.bits {
    case 16: integers16
    case 32: integers32
    case _: integers64
    }
  }

  /// Whether an operation is one of these that check for overflow.
  func checks(_ operation: SQLOperation) -> Bool {
    [add, subtract, multiply, negate, divide, divideOrNull].contains(operation)
  }

  /// The quotient; NULL if the divisor is zero.
  func quotient(_ dividend: ExpressionNode, _ divisor: ExpressionNode) -> ExpressionNode {
    .operation(divisor.isNonzeroValue ? divide : divideOrNull, [dividend, divisor])
  }

  /// The remainder; NULL if the divisor is zero.
  func remainder(_ dividend: ExpressionNode, _ divisor: ExpressionNode) -> ExpressionNode {
    .operation(divisor.isNonzeroValue ? remainder : remainderOrNull, [dividend, divisor])
  }
}

extension SQLOperation {
  static let add = SQLOperation("add", spelling: .infix("+", .additive))
  static let subtract = SQLOperation("subtract", spelling: .infix("-", .additive))
  static let multiply = SQLOperation("multiply", spelling: .infix("*", .multiplicative))
  static let divide = SQLOperation("divide", spelling: .infix("/", .multiplicative))
  static let remainder = SQLOperation("remainder", spelling: .infix("%", .multiplicative))
  static let negate = SQLOperation("negate", spelling: .prefix("-"))

  fileprivate static let divideOrNull = SQLOperation(
    "divide", nulls: .nullIfAnyNull, spelling: .infix("/", .multiplicative),
    in: [.postgres: .template("{0} / NULLIF({1}, 0)", .multiplicative)])
  fileprivate static let remainderOrNull = SQLOperation(
    "remainder", nulls: .nullIfAnyNull, spelling: .infix("%", .multiplicative),
    in: [.postgres: .template("{0} % NULLIF({1}, 0)", .multiplicative)])

  fileprivate static func checked(
    _ name: StaticString, _ sign: StaticString, _ precedence: SQLPrecedence, _ call: StaticString
  ) -> SQLOperation {
    SQLOperation(name, spelling: .infix(sign, precedence), in: [.sqlite: .template(call)])
  }

  fileprivate static func checkedNegation(_ call: StaticString) -> SQLOperation {
    SQLOperation("negate", spelling: .prefix("-"), in: [.sqlite: .template(call)])
  }

  fileprivate static func checkedDivision(_ call: StaticString) -> SQLOperation {
    SQLOperation(
      "divide", nulls: .nullIfAnyNull, spelling: .infix("/", .multiplicative),
      in: [.sqlite: .template(call), .postgres: .template("{0} / NULLIF({1}, 0)", .multiplicative)])
  }
}

extension ColumnType {
  /// The number of bits of the column's integers; nil if it has none.
  fileprivate var bits: Int? { if case .integer(let bits, _) = kind { bits } else { nil } }
}

extension ExpressionNode {
  /// Whether the node is a constant number other than zero.
  fileprivate var isNonzeroValue: Bool {
    guard case .value(let node) = self else { return false }
    switch node.value {
    case .integer(let number): return number != 0
    case .double(let number): return number != 0
    case .decimal(let number): return number != 0
    case .null, .bool, .text, .bytes, .timestamp, .date, .time, .interval, .uuid, .list, .json: return false
    }
  }
}
