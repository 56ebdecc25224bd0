/// An untyped query set: conditions, ordering and options, as data.
@usableFromInline
struct Query: Sendable {
  /// The condition of one call of `filter` or `exclude`. It is one scope for multi-valued relations.
  struct Scope: Sendable {
    let condition: ExpressionTerm
    let isExclusion: Bool
  }

  let schema: ModelSchema
  var scopes: [Scope] = []
  /// The explicit ordering; nil if the model's default ordering applies.
  var ordering: [QueryOrdering]?
  var isReversed = false
  var isDistinct = false
  var window = SliceWindow()
  /// Whether the next filter is about the same related rows as the last condition, as of the set of a many-to-many
  /// relation: `author.entrySet.filter { … }` asks about the links of that author (inventory TR-6).
  var sharesScope = false
  /// Whether it is known to be empty, so that no SQL runs.
  var isNone = false
  /// The first error that was made while the query was built. It is thrown when the query runs.
  var failure: KindredError?
  var database: Database?
  var fetchMode: FetchMode
  /// The object of the related manager that the query comes from.
  var parent: KnownParent?
  /// Rarely used options, boxed to keep `Query` small.
  var extras: QueryExtras?

  @usableFromInline
  init(schema: ModelSchema) {
    self.schema = schema
    fetchMode = schema.fetchMode
  }

  /// Adds what one call of `filter` or `exclude` asked for.
  ///
  /// - Parameter root: The path of the closure that wrote the condition.
  @usableFromInline
  mutating func add(_ condition: consuming ExpressionTerm, at root: RelationPath = .root, excluding: Bool) {
    guard failure == nil, allow(excluding ? "exclude" : "filter") else { return }
    if let error = condition.failure {
      failure = error
      return
    }
    if condition.containsWindow { return add(windowed: condition.node, excluding: excluding) }
    if let other = condition.subqueryDatabase { extras = QueryExtras.with(subqueryDatabase: other, extras) }
    // Only what the set is asked first is about its own links.
    defer { sharesScope = false }
    if let holds = condition.tree?.constant {
      if holds == excluding { isNone = true }
    } else if sharesScope, !excluding, let own = scopes.popLast() {
      let term = root.depth > 0 ? ExpressionTerm(ExpressionNode.scoped(root.depth, condition.node)) : condition
      scopes.append(Scope(condition: .conjunction(own.condition, term), isExclusion: false))
    } else if root.depth > 0 {
      let scoped = ExpressionNode.scoped(root.depth, condition.node)
      scopes.append(Scope(condition: ExpressionTerm(scoped), isExclusion: excluding))
    } else {
      scopes.append(Scope(condition: condition, isExclusion: excluding))
    }
  }

  /// Notes the database of a query inside an expression.
  mutating func note(databaseOf node: ExpressionNode) {
    guard let other = node.subqueryDatabase else { return }
    extras = QueryExtras.with(subqueryDatabase: other, extras)
  }

  /// Notes the database of a query inside a new value, or of the object that is the value.
  mutating func note(databaseOf assignment: FieldAssignment) {
    note(databaseOf: assignment.value)
    if let origin = assignment.origin, let field = assignment.field.relation {
      extras = QueryExtras.changing(extras) { $0.objects.append((origin, field)) }
    }
  }

  /// Notes a mistake, which is thrown when the query is run; the first one counts.
  mutating func fail(_ error: KindredError) { failure = failure ?? error }

  /// Refuses operations that are invalid after slicing.
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

  /// The explicit or default ordering, reversed if necessary.
  var effectiveOrdering: [QueryOrdering] {
    let terms = ordering ?? schema.orderingTerms(at: .root)
    let directed = isReversed ? terms.map(\.reversed) : terms
    return extras?.distinctOn.isEmpty == false ? orderedForDistinct(directed) : directed
  }
}

/// The slice of a result, counted from 0.
struct SliceWindow: Sendable, Hashable {
  var offset = 0
  var limit: Int?
  /// Whether the limit only guards against too many rows: if it is reached, there is no result.
  var isGuard = false
  /// The number of the first slot of its values, in a query without values.
  private var firstSlot: Int?

  init(offset: Int = 0, limit: Int? = nil) {
    self.offset = offset
    self.limit = limit
  }

  var isSlice: Bool { offset > 0 || limit != nil }
  var isEmpty: Bool { limit == 0 }

