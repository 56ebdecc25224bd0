#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// A parameter of a function or look-up that is registered by name: an expression of a fixed type, or a plain value.
///
/// ```swift
/// NamedFunction("prefix") { (text: Expr<String?>, length: Int) in text.prefix(length) }
/// ```
///
/// Expressions are optional, because any operand may be NULL.
public protocol NamedParameter: Sendable {
  /// Whether an expression of a type can be passed.
  static func accepts(_ type: any FieldValue.Type) -> Bool

  /// What is expected, in words.
  static var expectation: String { get }

  /// Takes an operand.
  ///
  /// - Throws: ``FieldValueError`` or ``KindredError`` when the operand cannot be passed.
  init(_ operand: DynamicOperand) throws
}

extension Expr: NamedParameter where Value: FieldValue {
  /// Whether an expression of a type can be passed: one of the same type or, where a standard type is expected, any type
  /// that is stored like it. A floating-point number may also be an integer.
  public static func accepts(_ type: any FieldValue.Type) -> Bool {
    let (wanted, type) = (Value.baseType, type.baseType)
    if wanted == type { return true }
    guard isStandard(wanted) else { return false }
    let (family, other) = (ValueFamily(wanted.columnType), ValueFamily(type.columnType))
    return family == other || (family == .real && other == .integer)
  }

  private static func isStandard(_ type: any FieldValue.Type) -> Bool {
    let standard: [any FieldValue.Type] = [
      Int.self, Double.self, Decimal.self, Bool.self, String.self, Data.self, Date.self, CalendarDate.self,
      TimeOfDay.self, Duration.self, UUID.self,
    ]
    return standard.contains { $0 == type }
  }

  /// What is expected, in words.
  public static var expectation: String { ValueFamily.description(of: [ValueFamily(Value.columnType)]) }

  /// Takes an operand.
  public init(_ operand: DynamicOperand) throws {
    if case .expression(let expression) = operand.form, !Self.accepts(expression.type) {
      throw KindredError(.invalidQuery, "\(expression.family.plural) are no \(Self.expectation)")
    }
    self.init(try operand.expression(as: Value.self).node)
  }
}

/// A parameter that is a plain value.
public protocol NamedConstant: NamedParameter, FieldValue {}

extension NamedConstant {
  /// No expression can be passed.
  public static func accepts(_ type: any FieldValue.Type) -> Bool { false }
  /// What is expected, in words.
  public static var expectation: String { "a plain value" }
  /// Takes an operand.
  public init(_ operand: DynamicOperand) throws { self = try operand.value(as: Self.self) }
}

extension Int: NamedConstant {}
extension Double: NamedConstant {}
extension Bool: NamedConstant {}
extension String: NamedConstant {}
extension Date: NamedConstant {}
extension CalendarDate: NamedConstant {}
