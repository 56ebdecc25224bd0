/// A SQL expression: a column, a comparison, a sum.
///
/// Expressions are built with Swift's operators in the closures of query sets. Each operator has three overloads,
/// (expression, value), (expression, expression) and (value, expression), which keeps type checking fast.
public protocol QueryExpression<Value>: SelectionTerm where SelectedValue == Value {
  /// The Swift type of the result.
  associatedtype Value: Sendable

  /// The type of a property of a ``Selection`` that it selects.
  associatedtype SelectedValue = Value

  /// The expression without its type.
  var erased: AnyExpression { get }

  /// The column, if the expression is a plain column. Comparisons check this first, because most compare columns.
  var bareColumn: BareColumn? { get }
}

extension QueryExpression {
  /// nil: most expressions are not plain columns.
  @inlinable
  public var bareColumn: BareColumn? { nil }
}

/// A column without the type of its values.
public struct BareColumn: Sendable {
  @usableFromInline let path: RelationPath
  @usableFromInline let field: FieldSchema

  @inlinable
  init(path: RelationPath, field: FieldSchema) {
    self.path = path
    self.field = field
  }
}

/// An expression without its type.
public struct AnyExpression: Sendable {
  @usableFromInline let term: ExpressionTerm

  @inlinable
  init(term: consuming ExpressionTerm) { self.term = term }
}

extension QueryExpression {
  @inlinable
  var term: ExpressionTerm { erased.term }

  @inlinable
  var node: ExpressionNode { erased.term.node }
}

/// A column of a model, at the end of a relation path.
public struct ColumnExpression<Value: FieldValue>: QueryExpression {
  @usableFromInline let path: RelationPath
  @usableFromInline let field: FieldSchema

  @inlinable
  init(path: RelationPath, field: FieldSchema) {
    self.path = path
    self.field = field
  }

  /// The expression without its type.
  @inlinable
  public var erased: AnyExpression { AnyExpression(term: ExpressionTerm(path, field)) }

  /// The column itself.
  @inlinable
  public var bareColumn: BareColumn? { BareColumn(path: path, field: field) }
}

/// The result of an operation on expressions.
public struct Expr<Value: Sendable>: QueryExpression {
  /// The expression without its type.
  public let erased: AnyExpression

  @inlinable
  init(term: consuming ExpressionTerm) { erased = AnyExpression(term: term) }

  init(_ node: ExpressionNode) { self.init(term: ExpressionTerm(node)) }
}

/// The conditions of `filter` and `exclude`.
public typealias QueryCondition = Expr<Bool>

extension QueryExpression where Value: FieldValue {
  /// The same expression with an optional type, for operands whose types have to agree. An optional expression stays as
  /// it is.
  public var optional: Expr<Value.Base?> { Expr(node) }
}
