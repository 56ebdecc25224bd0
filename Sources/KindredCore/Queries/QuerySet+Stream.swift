extension QuerySet: AsyncSequence {
  /// Reads rows bit by bit: memory does not grow with their number.
  ///
  /// What is done for each row is inlined where the model's type is known; the rest is done once for a chunk of them.
  public struct AsyncIterator: AsyncIteratorProtocol {
    @usableFromInline let chunk: ChunkedReading
    @usableFromInline let buffer = StreamBuffer<Model>(capacity: ChunkedReading.size)

    @inlinable
    init(_ query: Query) { chunk = ChunkedReading(query) }

    /// The next row; nil behind the last one.
    @inlinable
    public mutating func next() async throws -> Model? {
      if let model = buffer.take() { return model }
      return try await refill()
    }

    /// The next row, read where the caller is; nil behind the last one.
    @inlinable
    public mutating func next(isolation actor: isolated (any Actor)?) async throws -> Model? {
      if let model = buffer.take() { return model }
      return try await refill()
    }

    @inlinable
    func refill() async throws -> Model? {
      let buffer = buffer
      do {
        try await chunk.read { try buffer.append(Model(row: $0)) }
      } catch {
        buffer.removeAll()
        throw error
      }
      return buffer.take()
    }
  }

  /// Starts the query.
  @inlinable
  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(query) }
}

/// A query of which rows are read in chunks.
///
/// Unchecked, because only the iterator uses it.
@usableFromInline
final class ChunkedReading: @unchecked Sendable {
  /// How many rows are read at once.
  @usableFromInline static var size: Int { 256 }

  private let query: Query
  private var cursor: (any StatementCursor)?
  private var isFinished = false

  @usableFromInline
  init(_ query: Query) { self.query = query }

  /// Calls the closure with each row of the next chunk; not at all behind the last one.
  @usableFromInline
  func read(_ body: (borrowing Row) throws -> Void) async throws {
    if isFinished { return }
    do {
      let database = try query.placeOfRows().database
      if cursor == nil {
        try query.check()
        if query.isNone { return finish() }
        cursor = try await database.openCursor(PlanKey(kind: .rows, query: query))
      }
      let hasMore = try await cursor?.read(upTo: Self.size, query.links(on: database), body) ?? false
      if !hasMore { finish() }
    } catch {
      finish()
      throw error
    }
  }

  private func finish() {
    isFinished = true
    cursor?.close()
    cursor = nil
  }
}

/// Rows that were read and not yet taken. They are moved in and out, so that none is copied and none outlives its turn.
@usableFromInline
final class StreamBuffer<Element> {
  @usableFromInline let start: UnsafeMutablePointer<Element>
  /// The first element that is there, and the first place behind those that are.
  @exclusivity(unchecked) @usableFromInline var first = 0
  @exclusivity(unchecked) @usableFromInline var end = 0
  @usableFromInline let capacity: Int

  @inlinable
  init(capacity: Int) {
    self.capacity = capacity
    start = .allocate(capacity: capacity)
  }

  deinit {
    removeAll()
    start.deallocate()
  }

  @usableFromInline
  func removeAll() {
    (start + first).deinitialize(count: end - first)
    first = 0
    end = 0
  }

  /// Puts an element behind the others. There is no place for more than the capacity until all are taken.
  @inlinable
  func append(_ element: consuming Element) {
    guard end < capacity else { return }
    (start + end).initialize(to: element)
    end += 1
  }

  /// Takes the first element out.
  @inlinable
  func take() -> Element? {
    guard first < end else { return nil }
    let element = (start + first).move()
    first += 1
    if first == end {
      first = 0
      end = 0
    }
    return element
  }
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
