/// What a plan was made for. Two keys of one shape give the same text, whatever the values.
struct PlanKey: Sendable {
  enum Kind: Hashable, Sendable {
    case rows
    case expressions
    /// Whole rows, and expressions behind their columns.
    case annotated
    /// Totals of all rows.
    case totals
    /// The number of rows that `expressions` or `annotated` would give.
    case resultCount(annotated: Bool)
    case count
    case exists
    case update
    case delete
    case explain
    /// An insert, with the key or without it, leaving out the fields of the indices.
    case insert(withKey: Bool, omitting: [Int], rows: Int = 1, conflict: InsertConflict? = nil)
    /// An update by key of the fields of the indices; nil for all.
    case save(fields: [Int]?)
  }

  let kind: Kind
  let query: Query
  var columns: [ExpressionNode] = []
  var assignments: [FieldAssignment] = []
  /// What is asked of what is selected; nil in most queries.
  var refinement: ResultRefinement?
  /// Totals of what is selected; nil in most queries.
  var totals: [ExpressionNode]?

  /// Whether the two give the same text.
  func hasSameShape(as other: PlanKey) -> Bool {
    kind == other.kind && query.hasSameShape(as: other.query)
      && columns.elementsEqual(other.columns) { $0.hasSameShape(as: $1) }
      && assignments.elementsEqual(other.assignments) {
        $0.field === $1.field && $0.value.hasSameShape(as: $1.value)
      }
      && hasSameResults(as: other)
  }

  private func hasSameResults(as other: PlanKey) -> Bool {
    guard (totals == nil) == (other.totals == nil), (refinement == nil) == (other.refinement == nil) else {
      return false
    }
    if let totals, let others = other.totals {
      guard totals.elementsEqual(others, by: { $0.hasSameShape(as: $1) }) else { return false }
    }
    if let refinement, let others = other.refinement { return refinement.hasSameShape(as: others) }
    return true
  }

  /// Whether it is for the rows of its query and nothing else.
  var isForRows: Bool {
    kind == .rows && columns.isEmpty && assignments.isEmpty && refinement == nil && totals == nil
  }

  /// The shape of the key for the rows of a query and nothing else.
  static func shape(ofRowsOf query: borrowing Query) -> UInt64 {
    var hash = ShapeHash()
    hash.combine(rowsNumber)
    query.hashShape(into: &hash)
    return hash.value
  }

  private static var rowsNumber: Int { 1 }

  /// A number that keys of one shape share.
  var shape: UInt64 {
    var hash = ShapeHash()
    switch kind {
    case .rows: hash.combine(Self.rowsNumber)
    case .expressions: hash.combine(2)
    case .count: hash.combine(3)
    case .exists: hash.combine(4)
    case .update: hash.combine(5)
    case .delete: hash.combine(6)
    case .explain: hash.combine(7)
    case .insert, .save, .annotated, .totals, .resultCount: hash.combine(hashOf: kind)
    }
    query.hashShape(into: &hash)
    hash.combine(columns.count)
    for column in columns { column.hashShape(into: &hash) }
    for assignment in assignments {
      hash.combine(assignment.field)
      assignment.value.hashShape(into: &hash)
    }
    refinement?.hashShape(into: &hash)
    for total in totals ?? [] { total.hashShape(into: &hash) }
    return hash.value
  }

  /// The values in the order of their slots.
  var values: [DatabaseValue] {
    var values: [DatabaseValue] = []
    // More than most have, so that the array is made once.
    values.reserveCapacity(16)
    for assignment in assignments { assignment.value.collectValues(into: &values) }
    query.collectValues(into: &values)
    for column in columns { column.collectValues(into: &values) }
    refinement?.collectValues(into: &values)
    for total in totals ?? [] { total.collectValues(into: &values) }
    return values
  }
}
