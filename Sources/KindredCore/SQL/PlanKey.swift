/// What a plan was made for. Two keys are equal when they give the same text, whatever the values.
struct PlanKey: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    case rows
    case expressions
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
  var assignments: [Assignment] = []

  static func == (lhs: PlanKey, rhs: PlanKey) -> Bool {
    lhs.kind == rhs.kind && lhs.query.hasSameShape(as: rhs.query)
      && lhs.columns.elementsEqual(rhs.columns) { $0.hasSameShape(as: $1) }
      && lhs.assignments.elementsEqual(rhs.assignments) {
        $0.field === $1.field && $0.value.hasSameShape(as: $1.value)
      }
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(kind)
    query.hashShape(into: &hasher)
    for column in columns { column.hashShape(into: &hasher) }
    for assignment in assignments {
      hasher.combine(ObjectIdentifier(assignment.field))
      assignment.value.hashShape(into: &hasher)
    }
  }

  /// The values in the order of the placeholders.
  var values: [DatabaseValue] {
    var values: [DatabaseValue] = []
    // More than most have, so that the array is made once.
    values.reserveCapacity(16)
    for assignment in assignments { assignment.value.collectValues(into: &values) }
    query.collectValues(into: &values)
    for column in columns { column.collectValues(into: &values) }
    return values
  }
}
