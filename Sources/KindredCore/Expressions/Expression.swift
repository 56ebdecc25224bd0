/// Something that SQL computes for each row: a column, a comparison, a sum.
///
/// Expressions are built with Swift's operators in the closures of query sets. There are exactly two overloads of each
/// operator, one with a value and one with another expression, which keeps type checking fast.
public protocol Expression<Value>: Sendable {
  /// The Swift type of the result.
  associatedtype Value: Sendable

  /// The expression without its type.
  var erased: AnyExpression { get }
}

/// An expression without its type.
public struct AnyExpression: Sendable {
  let node: ExpressionNode
}

extension Expression {
  var node: ExpressionNode { erased.node }
}

/// A column of a model, at the end of a path.
public struct Column<Value: FieldValue>: Expression {
  let path: Path
  let field: FieldSchema

  /// The expression without its type.
  public var erased: AnyExpression { AnyExpression(node: .field(path, field)) }
}

/// The result of an operation on expressions.
public struct Expr<Value: Sendable>: Expression {
  /// The expression without its type.
  public let erased: AnyExpression

  init(_ node: ExpressionNode) { erased = AnyExpression(node: node) }
}

/// What `filter` and `exclude` take.
public typealias Condition = Expr<Bool>

extension Expression where Value: FieldValue {
  /// The same expression where NULL is possible, as behind an optional foreign key in ``QuerySet/values(_:)``.
  ///
  /// ```swift
  /// let names = try await Entry.objects.values { $0.reviewer.name.optional }.all() // [String?]
  /// ```
  public var optional: Expr<Value?> { Expr(node) }
}
