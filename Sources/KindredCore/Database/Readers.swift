/// For statements without rows.
struct NoRows: RowReader {
  mutating func read(_ row: borrowing Row) throws {}
}

/// Reads rows into models, whose relations share one group per result.
struct ModelReader<M: Model>: RowReader {
  var models: [M] = []
  private let slots: PeerSlots

  init(query: Query, database: Database) {
    slots = PeerSlots(M.schema, database: database, mode: query.fetchMode, parent: query.parent)
  }

  mutating func read(_ row: borrowing Row) throws {
    try M.append(row.shifted(by: 0, links: slots.start), to: &models)
  }
}

/// Reads one value a row.
struct ScalarReader<Value: FieldValue>: RowReader {
  var values: [Value] = []

  mutating func read(_ row: borrowing Row) throws { values.append(try Value(row: row, column: 0)) }
}

/// Reads columns into fields of a model, by their indices.
struct FieldReader<M: Model>: RowReader {
  var model: M
  let indices: [Int]
  var count = 0

  mutating func read(_ row: borrowing Row) throws {
    count += 1
    for (column, index) in indices.enumerated() { try model.read(row, column: Int32(column), into: index) }
  }
}
