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
    @inlinable @inline(__always)
    public mutating func next() async throws -> Model? {
      if let model = try nextAtHand() { return model }
      return try await read()
    }

    /// The next row, read where the caller is; nil behind the last one.
    @inlinable @inline(__always)
    public mutating func next(isolation actor: isolated (any Actor)?) async throws -> Model? {
      if let model = try nextAtHand() { return model }
      return try await read()
    }

    /// The next row where it is at hand.
    @inlinable @inline(__always)
    func nextAtHand() throws -> Model? {
      guard let steps = reading.steps else { return buffer.take() }
      guard let row = reading.step(steps) else { return nil }
      do { return try Model(row: row) } catch { throw reading.failed(error) }
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
        if let model = try nextAtHand() { return model }
      }
      return nil
    }
  }

  /// Starts the query.
  @inlinable
  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(query) }
}
