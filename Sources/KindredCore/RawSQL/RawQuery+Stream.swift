extension RawQuery {
  /// The rows one by one, read in chunks, so that memory does not grow with their number.
  ///
  /// ```swift
  /// for try await blog in Blog.objects.raw("SELECT * FROM blog ORDER BY name").rows { print(blog.name) }
  /// ```
  ///
  /// Only statements that read rows can be streamed; others throw ``KindredError/Code/invalidQuery``.
  public var rows: RawRows<Element> { RawRows(query: self) }
}

/// The rows of a query of your own SQL as an asynchronous sequence; see ``RawQuery/rows``.
public struct RawRows<Element: Sendable>: AsyncSequence, Sendable {
  let query: RawQuery<Element>

  /// Starts the query.
  public func makeAsyncIterator() -> RawIterator<Element> { RawIterator(query: query) }
}

/// Reads the rows of a query of your own SQL in chunks.
public struct RawIterator<Element: Sendable>: AsyncIteratorProtocol {
  private let reading: RawStream<Element>

  init(query: RawQuery<Element>) { reading = RawStream(query) }

  /// The next row; nil after the last one.
  public mutating func next() async throws -> Element? { try await next(isolation: #isolation) }

  /// The next row, read on the caller's actor; nil after the last one.
  public mutating func next(isolation actor: isolated (any Actor)?) async throws -> Element? {
    while true {
      if let element = reading.buffer.take() { return element }
      if reading.isFinished {
        try reading.throwPostponed()
        return nil
      }
      try await reading.read()
    }
  }
}

/// The state of a stream.
///
/// Unchecked, because only the iterator uses it.
private final class RawStream<Element: Sendable>: @unchecked Sendable {
  private let query: RawQuery<Element>
  let buffer = StreamBuffer<Element>()
  private(set) var isFinished = false
  private var cursor: ExplainingCursor?
  private var database: Database?
  private var element: ((borrowing DatabaseRow) throws -> Element)?
  private var postponed: (any Error)?

  init(_ query: RawQuery<Element>) { self.query = query }

  /// Reads the next chunk.
  func read() async throws {
    do {
      try Task.checkCancellation()
      if cursor == nil { try await open() }
      guard let cursor, let element, let database else { return finish() }
      let buffer = buffer
      let links = query.source.links(on: database, expecting: StreamReading.chunkSize)
      if try await !cursor.read(upTo: StreamReading.chunkSize, links, { try buffer.append(element($0)) }) { finish() }
    } catch {
      finish()
      // Only decoding errors can be postponed. Others may have ended the transaction, so the reader has to know at once.
      guard (error as? KindredError)?.code == .decoding, !buffer.isEmpty else {
        buffer.removeAll()
        throw error
      }
      postponed = error
    }
  }

  private func open() async throws {
    let statement = try RawStatement(query.sql, model: query.model, columns: query.columns)
    guard statement.kind == .read else {
      throw KindredError(
        .invalidQuery, "Only a statement that reads rows can be streamed; use all() for one that changes something.")
    }
    let place = try query.source.place(for: statement)
    let plan = try place.database.rawPlans.plan(for: statement)
    element = query.reading.begin(plan)
    database = place.database
    cursor = try await place.database.openCursor(plan, try plan.boundValues(statement.values))
  }

  /// Throws a postponed error once.
  func throwPostponed() throws {
    guard let error = postponed else { return }
    postponed = nil
    throw error
  }

  private func finish() {
    isFinished = true
    cursor?.close()
    cursor = nil
  }
}
