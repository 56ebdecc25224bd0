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
  /// The nesting depth of the closure that the condition was written in.
  private let depth: Int

  private init(term: ExpressionTerm?, depth: Int) {
    self.term = term
    self.depth = depth
  }

  /// Makes a neutral one.
  public init() { self.init(term: nil, depth: 0) }

  /// Makes a `Q` from a condition.
  public init<C: QueryExpression<Bool>>(_ condition: (Model.Columns) -> C) {
    let root = RelationPath.enterClosure()
    let term = condition(Model.Columns(path: root)).term
    root.leaveClosure()
    self.init(term: term, depth: root.depth)
  }

  /// Whether it has no condition.
  public var isEmpty: Bool { term == nil }

  /// The condition, for use in a closure on the same model. It is always true if the `Q` is empty.
  public var condition: QueryCondition {
    condition(at: ClosureDepth.current - 1)
  }

  /// The condition for use in a closure of this nesting depth.
  private func condition(at depth: Int) -> QueryCondition {
    guard let term, depth != self.depth, !isErrorOrConstant else {
      return QueryCondition(term: term ?? ExpressionTerm(.constant(true)))
    }
    return QueryCondition(.scoped(self.depth, term.node))
  }

  private var isErrorOrConstant: Bool { term?.tree?.isErrorOrConstant ?? false }

  private static func combined(_ lhs: Q, _ rhs: Q, _ combine: (QueryCondition, QueryCondition) -> QueryCondition) -> Q {
    guard !lhs.isEmpty else { return rhs }
    guard !rhs.isEmpty else { return lhs }
    let depth = lhs.depth
    return Q(term: combine(lhs.condition(at: depth), rhs.condition(at: depth)).term, depth: depth)
  }

  /// Both hold.
  public static func && (lhs: Q, rhs: Q) -> Q { combined(lhs, rhs) { $0 && $1 } }
  /// At least one holds.
  public static func || (lhs: Q, rhs: Q) -> Q { combined(lhs, rhs) { $0 || $1 } }
  /// Exactly one holds.
  public static func ^ (lhs: Q, rhs: Q) -> Q { combined(lhs, rhs) { $0 ^ $1 } }
  /// It does not hold.
  public static prefix func ! (q: Q) -> Q {
    q.isEmpty ? q : Q(term: (!q.condition(at: q.depth)).term, depth: q.depth)
  }
}

extension Queryable {
  /// The rows for which the condition holds; all rows if it is empty. See ``Q``.
  public func filter(_ q: Q<Model>) -> QuerySet<Model> { q.isEmpty ? querySet : querySet.filter { _ in q.condition } }

  /// The rows for which the condition does not hold; all rows if it is empty. See ``Q``.
  public func exclude(_ q: Q<Model>) -> QuerySet<Model> { q.isEmpty ? querySet : querySet.exclude { _ in q.condition } }
}
