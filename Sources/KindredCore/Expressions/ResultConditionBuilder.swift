/// The result builder for the single condition on a result.
///
/// It is a result builder to help the type checker, which checks such a closure only after it knows the types of its
/// parameters. They come from the closure of `values` or `annotate` in the same expression. Otherwise both closures
/// would be solved together, with guesses for the types between them.
@resultBuilder
public enum ResultConditionBuilder {
  /// Takes the condition.
  public static func buildExpression<C: QueryExpression<Bool>>(_ condition: C) -> QueryCondition {
    QueryCondition(condition.node)
  }
  /// Takes the condition.
  public static func buildBlock(_ condition: QueryCondition) -> QueryCondition { condition }
}
