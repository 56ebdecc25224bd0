// Conditional expressions: `CASE WHEN … THEN … ELSE … END`.

extension SQLOperation {
  /// The operands are conditions and results in turn. A last operand alone is the result if no condition is true.
  static let conditional = SQLOperation(
    "case", nulls: .custom, spelling: .written(ConditionalSpelling(), .primary, infersTypes: false))

  /// A condition as a value. It is false instead of NULL if a NULL makes it unknown.
  static let isTrue = SQLOperation(
    "isTrue", kind: .predicate, nulls: .falseIfAnyNull, spelling: .postfix("IS TRUE"))

  /// Whether the operand at an index is a result, not a condition.
  func isResult(operand index: Int, of count: Int) -> Bool {
    self == .conditional && (index % 2 == 1 || index == count - 1)
  }
}

private struct ConditionalSpelling: SQLWriting {
  func write(_ operands: [SQLExpression], to writer: inout SQLWriter) {
    writer.write("CASE")
    var rest = operands[...]
    while rest.count > 1 {
      writer.write(condition: rest.removeFirst(), after: " WHEN ")
      writer.write(" THEN ")
      writer.write(argument: rest.removeFirst())
    }
    if let otherwise = rest.first {
      writer.write(" ELSE ")
      writer.write(argument: otherwise)
    }
    writer.write(" END")
  }
}

/// A conditional expression: the result of the first condition that is true. See ``when(_:then:)-(_,Result)``.
///
/// It is NULL, and so optional, if no condition is true. ``otherwise(_:)-(Result.Base)`` gives it a value for that case.
public struct ConditionalExpression<Result: FieldValue>: QueryExpression {
  /// Optional, because it is NULL if no condition is true.
  public typealias Value = Result.Base?

  let operands: [ExpressionNode]

  /// The expression without its type.
  public var erased: AnyExpression { AnyExpression(term: ExpressionTerm(.operation(.conditional, operands))) }
}

extension ConditionalExpression: OrderingTerm {
  /// The ascending order.
  public var orderingTerms: [QueryOrdering] { [asc] }
}

/// A value if a condition is true. Further conditions and a value for all other cases can follow.
///
/// ```swift
/// Entry.objects.values {
///   when($0.rating > 7, then: "good").when($0.rating > 3, then: "fair").otherwise("poor") // a String
/// }
/// // SELECT CASE WHEN "entry"."rating" > ?1 THEN ?2 WHEN "entry"."rating" > ?3 THEN ?4 ELSE ?5 END FROM "entry"
/// ```
///
/// The conditions are tested in order, and the first true one decides. A condition that is unknown because of a NULL
/// is not true. A ``Q`` is used as `q.condition`. All conditions and results apply to the same row: conditions on related
/// rows join them. Only a negated condition is tested separately, with `EXISTS`, as in `filter`.
///
/// It can be used wherever an expression can: in `values`, `annotate`, `filter`, `order`, an aggregate, and `set`:
///
/// ```swift
/// try await Entry.objects.update { $0.rating.set(when($0.rating < 9, then: $0.rating + 1).otherwise(10)) }
/// ```
public func when<Condition: QueryExpression<Bool>, Result: FieldValue>(
  _ condition: Condition, then result: Result
) -> ConditionalExpression<Result> {
  ConditionalExpression(operands: [condition.node, .value(of: result)])
}

/// The value of an expression if a condition is true.
public func when<Condition: QueryExpression<Bool>, E: QueryExpression>(
  _ condition: Condition, then result: E
) -> ConditionalExpression<E.Value> where E.Value: FieldValue {
  ConditionalExpression(operands: [condition.node, result.node])
}

extension ConditionalExpression {
  /// A value if this condition is true and none of the earlier ones is.
  public func when<Condition: QueryExpression<Bool>>(_ condition: Condition, then result: Result.Base) -> Self {
    ConditionalExpression(operands: operands + [condition.node, .value(of: result)])
  }

  /// The value of an expression if this condition is true and none of the earlier ones is.
  public func when<Condition: QueryExpression<Bool>, E: QueryExpression<Result>>(
    _ condition: Condition, then result: E
  ) -> Self {
    ConditionalExpression(operands: operands + [condition.node, result.node])
  }

  /// An optional value.
  @_disfavoredOverload
  public func when<Condition: QueryExpression<Bool>>(
    _ condition: Condition, then result: Result.Base?
  ) -> ConditionalExpression<Result.Base?> {
    ConditionalExpression<Result.Base?>(operands: operands + [condition.node, .value(of: result)])
  }

  /// An expression that is optional if the other results are not, or required if they are optional.
  @_disfavoredOverload
  public func when<Condition: QueryExpression<Bool>, E: QueryExpression>(
    _ condition: Condition, then result: E
  ) -> ConditionalExpression<Result.Base?> where E.Value: FieldValue, E.Value.Base == Result.Base {
    ConditionalExpression<Result.Base?>(operands: operands + [condition.node, result.node])
  }

  /// The value if no condition is true.
  public func otherwise(_ result: Result.Base) -> Expr<Result> {
    Expr(.operation(.conditional, operands + [.value(of: result)]))
  }

  /// The value of an expression if no condition is true.
  public func otherwise<E: QueryExpression<Result>>(_ result: E) -> Expr<Result> {
    Expr(.operation(.conditional, operands + [result.node]))
  }

  /// An optional value if no condition is true.
  @_disfavoredOverload
  public func otherwise(_ result: Result.Base?) -> Expr<Result.Base?> {
    Expr(.operation(.conditional, operands + [.value(of: result)]))
  }

  /// An expression that is optional if the other results are not, or required if they are optional.
  @_disfavoredOverload
  public func otherwise<E: QueryExpression>(_ result: E) -> Expr<Result.Base?>
  where E.Value: FieldValue, E.Value.Base == Result.Base {
    Expr(.operation(.conditional, operands + [result.node]))
  }
}
