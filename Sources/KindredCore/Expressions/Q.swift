/// A reusable condition on the rows of a model.
///
/// ```swift
/// let recent = Q<Entry> { $0.pubDate > day }
/// let good = Q<Entry> { $0.rating >= 8 }
/// try await Entry.objects.filter(recent && !good).all()
/// try await Entry.objects.filter { $0.headline.contains("Lennon") && recent.condition }.all()
/// ```
///
/// An empty `Q` is neutral: in an operator it leaves the other side unchanged, and it does not filter a query. So a
/// condition can be built in a loop that starts with `Q<Entry>()`. The negation of an empty `Q` is also empty, as in
/// Django.
public struct Q<Model: KindredCore.Model>: Sendable {
  let term: ExpressionTerm?

  private init(term: ExpressionTerm?) { self.term = term }

  /// Makes an empty `Q`.
  public init() { term = nil }

  /// Makes a `Q` from a condition.
  public init<C: QueryExpression<Bool>>(_ condition: (Model.Columns) -> C) {
    term = condition(Model.Columns(path: .root)).term
  }

  /// Whether it has no condition.
  public var isEmpty: Bool { term == nil }

  /// The condition, for use in a closure on the same model. It is always true if the `Q` is empty.
  public var condition: QueryCondition {
    QueryCondition(term: term ?? ExpressionTerm(.constant(true)))
  }

  private static func combined(_ lhs: Q, _ rhs: Q, _ combine: (QueryCondition, QueryCondition) -> QueryCondition) -> Q {
    guard !lhs.isEmpty else { return rhs }
    guard !rhs.isEmpty else { return lhs }
    return Q(term: combine(lhs.condition, rhs.condition).term)
  }

  /// Both hold.
  public static func && (lhs: Q, rhs: Q) -> Q { combined(lhs, rhs) { $0 && $1 } }
  /// At least one holds.
  public static func || (lhs: Q, rhs: Q) -> Q { combined(lhs, rhs) { $0 || $1 } }
  /// Exactly one holds.
  public static func ^ (lhs: Q, rhs: Q) -> Q { combined(lhs, rhs) { $0 ^ $1 } }
  /// It does not hold.
  public static prefix func ! (q: Q) -> Q { q.isEmpty ? q : Q(term: (!q.condition).term) }
}

extension Queryable {
  /// The rows for which the condition holds; all rows if it is empty. See ``Q``.
  public func filter(_ q: Q<Model>) -> QuerySet<Model> { q.isEmpty ? querySet : querySet.filter { _ in q.condition } }

  /// The rows for which the condition does not hold; all rows if it is empty. See ``Q``.
  public func exclude(_ q: Q<Model>) -> QuerySet<Model> { q.isEmpty ? querySet : querySet.exclude { _ in q.condition } }
}
