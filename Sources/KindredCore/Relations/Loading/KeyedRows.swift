/// Loads related rows of many objects at once.
enum KeyedRows {
  /// The rows of a query for each of the keys; no rows are an empty array.
  ///
  /// - Parameters:
  ///   - query: The query.
  ///   - keys: The keys of the objects that the rows are related to.
  ///   - key: The expression of a row that has such a key.
  ///   - keyOf: The same from a row that was read; nil if the row does not have it, so that it is selected too.
  static func load<Row: Model>(
    _ query: Query, _ keys: [DatabaseValue], by key: ExpressionNode, as type: Row.Type,
    keyOf: ((Row) -> DatabaseValue?)?
  ) async throws -> [DatabaseValue: [Row]] {
    guard case .field(_, let field) = key else { return [:] }
    var rows = Dictionary(keys.map { ($0, [Row]()) }) { first, _ in first }
    if keys.isEmpty { return rows }
    var query = query
    if query.window.isSlice || query.hasDistinctColumns {
      throw KindredError(
        .invalidQuery, "What is loaded for many objects cannot be sliced or distinct by columns yet."
      ) { $0.model = query.schema.name }
    }
    query.add(ExpressionTerm(.hasKey(key, keys, field.type)), excluding: false)
    try query.check()
    if query.isNone { return rows }
    var request = RowRequest(query: query)
    if keyOf == nil {
      request.selection = ResultSelection(hasObjects: true)
      request.selection?.add([key])
    }
    let database = try query.placeOfRows().database
    let links = request.links(on: database)
    let joined = query.joinedReader(links, selected: keyOf == nil ? 1 : 0)
    let column = Int32(query.rowFields.count)
    try await database.run(request.key(.rows), links: links) { row in
      let object = try Row(row: row)
      try joined?.read(row)
      if let keyOf {
        if let key = keyOf(object) { rows[key, default: []].append(object) }
      } else {
        rows[try RawKey.read(row, column, field.type), default: []].append(object)
      }
    }
    try await query.load(links)
    return rows
  }
}
