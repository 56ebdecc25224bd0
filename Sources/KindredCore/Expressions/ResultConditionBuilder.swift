/// Takes the condition on a result, which is a single one.
///
/// It is a result builder for the type checker's sake: it looks into such a closure only when it knows the types of the
/// closure's parameters, which come from the closure of `values` or `annotate` in the same expression. Without it, a
/// chain of the two would be solved as one, with guesses for the types between them.
@resultBuilder
public enum ResultConditionBuilder {
  /// Takes the condition.
  public static func buildExpression<C: QueryExpression<Bool>>(_ condition: C) -> QueryCondition {
    QueryCondition(condition.node)
  }
  /// Takes the condition.
  public static func buildBlock(_ condition: QueryCondition) -> QueryCondition { condition }
}
