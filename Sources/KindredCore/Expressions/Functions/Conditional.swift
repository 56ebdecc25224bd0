// Values that go by conditions: `CASE WHEN … THEN … ELSE … END`.

extension SQLOperation {
  /// Conditions and results in turn. A last operand without a partner is the result where no condition holds.
  static let conditional = SQLOperation(
    "case", nulls: .custom, spelling: .written(ConditionalSpelling(), .primary, infersTypes: false))

  /// A condition as a value: what is unknown because of a NULL is false.
  static let isTrue = SQLOperation(
    "isTrue", kind: .predicate, nulls: .falseIfAnyNull, spelling: .postfix("IS TRUE"))

  /// Whether the operand at an index is one that is selected, and not a condition that is asked.
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

/// A value that goes by conditions: the result of the first one that holds. See ``when(_:then:)-(_,Result)``.
///
/// It is NULL where none holds, and so optional, until ``otherwise(_:)-(Result.Base)`` says what it is then.
public struct ConditionalExpression<Result: FieldValue>: QueryExpression {
  /// NULL where no condition holds.
  public typealias Value = Result.Base?

  let operands: [ExpressionNode]

  /// The expression without its type.
  public var erased: AnyExpression { AnyExpression(term: ExpressionTerm(.operation(.conditional, operands))) }
}

extension ConditionalExpression: OrderingTerm {
  /// From the smallest to the largest.
  public var orderingTerms: [QueryOrdering] { [asc] }
}

/// A value where a condition holds; further conditions and what holds otherwise follow.
///
/// ```swift
/// Entry.objects.values {
///   when($0.rating > 7, then: "good").when($0.rating > 3, then: "fair").otherwise("poor") // a String
/// }
/// // SELECT CASE WHEN "entry"."rating" > ?1 THEN ?2 WHEN "entry"."rating" > ?3 THEN ?4 ELSE ?5 END FROM "entry"
/// ```
///
/// The conditions are asked one after the other, and the first that holds decides. One that is unknown because of a NULL
/// does not hold. A ``Q`` is a condition as `q.condition`. All of them, and all results, speak of the same row, so that
/// conditions on related rows join them; only a negated one asks for them by itself, as in `filter`.
///
/// It can stand wherever an expression can: in `values`, `annotate`, `filter`, `order`, an aggregate, and `set`:
///
/// ```swift
/// try await Entry.objects.update { $0.rating.set(when($0.rating < 9, then: $0.rating + 1).otherwise(10)) }
/// ```
public func when<Condition: QueryExpression<Bool>, Result: FieldValue>(
  _ condition: Condition, then result: Result
) -> ConditionalExpression<Result> {
  ConditionalExpression(operands: [condition.node, .value(of: result)])
}

/// What an expression gives where a condition holds.
public func when<Condition: QueryExpression<Bool>, E: QueryExpression>(
  _ condition: Condition, then result: E
) -> ConditionalExpression<E.Value> where E.Value: FieldValue {
  ConditionalExpression(operands: [condition.node, result.node])
}

extension ConditionalExpression {
  /// A value where this condition holds and none of those before does.
  public func when<Condition: QueryExpression<Bool>>(_ condition: Condition, then result: Result.Base) -> Self {
    ConditionalExpression(operands: operands + [condition.node, .value(of: result)])
  }

  /// What an expression gives where this condition holds and none of those before does.
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

  /// An expression that is optional where the others are not, or the other way round.
  @_disfavoredOverload
  public func when<Condition: QueryExpression<Bool>, E: QueryExpression>(
    _ condition: Condition, then result: E
  ) -> ConditionalExpression<Result.Base?> where E.Value: FieldValue, E.Value.Base == Result.Base {
    ConditionalExpression<Result.Base?>(operands: operands + [condition.node, result.node])
  }

  /// The value where no condition holds.
  public func otherwise(_ result: Result.Base) -> Expr<Result> {
    Expr(.operation(.conditional, operands + [.value(of: result)]))
  }

  /// What an expression gives where no condition holds.
  public func otherwise<E: QueryExpression<Result>>(_ result: E) -> Expr<Result> {
    Expr(.operation(.conditional, operands + [result.node]))
  }

  /// An optional value where no condition holds.
  @_disfavoredOverload
  public func otherwise(_ result: Result.Base?) -> Expr<Result.Base?> {
    Expr(.operation(.conditional, operands + [.value(of: result)]))
  }

  /// An expression that is optional where the others are not, or the other way round.
  @_disfavoredOverload
  public func otherwise<E: QueryExpression>(_ result: E) -> Expr<Result.Base?>
  where E.Value: FieldValue, E.Value.Base == Result.Base {
    Expr(.operation(.conditional, operands + [result.node]))
  }
}
