extension ResultQuery {
  /// The rows one by one, read in chunks, so that memory does not grow with their number.
  ///
  /// ```swift
  /// for try await (headline, rating) in Entry.objects.values({ ($0.headline, $0.rating) }).rows { … }
  /// ```
  public var rows: ResultRows<Element> { ResultRows(request, read) }
}

/// The rows of a result as an asynchronous sequence; see ``ResultQuery/rows``.
public struct ResultRows<Element>: AsyncSequence, Sendable {
  private let request: RowRequest
  private let element: ResultReading<Element>

  init(_ request: RowRequest, _ element: @escaping ResultReading<Element>) {
    self.request = request
    self.element = element
  }

  /// Starts the query.
  public func makeAsyncIterator() -> ResultIterator<Element> { ResultIterator(request, element) }
}

/// Reads the rows of a result in chunks, so that memory does not grow with their number.
public struct ResultIterator<Element>: AsyncIteratorProtocol {
  private let reading: StreamReading
  private let buffer = StreamBuffer<Element>()
  private let element: ResultReading<Element>

  init(_ request: RowRequest, _ element: @escaping ResultReading<Element>) {
    reading = StreamReading(request)
    self.element = element
  }

  /// The next row; nil after the last one.
  public mutating func next() async throws -> Element? { try await next(isolation: #isolation) }

  /// The next row, read on the caller's actor; nil after the last one.
  public mutating func next(isolation actor: isolated (any Actor)?) async throws -> Element? {
    while true {
      if let steps = reading.steps, let row = reading.step(steps) {
        do { return try element(row) } catch { throw reading.failed(error) }
      }
      if let element = buffer.take() { return element }
      if reading.isFinished {
        try reading.throwPostponed()
        return nil
      }
      try await read()
    }
  }

  /// Starts the next chunk.
  private func read() async throws {
    let (buffer, element) = (buffer, element)
    do {
      try await reading.read { try buffer.append(element($0)) }
    } catch {
      // Only decoding errors can be postponed. Others may have ended the transaction, so the reader has to know at
      // once.
      guard (error as? KindredError)?.code == .decoding, !buffer.isEmpty else {
        buffer.removeAll()
        throw error
      }
      reading.postpone(error)
    }
  }
}
