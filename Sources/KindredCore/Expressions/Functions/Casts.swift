#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// A value that can be cast to another type: a number, a text or a Boolean.
public protocol CastableValue: FieldValue {}

/// A type that values can be cast to.
public protocol CastTarget: CastableValue {}

extension Int: CastTarget {}
extension Int64: CastTarget {}
extension Int32: CastTarget {}
extension Int16: CastTarget {}
extension Int8: CastTarget {}
extension UInt: CastTarget {}
extension UInt64: CastTarget {}
extension UInt32: CastTarget {}
extension UInt16: CastTarget {}
extension UInt8: CastTarget {}
extension Double: CastTarget {}
extension Float: CastableValue {}
extension Decimal: CastTarget {}
extension String: CastTarget {}
extension Bool: CastTarget {}

extension QueryExpression where Value: CastableValue {
  /// The value as another type: `CAST`.
  ///
  /// ```swift
  /// Item.objects.order { $0.code.cast(to: Int.self) } // "9" before "10"
  /// ```
  ///
  /// A cast has the same result on every database. It follows Swift's conversions where there are any:
  /// - A number becomes an integer without its fraction: 2.9 becomes 2, and -2.9 becomes -2.
  /// - A Boolean becomes 1 or 0, or the text "true" or "false". A number becomes true unless it is 0.
  /// - A text becomes a number if the whole text is one, apart from spaces around it.
  /// - A double becomes a decimal of its first 15 digits. A decimal becomes a text without trailing zeros.
  ///
  /// A text that is not a number, and a number that does not fit the type, throw ``KindredError/Code/invalidValue``. A cast
  /// of a text to a Boolean throws ``KindredError/Code/invalidQuery``.
  public func cast<Target: CastTarget>(to type: Target.Type) -> Expr<Target> { Expr(casted(to: type)) }
}

extension QueryExpression where Value: OptionalFieldValue, Value.Wrapped: CastableValue {
  /// The value as another type; NULL for NULL. See ``cast(to:)-(Target.Type)``.
  public func cast<Target: CastTarget>(to type: Target.Type) -> Expr<Target?> { Expr(casted(to: type)) }
}

extension QueryExpression where Value: FieldValue {
  fileprivate func casted<Target: CastTarget>(to type: Target.Type) -> ExpressionNode {
    let operand = node.isCondition ? ExpressionNode.operation(.isTrue, [node]) : node
    guard let source = CastKind(Value.columnType), let target = CastKind(Target.columnType) else {
      return .invalid(KindredError(.invalidQuery, "\(Value.self) cannot be cast to \(type)."))
    }
    switch target {
    case .integer(let bits):
      let integer = ExpressionNode.operation(.cast(from: source, toIntegerOf: bits), [operand])
      let isWhole = bits == 64 && (Target.self as? any IntegerFieldValue.Type)?.isSigned ?? false
      if case .integer = source { return integer.fitting(type) }
      return isWhole ? integer : integer.fitting(type)
    case .real: return .operation(.castToReal(from: source), [operand])
    case .decimal: return .operation(.castToDecimal(from: source), [operand])
    case .text: return .operation(.castToText(from: source), [operand])
    case .bool:
      switch source {
      case .integer, .real, .decimal: return .operation(.castToBool, [operand])
      case .bool: return operand
      case .text:
        let problem = "A text cannot be cast to a truth value; compare it with the texts that are meant."
        return .invalid(KindredError(.invalidQuery, problem))
      }
    }
  }
}

/// The kinds of types between which casts differ.
private enum CastKind {
  case integer(bits: Int)
  case real(isFloat: Bool)
  case decimal, text, bool

  init?(_ type: ColumnType) {
    switch type.kind {
    case .integer(let bits, _): self = .integer(bits: bits)
    case .double: self = .real(isFloat: false)
    case .float: self = .real(isFloat: true)
    case .decimal: self = .decimal
    case .text: self = .text
    case .bool: self = .bool
    case .bytes, .timestamp, .date, .time, .interval, .uuid, .json, .array: return nil
    }
  }
}

extension SQLOperation {
  fileprivate static func cast(from source: CastKind, toIntegerOf bits: Int) -> SQLOperation {
    switch source {
    case .integer: integers(bits, .operand, .operand, .operand, .operand)
    case .bool:
      integers(
        bits, .operand, .template("CAST(CAST({0} AS integer) AS smallint)"), .template("CAST({0} AS integer)"),
        .template("CAST(CAST({0} AS integer) AS bigint)"))
    case .real, .decimal:
      integers(
        bits, .call("kindred_integer"), .template("CAST(TRUNC({0}) AS smallint)"),
        .template("CAST(TRUNC({0}) AS integer)"), .template("CAST(TRUNC({0}) AS bigint)"))
    case .text:
      integers(
        bits, .call("kindred_integer"), .template("CAST({0} AS smallint)"), .template("CAST({0} AS integer)"),
        .template("CAST({0} AS bigint)"))
    }
  }

