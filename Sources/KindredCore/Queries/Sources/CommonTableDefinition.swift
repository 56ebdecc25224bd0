/// What a common table consists of.
final class CommonTableDefinition: Sendable {
  let name: String
  /// nil for the table itself inside of its recursive part.
  let request: RowRequest?
  /// The query that finds further rows by means of the table itself.
  let step: RowRequest?
  /// Whether the recursive part keeps equal rows.
  let isAll: Bool
  /// The types of its columns.
  let types: [ColumnType]
  /// The slots of its values, in a query without values.
  let slots: Range<Int>
  let failure: KindredError?

  init(_ name: String, _ request: RowRequest, step: RowRequest? = nil, isAll: Bool = false, types: [ColumnType]) {
    self.name = name
    self.request = request.emptiedIfNone
    self.step = step.flatMap { $0.query.isNone ? nil : $0 }
    self.isAll = isAll
    self.types = types
    self.slots = 0..<0
    self.failure = Self.failure(name, request, step)
  }

  /// The table itself, for its recursive part.
  init(referenceTo name: String, types: [ColumnType]) {
    self.name = name
    self.request = nil
    self.step = nil
    self.isAll = false
    self.types = types
    self.slots = 0..<0
    self.failure = nil
  }

  private init(_ table: CommonTableDefinition, _ slots: inout SlotCounter) {
    let start = slots.count
    self.name = table.name
    self.request = table.request?.stripped(&slots)
    self.step = table.step?.stripped(&slots)
    self.isAll = table.isAll
    self.types = table.types
    self.slots = start..<slots.count
    self.failure = table.failure
  }

  private static func failure(_ name: String, _ request: RowRequest, _ step: RowRequest?) -> KindredError? {
    let model = request.query.schema.name
    if name.isEmpty || name.utf8.contains(0) {
      return KindredError(.invalidQuery, "A table of a query needs a name, without zero bytes.") { $0.model = model }
    }
    do {
      for request in [request, step].compactMap({ $0 }) { try request.query.check() }
    } catch {
      return error as? KindredError ?? KindredError(.invalidQuery, "The query of a table is not valid.")
    }
    guard let step, step.selection?.hasObjects ?? true || step.selection?.shown.count != request.selection?.shown.count
    else { return nil }
    return KindredError(
      .invalidQuery, "Both queries of the table \"\(name)\" have to select the same number of values."
    ) {
      $0.model = model
    }
  }

  /// The database of its queries.
  var database: InnerDatabase? {
    [request, step].lazy.compactMap { $0?.query.ownDatabase }.first
  }

  /// The names of its columns.
  var columns: [String] { types.indices.map { SelectStatement.columnName($0) } }

  /// Its columns, where they are read along a path.
  func fields(at path: RelationPath) -> [ExpressionNode] {
    types.enumerated().map { .field(path, .selected($0, $1)) }
  }
}

extension RowRequest {
  /// All rows of a common table.
  init(_ table: CommonTableDefinition, _ schema: ModelSchema) {
    var query = Query(schema: schema)
    query.ordering = []
    query.failure = table.failure
    query.extras = QueryExtras.changing(nil) { options in
      options.source = .table(table)
      options.subqueryDatabase = table.database
    }
    var selection = ResultSelection(hasObjects: false)
    selection.add(table.fields(at: .root))
    self.init(query: query, selection: selection)
  }

  /// The same with a condition that no row meets, if the query is known to be empty: a query in another one has to say so.
  var emptiedIfNone: RowRequest {
    guard query.isNone else { return self }
    var request = self
    request.query.isNone = false
    request.query.window = SliceWindow()
    request.query.scopes = [Query.Scope(condition: ExpressionTerm(.constant(false)), isExclusion: false)]
    return request
  }
}

// MARK: - Shape

extension CommonTableDefinition {
  func hashShape(into hash: inout ShapeHash) {
    hash.combine(hashOf: name)
    hash.combine(isAll)
    hash.combine(request == nil)
    hash.combine(step == nil)
    request?.hashShape(into: &hash)
    step?.hashShape(into: &hash)
  }

  func hasSameShape(as other: CommonTableDefinition) -> Bool {
    self === other
      || (name == other.name && isAll == other.isAll && types == other.types
        && Self.haveSameShape(request, other.request) && Self.haveSameShape(step, other.step))
  }

  private static func haveSameShape(_ request: RowRequest?, _ other: RowRequest?) -> Bool {
    guard let request, let other else { return request == nil && other == nil }
    return request.hasSameShape(as: other)
  }

  /// Appends the values, in the order of their slots.
  func collectValues(into values: inout [DatabaseValue]) {
    request?.collectValues(into: &values)
    step?.collectValues(into: &values)
  }

  /// The same with a slot in place of each value.
  func stripped(_ slots: inout SlotCounter) -> CommonTableDefinition { CommonTableDefinition(self, &slots) }
}
