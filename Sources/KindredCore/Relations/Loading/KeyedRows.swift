/// Loads related rows of many objects at once, each with the key of its object.
enum KeyedRows {
  /// The statement for the rows of a query that are related to owners.
  ///
  /// A slice of the query is one for each owner: its rows are numbered by `ROW_NUMBER()`.
  ///
  /// - Parameters:
  ///   - base: The query.
  ///   - owners: The owners.
  ///   - key: The expression of a row that has the key of its owner.
  ///   - field: The field of the owners that is their key.
  ///   - store: Gets the rows for each key; for keys without rows nothing.
  /// - Returns: nil if the query is known to have no rows. That is then stored for the owners whose keys are known.
  static func read<Row: Model>(
    _ base: Query, of owners: RelatedRead.Owners, by key: ExpressionNode, _ field: FieldSchema, as type: Row.Type,
    store: @escaping (RelatedSets<Row>) -> Void
  ) throws -> RelatedRead? {
    guard case .field(let path, let keyField) = key else { return nil }
    try base.check()
    if base.isNone {
      store(RelatedSets())
      return nil
    }
    var query = base
    let isRepeatable = base.isRepeatable(sliceIsTotal: true)
    query.addFirst(try owners.condition(on: key, keyField.type, by: field, in: query))
    var request = RowRequest(query: query)
    var column = Int32(base.rowFields.count)
    if path.isRoot, let index = base.schema.index(of: keyField) {
      column = Int32(index)
    } else {
      request.selection = ResultSelection(hasObjects: true)
      request.selection?.add([key])
    }
    request.takeDistinctAndSlice(ofEach: key)
    try request.query.check()
    let database = try request.query.placeOfRows().database
    let links = request.links(on: database)
    let joined = request.joinedReader(links)
    let rows = RelatedSetsReader<Row>(column: column, keyField.type)
    return RelatedRead(
      request: request, database: database, links: links, isRepeatable: isRepeatable,
      read: { row in
        try rows.read(row)
        try joined?.read(row)
      }, finish: { store(rows.take()) })
  }
}

extension RowRequest {
  /// Makes the slice of the query, and the choice of its distinct rows, one for each value of an expression.
  fileprivate mutating func takeDistinctAndSlice(ofEach key: ExpressionNode) {
    guard case .field(let path, let field) = key else { return }
    let window = query.window
    query.window = SliceWindow()
    let isChoice = query.hasDistinctColumns
    let order = query.effectiveOrdering
    if isChoice {
      query.ordering = [QueryOrdering(.expression(key))] + order.dropLast()
      query.isReversed = false
      query.extras = QueryExtras.changing(query.extras) {
        $0.distinctOn.insert(QueryExtras.NamedColumn(path: path, field: field), at: 0)
      }
    }
    guard window.isSlice else { return }
    if isChoice || query.isDistinct { finishRows(selection ?? ResultSelection(hasObjects: true)) }
    // Rows that are equal in the order get an order too, so that the slice is the same whenever it is taken.
    var total = order
    if !query.isTotal(order) { total.append(QueryOrdering(.expression(.field(.root, query.schema.key)))) }
    let number = WindowNode(
      operation: .rowNumber, operands: [], partition: [path.isRoot ? key : .output(0, depth: 0)], order: total)
    query.ordering = []
    query.isReversed = false
    annotate([.window(number)])
    guard let index = selection?.shown.last else { return }
    let place = ExpressionNode.output(index, depth: 0)
    var conditions: [ExpressionNode] = []
    if window.offset > 0 { conditions.append(.operation(.greater, [place, .value(of: Int64(window.offset))])) }
    if let limit = window.limit {
      let (end, overflow) = window.offset.addingReportingOverflow(limit)
      conditions.append(.operation(.lessOrEqual, [place, .value(of: Int64(overflow ? .max : end))]))
    }
    for condition in conditions { filter(condition, excluding: false) }
    selection?.hideLast()
    selection?.ordering = [QueryOrdering(.expression(place))]
  }
}