  /// A slice of this slice.
  func slice(from lower: Int, to upper: Int?) -> SliceWindow {
    let rest = limit.map { max(0, $0 - lower) }
    let wanted = upper.map { max(0, $0 - lower) }
    let limit = [rest, wanted].compactMap { $0 }.min()
    let (sum, overflow) = offset.addingReportingOverflow(lower)
    return SliceWindow(offset: overflow ? .max : sum, limit: overflow ? 0 : limit)
  }

  /// Appends its values, in the order of their slots.
  func collectValues(into values: inout [DatabaseValue]) {
    if let limit { values.append(.integer(Int64(limit))) }
    if offset > 0 { values.append(.integer(Int64(offset))) }
  }

  /// The same with slots in place of its values.
  func stripped(_ slots: inout SlotCounter) -> SliceWindow {
    var window = SliceWindow(offset: offset > 0 ? 1 : 0, limit: limit == nil ? nil : 1)
    if isSlice { window.firstSlot = slots.next() }
    if limit != nil && offset > 0 { _ = slots.next() }
    return window
  }

  var limitSlot: SQLExpression? { limit == nil ? nil : slot(firstSlot) }

  var offsetSlot: SQLExpression? {
    offset == 0 ? nil : slot(limit == nil ? firstSlot : firstSlot.map { $0 + 1 })
  }

  private func slot(_ number: Int?) -> SQLExpression? {
    number.map { .slot(Slot(number: $0, type: .integer(bits: 64))) }
  }
}

// MARK: - Shape

extension Query {
  func hashShape(into hash: inout ShapeHash) {
    hash.combine(schema)
    hash.combine(scopes.count)
    scopes.eachInPlace { scope in
      hash.combine(scope.pointee.isExclusion)
      scope.pointee.condition.hashShape(into: &hash)
    }
    for term in ordering ?? [] {
      hash.combine(term.isDescending)
      hash.combine(term.nulls == nil ? 0 : term.nulls == .first ? 1 : 2)
      if case .expression(let node) = term.key { node.hashShape(into: &hash) }
    }
    hash.combine(ordering?.count ?? -1)
    hash.combine(isReversed)
    hash.combine(isDistinct)
    hash.combine(window.limit != nil)
    hash.combine(window.offset > 0)
    if let extras = extras?.shape { hash.combine(hashOf: extras) }
  }

  func hasSameShape(as other: Query) -> Bool { withUnsafePointer(to: self) { Self.haveSameShape($0, other) } }

  /// Compares the shapes of two queries without copying them.
  static func haveSameShape(_ query: UnsafePointer<Query>, _ other: borrowing Query) -> Bool {
    query.pointee.schema === other.schema && query.pointee.isReversed == other.isReversed
      && query.pointee.isDistinct == other.isDistinct
      && (query.pointee.window.limit != nil) == (other.window.limit != nil)
      && (query.pointee.window.offset > 0) == (other.window.offset > 0)
      && query.pointee.scopes.pairsInPlace(other.scopes) {
        $0.pointee.isExclusion == $1.pointee.isExclusion
          && $0.pointee.condition.hasSameShape(as: $1.pointee.condition)
      }
      && haveSameOrdering(query.pointee.ordering, other.ordering)
      && query.pointee.extras?.shape == other.extras?.shape
  }

  private static func haveSameOrdering(_ ordering: [QueryOrdering]?, _ other: [QueryOrdering]?) -> Bool {
    guard let ordering, let other else { return ordering == nil && other == nil }
    return ordering.pairsInPlace(other) { $0.pointee.hasSameShape(as: $1.pointee) }
  }

  /// The values of the query that reads the rows, in the order of their slots.
  var values: [DatabaseValue] {
    var values: [DatabaseValue] = []
    // Enough for most queries, so that the array is allocated once.
    values.reserveCapacity(16)
    collectValues(into: &values)
    return values
  }

  /// Appends the values, in the order of their slots.
  func collectValues(into values: inout [DatabaseValue]) {
    scopes.eachInPlace { $0.pointee.condition.collectValues(into: &values) }
    for term in ordering ?? [] {
      if case .expression(let node) = term.key { node.collectValues(into: &values) }
    }
    window.collectValues(into: &values)
    extras?.collectValues(into: &values)
  }
}

extension QueryOrdering {
  func hasSameShape(as other: QueryOrdering) -> Bool {
    guard isDescending == other.isDescending, nulls == other.nulls else { return false }
    switch key {
    case .random: return other.isRandom
    case .expression(let node): return other.expression.map { node.hasSameShape(as: $0) } ?? false
    }
  }
}
