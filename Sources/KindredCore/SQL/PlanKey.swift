/// What a plan was made for. Two keys of one shape give the same text, whatever the values.
struct PlanKey: Sendable {
  enum Kind: Hashable, Sendable {
    /// Rows of the model, or of the result that is selected.
    case rows
    /// Columns of the rows.
    case expressions
    /// Totals of all rows.
    case totals
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
  /// Columns or totals.
  var columns: [ExpressionNode] = []
  var assignments: [FieldAssignment] = []
  /// What the result of `values` or `annotate` selects; nil in most queries.
  var selection: ResultSelection?

  /// Whether the two give the same text.
  func hasSameShape(as other: PlanKey) -> Bool { withUnsafePointer(to: self) { Self.haveSameShape($0, other) } }

  /// The same of a key where it lies: it is not copied.
  static func haveSameShape(_ key: UnsafePointer<PlanKey>, _ other: borrowing PlanKey) -> Bool {
    key.pointee.kind == other.kind && key.pointee.query.hasSameShape(as: other.query)
      && key.pointee.columns.elementsEqual(other.columns) { $0.hasSameShape(as: $1) }
      && key.pointee.assignments.elementsEqual(other.assignments) {
        $0.field === $1.field && $0.value.hasSameShape(as: $1.value)
      }
      && haveSameSelection(key.pointee.selection, other.selection)
  }

  private static func haveSameSelection(_ selection: ResultSelection?, _ other: ResultSelection?) -> Bool {
    guard let selection, let other else { return selection == nil && other == nil }
    return selection.hasSameShape(as: other)
  }

  /// Whether it is for the rows of its query and nothing else.
  var isForRows: Bool {
    kind == .rows && columns.isEmpty && assignments.isEmpty && selection == nil
  }

  /// The shape of the key for the rows of a query and nothing else, without that key.
  static func shape(ofRowsOf query: borrowing Query) -> UInt64 {
    var hash = ShapeHash()
    hash.combine(rowsNumber)
    query.hashShape(into: &hash)
    return hash.value
  }

  private static var rowsNumber: Int { 1 }

  /// A number that keys of one shape share.
  var shape: UInt64 {
    if isForRows { return Self.shape(ofRowsOf: query) }
    var hash = ShapeHash()
    switch kind {
    case .rows: hash.combine(Self.rowsNumber)
    case .expressions: hash.combine(2)
    case .count: hash.combine(3)
    case .exists: hash.combine(4)
    case .update: hash.combine(5)
    case .delete: hash.combine(6)
    case .explain: hash.combine(7)
    case .insert, .save, .totals: hash.combine(hashOf: kind)
    }
    query.hashShape(into: &hash)
    selection?.hashShape(into: &hash)
    hash.combine(columns.count)
    for column in columns { column.hashShape(into: &hash) }
    for assignment in assignments {
      hash.combine(assignment.field)
      assignment.value.hashShape(into: &hash)
    }
    return hash.value
  }

  /// The values in the order of their slots.
  var values: [DatabaseValue] {
    var values: [DatabaseValue] = []
    // More than most have, so that the array is made once.
    values.reserveCapacity(16)
    for assignment in assignments { assignment.value.collectValues(into: &values) }
    query.collectValues(into: &values)
    selection?.collectValues(into: &values)
    for column in columns { column.collectValues(into: &values) }
    return values
  }
}
