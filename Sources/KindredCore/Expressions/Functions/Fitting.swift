// An expression assigned to an integer column has to fit the column's Swift type. Otherwise a row would be stored that
// cannot be read.

extension ExpressionNode {
  /// The expression with a range check for an integer type; for other types, the expression itself.
  func fitting<Value: FieldValue>(_ type: Value.Type) -> ExpressionNode {
    switch self {
    case .field, .value, .invalid: return self
    case .operation(.conditional, let operands):
      let fitting = operands.enumerated().map { index, operand in
        SQLOperation.conditional.isResult(operand: index, of: operands.count) ? operand.fitting(type) : operand
      }
      return .operation(.conditional, fitting)
    case .list, .operation, .and, .or, .not, .query, .window, .scoped, .output, .raw, .constant: break
    }
    guard let integers = Value.self as? any IntegerFieldValue.Type, !isChecked(for: integers) else { return self }
    return .operation(.fitting(integers), [self])
  }
}

extension ExpressionNode {
  /// Whether its operator already checks the range of this type.
  private func isChecked<Value: IntegerFieldValue>(for type: Value.Type) -> Bool {
    guard Value.isSigned, Value.bitWidth > 8, let (operation, _) = operation else { return false }
    return SQLArithmetic.integers(Value.columnType).checks(operation)
  }
}

extension SQLOperation {
  fileprivate static func fitting<Value: IntegerFieldValue>(_ type: Value.Type) -> SQLOperation {
    switch (Value.isSigned, Value.bitWidth) {
    case (true, 8): fittingInt8
    case (true, 16): fittingInt16
    case (true, 32): fittingInt32
    case (true, _): fittingInt64
    case (false, 8): fittingUInt8
    case (false, 16): fittingUInt16
    case (false, 32): fittingUInt32
    case (false, _): fittingUInt64
    }
  }

  // PostgreSQL checks the ranges of its own column types. For narrower types, the expression causes an overflow of
  // bigint.
  private static let fittingInt8 = SQLOperation(
    "fitting", spelling: .operand,
    in: [
      .sqlite: .template("kindred_fitting({0}, -128, 127)"),
      .postgres: .template(
        "CASE WHEN {0} BETWEEN -128 AND 127 THEN {0} ELSE 9223372036854775807 * {0} END"),
    ])
  private static let fittingInt16 = SQLOperation(
    "fitting", spelling: .operand, in: [.sqlite: .template("kindred_fitting({0}, -32768, 32767)")])
  private static let fittingInt32 = SQLOperation(
    "fitting", spelling: .operand, in: [.sqlite: .template("kindred_fitting({0}, -2147483648, 2147483647)")])
  private static let fittingInt64 = SQLOperation(
    "fitting", spelling: .operand,
    in: [.sqlite: .template("kindred_fitting({0}, -9223372036854775808, 9223372036854775807)")])
  private static let fittingUInt8 = SQLOperation(
    "fitting", spelling: .operand,
    in: [
      .sqlite: .template("kindred_fitting({0}, 0, 255)"),
      .postgres: .template(
        "CASE WHEN {0} BETWEEN 0 AND 255 THEN {0} ELSE 9223372036854775807 * (ABS({0}) + 1) END"),
    ])
  private static let fittingUInt16 = SQLOperation(
    "fitting", spelling: .operand,
    in: [
      .sqlite: .template("kindred_fitting({0}, 0, 65535)"),
      .postgres: .template(
        "CASE WHEN {0} BETWEEN 0 AND 65535 THEN {0} ELSE 9223372036854775807 * (ABS({0}) + 1) END"),
    ])
  private static let fittingUInt32 = SQLOperation(
    "fitting", spelling: .operand,
    in: [
      .sqlite: .template("kindred_fitting({0}, 0, 4294967295)"),
      .postgres: .template(
        "CASE WHEN {0} BETWEEN 0 AND 4294967295 THEN {0} ELSE 9223372036854775807 * (ABS({0}) + 1) END"),
    ])
  private static let fittingUInt64 = SQLOperation(
    "fitting", spelling: .operand,
    in: [
      .sqlite: .template("kindred_fitting({0}, 0, 9223372036854775807)"),
      .postgres: .template("CASE WHEN {0} >= 0 THEN {0} ELSE -9223372036854775807 - 1 + {0} END"),
    ])
}
