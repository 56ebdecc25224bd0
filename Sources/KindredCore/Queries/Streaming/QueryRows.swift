/// The rows of a query one after the other; see ``Queryable/rows``.
public struct QueryRows<Model: KindredCore.Model>: AsyncSequence, Sendable {
  @usableFromInline let query: Query

  @inlinable
  init(query: Query) { self.query = query }

  /// Reads rows bit by bit: memory does not grow with their number.
  ///
  /// What is done for each row is inlined where the model's type is known; the rest is done once for a chunk of them.
  public struct AsyncIterator: AsyncIteratorProtocol {
    @usableFromInline let reading: StreamReading
    @usableFromInline let buffer = StreamBuffer<Model>()

    @inlinable
    init(_ query: Query) { reading = StreamReading(query) }

    /// The next row; nil behind the last one.
    @inlinable
    public mutating func next() async throws -> Model? { try await next(isolation: #isolation) }

    /// The next row, read where the caller is; nil behind the last one.
    @inlinable @inline(__always)
    public mutating func next(isolation actor: isolated (any Actor)?) async throws -> Model? {
      if let steps = reading.steps, let row = reading.step(steps) {
        do { return try Model(row: row) } catch { throw reading.failed(error) }
      }
      if let model = buffer.take() { return model }
      return try await read()
    }

    /// Begins the next chunk, and gives the row that comes next.
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
        // Another error than one about a row's content may have ended a transaction, which the rows' reader has to know.
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
  /// The rows one after the other, read bit by bit: memory does not grow with their number.
  ///
  /// ```swift
  /// for try await entry in blog.entrySet.rows { print(entry.headline) }
  /// ```
  ///
  /// A query set is no sequence itself: the `filter`, `map` and `first(where:)` of one would run in Swift on every row, and
  /// would be taken for the query's wherever a condition has a mistake.
  @inlinable
  public var rows: QueryRows<Model> { QueryRows(query: querySet.query) }
}
