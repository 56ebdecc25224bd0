/// For statements without rows.
struct NoRows: RowReader {
  mutating func read(_ row: borrowing Row) throws {}
}

/// Hands rows on to a closure. It is not generic, so that the driver's loop does no work for types.
struct RowSink: RowReader {
  let links: PeerLinks?
  let body: (borrowing Row) throws -> Void

  func read(_ row: borrowing Row) throws { try body(row.shifted(by: 0, links: links.map(Unmanaged.passUnretained))) }
}

/// Reads rows into models, whose relations share one group per result.
final class ModelReader<M: Model> {
  private let storage: UnsafeMutablePointer<[M]>
  let sink: RowSink

  init(query: Query, database: Database, capacity: Int = 0) {
    let storage = UnsafeMutablePointer<[M]>.allocate(capacity: 1)
    storage.initialize(to: [])
    if capacity > 0 { storage.pointee.reserveCapacity(capacity) }
    self.storage = storage
    let relations = query.schema.relations.count
    let links =
      relations == 0
      ? nil : PeerLinks(count: relations, database: database, mode: query.fetchMode, parent: query.parent)
    sink = RowSink(links: links) { row in try M.append(row, to: &storage.pointee) }
  }

  deinit {
    storage.deinitialize(count: 1)
    storage.deallocate()
  }

  var models: [M] { storage.pointee }
}

/// Reads one value a row.
struct ScalarReader<Value: FieldValue>: RowReader {
  var values: [Value] = []

  mutating func read(_ row: borrowing Row) throws { values.append(try Value(row: row, column: 0)) }
}

/// Reads columns into fields of an object, by their indices. It is not generic, as ``RowSink`` is not.
struct FieldReader: RowReader {
  private let body: (borrowing Row) throws -> Void
  private(set) var count = 0

  init<M: Model>(_ object: ModelStorage<M>, indices: [Int]) {
    body = { row in
      for (column, index) in indices.enumerated() {
        try object.base.pointee.read(row, column: Int32(column), into: index)
      }
    }
  }

  mutating func read(_ row: borrowing Row) throws {
    count += 1
    try body(row)
  }
}
