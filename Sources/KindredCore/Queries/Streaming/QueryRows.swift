/// The rows of a query as an asynchronous sequence; see ``Queryable/rows``.
public struct QueryRows<Model: KindredCore.Model>: AsyncSequence, Sendable {
  @usableFromInline let query: Query

  @inlinable
  init(query: Query) { self.query = query }

  /// Reads rows in chunks, so that memory does not grow with their number.
  ///
  /// The work per row is inlined where the model's type is known; the rest runs once per chunk.
  public struct AsyncIterator: AsyncIteratorProtocol {
    @usableFromInline let reading: StreamReading
    @usableFromInline let buffer = StreamBuffer<Model>()

    @inlinable
    init(_ query: Query) { reading = StreamReading(query) }

    /// The next row; nil after the last one.
    @inlinable
    public mutating func next() async throws -> Model? { try await next(isolation: #isolation) }

    /// The next row, read on the caller's actor; nil after the last one.
    @inlinable @inline(__always)
    public mutating func next(isolation actor: isolated (any Actor)?) async throws -> Model? {
      if let steps = reading.steps, let row = reading.step(steps) {
        do { return try Model(row: row) } catch { throw reading.failed(error) }
      }
      if let model = buffer.take() { return model }
      return try await read()
    }

    /// Starts the next chunk, and returns its first row.
    @inlinable @inline(never)
    func read() async throws -> Model? {
      if reading.isFinished {
        try reading.throwPostponed()
        return nil
      }
      let buffer = buffer
      do {
        try await reading.read { try buffer.append(Model(row: $0)) }
      } catch {
        // Only decoding errors can be postponed. Others may have ended the transaction, so the reader has to know at
        // once.
        guard (error as? KindredError)?.code == .decoding, let model = buffer.take() else {
          buffer.removeAll()
          throw error
        }
        reading.postpone(error)
        return model
      }
      var iterator = self
      return try await iterator.next()
    }
  }

  /// Starts the query.
  @inlinable
  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(query) }
}

extension Queryable {
  /// The rows one by one, read in chunks, so that memory does not grow with their number.
  ///
  /// ```swift
  /// for try await entry in blog.entrySet.rows { print(entry.headline) }
  /// ```
  ///
  /// A query set is not a sequence itself: a sequence's `filter`, `map` and `first(where:)` would run in Swift on every
  /// row, and the compiler would choose them whenever a condition has an error.
  @inlinable
  public var rows: QueryRows<Model> { QueryRows(query: querySet.query) }
}
