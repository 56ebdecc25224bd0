extension QuerySet: AsyncSequence {
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