  private static func integers(
    _ bits: Int, _ sqlite: SQLSpelling, _ smallint: SQLSpelling, _ integer: SQLSpelling, _ bigint: SQLSpelling
  ) -> SQLOperation {
    let postgres = bits == 16 ? smallint : bits == 32 ? integer : bigint
    return SQLOperation("castToInteger", spelling: sqlite, in: [.postgres: postgres])
  }

  fileprivate static func castToReal(from source: CastKind) -> SQLOperation {
    switch source {
    case .integer, .decimal, .real:
      SQLOperation(
        "castToDouble", spelling: .template("CAST({0} AS REAL)"),
        in: [.postgres: .template("CAST({0} AS double precision)")])
    case .bool:
      SQLOperation(
        "castToDouble", spelling: .template("CAST({0} AS REAL)"),
        in: [.postgres: .template("CAST(CAST({0} AS integer) AS double precision)")])
    case .text:
      SQLOperation(
        "castToDouble", spelling: .call("kindred_real"), in: [.postgres: .template("CAST({0} AS double precision)")])
    }
  }

  fileprivate static func castToDecimal(from source: CastKind) -> SQLOperation {
    switch source {
    case .integer, .decimal:
      SQLOperation("castToDecimal", spelling: .operand, in: [.postgres: .template("CAST({0} AS numeric)")])
    case .bool:
      SQLOperation(
        "castToDecimal", spelling: .operand, in: [.postgres: .template("CAST(CAST({0} AS integer) AS numeric)")])
    case .real, .text:
      SQLOperation(
        "castToDecimal", spelling: .call("kindred_decimal"), in: [.postgres: .template("CAST({0} AS numeric)")])
    }
  }

  fileprivate static func castToText(from source: CastKind) -> SQLOperation {
    switch source {
    case .text: SQLOperation("castToText", spelling: .operand)
    case .integer:
      SQLOperation(
        "castToText", spelling: .template("CAST({0} AS TEXT)"), in: [.postgres: .template("CAST({0} AS text)")])
    case .bool:
      SQLOperation(
        "castToText", spelling: .template("CASE {0} WHEN TRUE THEN 'true' WHEN FALSE THEN 'false' END"),
        in: [.postgres: .template("CAST({0} AS text)")])
    case .decimal:
      SQLOperation(
        "castToText", spelling: .call("kindred_decimal_text"),
        in: [.postgres: .template("CAST(TRIM_SCALE({0}) AS text)")])
    case .real(let isFloat):
      SQLOperation(
        "castToText", spelling: isFloat ? .call("kindred_float_text") : .call("kindred_double_text"),
        in: [.postgres: .template("CAST({0} AS text)")])
    }
  }

  fileprivate static let castToBool = SQLOperation("castToBool", spelling: .template("{0} <> 0", .predicate))
}

// MARK: - Names

extension NamedFunction {
  static let casts: [NamedFunction] = [
    NamedFunction("cast", 2...2, of: "a number, a text or a truth value") { operands, _ in
      let name = try operands[1].value(as: String.self)
      guard let target = targets[NameText.key(name)] else {
        throw FieldValueError("a type is expected, one of \(targets.keys.sorted().joined(separator: ", "))")
      }
      return try operands[0].natural().cast(to: target)
    }
  ]

  private static let targets: [String: any CastTarget.Type] = [
    "integer": Int.self, "smallint": Int16.self, "double": Double.self, "decimal": Decimal.self, "text": String.self,
    "bool": Bool.self,
  ]
}

extension DynamicExpression {
  /// The value as another type.
  func cast(to target: any CastTarget.Type) throws -> DynamicExpression {
    if family == .json {
      guard let reading = JSONForm.Kind(of: target)?.reading else {
        throw NeedError("a number, a text or a truth value")
      }
      return DynamicExpression(.json(reading, at: [], of: node), target)
    }
    guard let source = type as? any CastableValue.Type ?? family.standardType as? any CastableValue.Type else {
      throw NeedError("a number, a text or a truth value")
    }
    func cast<Source: CastableValue, Target: CastTarget>(_: Source.Type, _ target: Target.Type) -> DynamicExpression {
      DynamicExpression(Expr<Source?>(node).casted(to: target), target)
    }
    return cast(source, target)
  }
}
