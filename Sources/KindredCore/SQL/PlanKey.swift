/// Identifies a plan. Two keys of the same shape have the same SQL text, whatever their values.
struct PlanKey: Sendable {
  enum Kind: Hashable, Sendable {
    /// Rows of the model, or of the selected result.
    case rows
    /// Columns of the rows.
    case expressions
    /// Aggregates of all rows.
    case totals
    case count
    case exists
    case update
    case delete
    /// The keys of the rows that a change is about, which may be locked.
    case keys(isLocking: Bool)
    case explain
    /// An insert, with or without the key. `omitting` has the indices of the fields that are left out.
    case insert(withKey: Bool, omitting: [Int], rows: Int = 1, conflict: InsertConflict? = nil)
    /// An update by key of the fields with these indices; nil for all.
    case save(fields: [Int]?)
    /// An insert of a row of assignments, which returns the fields with these indices.
    case insertExpressions(returning: [Int])
    /// An insert of a row and of rows that point to it.
    case insertTree(InsertTree)
    /// An insert that changes the existing row instead, if there is one: to the assignments, and under the condition
    /// that is the first of the columns.
    case upsert(UpsertShape)
    /// An update of so many rows by key, each to its own values of the fields with these indices.
    case bulkUpdate(fields: [Int], rows: Int)
    /// A bulk load of rows, with or without the key. `omitting` has the indices of the fields that are left out.
    case load(withKey: Bool, omitting: [Int])

    /// Whether the statement reads for the caller, and changes nothing.
    var isRead: Bool {
      switch self {
      case .rows, .expressions, .totals, .count, .exists: true
      case .update, .delete, .keys, .explain, .insert, .save, .insertExpressions, .insertTree, .upsert, .bulkUpdate,
        .load:
        false
      }
    }
  }

  let kind: Kind
  let query: Query
  /// The selected columns or aggregates; for a change, what it returns.
  var columns: [ExpressionNode] = []
  var assignments: [FieldAssignment] = []
  /// The selection of `values` or `annotate`; nil in most queries.
  var selection: ResultSelection?

  /// Whether the two have the same SQL text.
  func hasSameShape(as other: PlanKey) -> Bool { withUnsafePointer(to: self) { Self.haveSameShape($0, other) } }

  /// The same, without copying the first key.
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

  /// Whether the key only reads the rows of its query.
  var isForRows: Bool {
    kind == .rows && columns.isEmpty && assignments.isEmpty && selection == nil
  }

  /// The shape of the key that only reads the rows of a query, without making that key.
  static func shape(ofRowsOf query: borrowing Query) -> UInt64 {
    var hash = ShapeHash()
    hash.combine(rowsNumber)
    query.hashShape(into: &hash)
    return hash.value
  }

  private static var rowsNumber: Int { 1 }

  /// A hash that keys of the same shape share.
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
    case .insert, .insertExpressions, .insertTree, .save, .totals, .upsert, .bulkUpdate, .load, .keys:
      hash.combine(hashOf: kind)
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
    // Enough for most queries, so that the array is allocated once.
    values.reserveCapacity(16)
    for assignment in assignments { assignment.value.collectValues(into: &values) }
    query.collectValues(into: &values)
    selection?.collectValues(into: &values)
    for column in columns { column.collectValues(into: &values) }
    return values
  }
}
