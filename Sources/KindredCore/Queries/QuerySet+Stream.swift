extension QuerySet: AsyncSequence {
  /// Reads rows bit by bit: memory does not grow with their number.
  public struct AsyncIterator: AsyncIteratorProtocol {
    private static var chunk: Int { 256 }

    private let querySet: QuerySet<Model>
    private var cursor: (any StatementCursor)?
    private var buffer: [Model] = []
    private var position = 0
    private var isFinished = false

    init(_ querySet: QuerySet<Model>) { self.querySet = querySet }

    /// The next row; nil behind the last one.
    public mutating func next() async throws -> Model? {
      if position == buffer.count {
        if isFinished { return nil }
        do {
          try await fill()
        } catch {
          finish()
          throw error
        }
        if buffer.isEmpty { return nil }
      }
      defer { position += 1 }
      return buffer[position]
    }

    private mutating func fill() async throws {
      let query = querySet.query
      let database = try querySet.databaseOfRows()
      if cursor == nil {
        try querySet.check()
        if query.isNone { return finish() }
        cursor = try await database.openCursor(PlanKey(kind: .rows, query: query))
      }
      let reader = ModelReader<Model>(capacity: Self.chunk)
      let hasMore = try await cursor?.read(upTo: Self.chunk, query.links(on: database), reader.read) ?? false
      buffer = reader.models
      position = 0
      if !hasMore { finish() }
    }

    private mutating func finish() {
      isFinished = true
      cursor?.close()
      cursor = nil
    }
  }

  /// Starts the query.
  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(self) }
}

extension Database {
  /// Opens a cursor on the task's transaction, or on a connection of its own.
  func openCursor(_ key: PlanKey) async throws -> any StatementCursor {
    let plan = try plans.plan(for: key)
    let values = plan.boundValues(key.values)
    return try await explaining(plan) {
      let transaction = Transaction.current(on: self)
      let cursor = try await observing(plan, values: values) { () async throws -> any StatementCursor in
        guard let transaction else { return try await driver.openCursor(plan, values) }
        return try await transaction.statement { try await $0.openCursor(plan, values) }
      }
      return ExplainingCursor(cursor, plan, transaction)
    }
  }
}

/// A cursor whose errors name model, table and column, and abort the transaction that it is in.
private final class ExplainingCursor: StatementCursor {
  private let cursor: any StatementCursor
  private let plan: StatementPlan
  private let transaction: Transaction?

  init(_ cursor: any StatementCursor, _ plan: StatementPlan, _ transaction: Transaction?) {
    self.cursor = cursor
    self.plan = plan
    self.transaction = transaction
  }

  deinit { cursor.close() }

  func read(upTo count: Int, _ links: PeerLinks?, _ read: RowBody) async throws -> Bool {
    do {
      guard let transaction else { return try await cursor.read(upTo: count, links, read) }
      return try await transaction.statement { _ in try await cursor.read(upTo: count, links, read) }
    } catch {
      throw Database.explained(error, plan)
    }
  }

  func close() { cursor.close() }
}
