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

    /// The next row, which the next chunk begins with.
    @inlinable @inline(never)
    func read() async throws -> Model? {
      let buffer = buffer
      while !reading.isFinished {
        do {
          try await reading.read { try buffer.append(Model(row: $0)) }
        } catch {
          buffer.removeAll()
          throw error
        }
        if let model = try atHand() { return model }
      }
      return nil
    }

    /// What ``next(isolation:)`` tries first. There it is written out, because the compiler would move the row once more.
    @inlinable
    func atHand() throws -> Model? {
      if let steps = reading.steps, let row = reading.step(steps) {
        do { return try Model(row: row) } catch { throw reading.failed(error) }
      }
      return buffer.take()
    }
  }

  /// Starts the query.
  @inlinable
  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(query) }
}
