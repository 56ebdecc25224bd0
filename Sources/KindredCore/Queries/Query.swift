/// A query set without its type: what was asked for, as data.
@usableFromInline
struct Query: Sendable {
  /// What one call of `filter` or `exclude` asked for: one scope for multi-valued relations.
  struct Scope: Sendable {
    let condition: ExpressionNode
    let isExclusion: Bool
  }

  let schema: ModelSchema
  var scopes: [Scope] = []
  /// The explicit ordering; nil while the model's default one applies.
  var ordering: [Ordering]?
  var isReversed = false
  var isDistinct = false
  var window = Window()
  /// Known to be empty, so that no SQL runs.
  var isNone = false
  /// The first mistake made while the query was put together, thrown when it is run.
  var failure: KindredError?
  var database: Database?
  var fetchMode = FetchMode.peers
  /// The object whose related manager this query belongs to.
  var parent: KnownParent?
  /// What few queries ask for; one word in all others.
  var extras: QueryExtras?

  init(schema: ModelSchema) { self.schema = schema }

  /// Adds what one call of `filter` or `exclude` asked for.
  mutating func add(_ condition: ExpressionNode, excluding: Bool) {
    guard failure == nil, allow(excluding ? "exclude" : "filter") else { return }
    if let error = condition.failure {
      failure = error
      return
    }
    if let other = condition.subqueryDatabase { extras = QueryExtras.with(subqueryDatabase: other, extras) }
    switch condition {
    case .constant(let holds): if holds == excluding { isNone = true }
    default: scopes.append(Scope(condition: condition, isExclusion: excluding))
    }
  }

  /// Refuses what cannot be done any more once the query has been sliced.
  mutating func allow(_ verb: String) -> Bool {
    if window.isSlice && failure == nil {
      failure = KindredError(
        .invalidQuery,
        "A sliced query set cannot \(verb): the slice would be taken before. Call \(verb) first, slice last."
      ) {
        $0.model = schema.name
      }
    }
    return failure == nil
  }

  /// The ordering that applies, in the direction that applies.
  var effectiveOrdering: [Ordering] {
    let terms =
      ordering
      ?? schema.ordering.compactMap { term in
        schema.field(named: term.field).map { Ordering(.expression(.field(.root, $0)), descending: term.isDescending) }
      }
    let directed = isReversed ? terms.map(\.reversed) : terms
    return extras?.distinctOn.isEmpty == false ? orderedForDistinct(directed) : directed
  }
}

/// The rows of a result that are wanted, counted from 0.
struct Window: Sendable, Hashable {
  var offset = 0
  var limit: Int?

  var isSlice: Bool { offset > 0 || limit != nil }
  var isEmpty: Bool { limit == 0 }

  /// The window within this one.
  func slice(from lower: Int, to upper: Int?) -> Window {
    let rest = limit.map { max(0, $0 - lower) }
    let wanted = upper.map { max(0, $0 - lower) }
    let limit = [rest, wanted].compactMap { $0 }.min()
    let (sum, overflow) = offset.addingReportingOverflow(lower)
    return Window(offset: overflow ? .max : sum, limit: overflow ? 0 : limit)
  }
}

// MARK: - Shape

extension Query {
  func hashShape(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(schema))
    hasher.combine(scopes.count)
    for scope in scopes {
      hasher.combine(scope.isExclusion)
      scope.condition.hashShape(into: &hasher)
    }
    for term in ordering ?? [] {
      hasher.combine(term.isDescending)
      hasher.combine(term.nulls)
      if case .expression(let node) = term.key { node.hashShape(into: &hasher) }
    }
    hasher.combine(ordering?.count)
    hasher.combine(isReversed)
    hasher.combine(isDistinct)
    hasher.combine(window.limit != nil)
    hasher.combine(window.offset > 0)
    if let extras = extras?.shape { hasher.combine(extras) }
  }

  func hasSameShape(as other: Query) -> Bool {
    schema === other.schema && isReversed == other.isReversed && isDistinct == other.isDistinct
      && (window.limit != nil) == (other.window.limit != nil)
      && (window.offset > 0) == (other.window.offset > 0)
      && scopes.elementsEqual(other.scopes) {
        $0.isExclusion == $1.isExclusion && $0.condition.hasSameShape(as: $1.condition)
      }
      && ordering?.count == other.ordering?.count
      && (ordering ?? []).elementsEqual(other.ordering ?? []) { $0.hasSameShape(as: $1) }
      && extras?.shape == other.extras?.shape
  }

  /// The bound values in the order of their placeholders.
  func collectValues(into values: inout [DatabaseValue]) {
    for scope in scopes { scope.condition.collectValues(into: &values) }
    for term in ordering ?? [] {
      if case .expression(let node) = term.key { node.collectValues(into: &values) }
    }
    if let limit = window.limit { values.append(.integer(Int64(limit))) }
    if window.offset > 0 { values.append(.integer(Int64(window.offset))) }
  }
}

extension Ordering {
  func hasSameShape(as other: Ordering) -> Bool {
    guard isDescending == other.isDescending, nulls == other.nulls else { return false }
    switch (key, other.key) {
    case (.expression(let node), .expression(let otherNode)): return node.hasSameShape(as: otherNode)
    case (.random, .random): return true
    default: return false
    }
  }
}
