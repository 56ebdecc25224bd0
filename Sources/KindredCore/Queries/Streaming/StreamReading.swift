public import Synchronization

/// Reads the rows of a query one by one.
///
/// The first rows are read as one chunk: if there are no others, the connection is released before any row is used.
/// After it, if nobody else uses the connection, the reader steps from row to row, which keeps one row in memory.
/// Otherwise, or once the rows' foreign keys are followed, rows are read in chunks: then all siblings of a chunk are
/// known before its first row is used.
///
/// Unchecked, because only the iterator uses it. This avoids run-time exclusivity checks.
@usableFromInline
final class StreamReading: @unchecked Sendable {
  /// The number of rows in a sibling group, and between two checks for cancellation.
  @usableFromInline static var chunkSize: Int { 256 }

  private let request: RowRequest
  private var cursor: ExplainingCursor?
  private var postponed: (any Error)?
  /// The number of chunks stepped through.
  private var chunks = 0
  @exclusivity(unchecked) @usableFromInline private(set) var isFinished = false

  /// How to step from row to row; nil while rows are read in chunks.
  @exclusivity(unchecked) @usableFromInline var steps: RowSteps?
  /// The number of rows left in the chunk.
  @exclusivity(unchecked) @usableFromInline var rowsLeft = 0
  /// The status of the last step.
  @exclusivity(unchecked) @usableFromInline var status: Int32 = 0
  /// The sibling groups of the rows that are stepped through.
  @exclusivity(unchecked) @usableFromInline var links: PeerLinks?

  /// Whether the rows' foreign keys are followed.
  @usableFromInline let demand = SiblingDemand()

  @usableFromInline
  convenience init(_ query: Query) { self.init(RowRequest(query: query)) }

  init(_ request: RowRequest) { self.request = request }

  /// Moves to the next row; nil if ``read(_:)`` has to be called.
  @inlinable @inline(__always)
  func step(_ steps: RowSteps) -> DatabaseRow? {
    if rowsLeft == 0 { return nil }
    if demand.isNoted.load(ordering: .relaxed) { return nil }
    rowsLeft -= 1
    status = steps.step(steps.handle)
    if status == steps.row { return DatabaseRow(handle: steps.handle, functions: steps.functions, links: links) }
    rowsLeft = 0
    return nil
  }

  /// Starts the next chunk. Unless its rows are stepped through, calls the closure with each of them.
  @usableFromInline
  func read(_ body: (borrowing DatabaseRow) throws -> Void) async throws {
    do {
      if let cursor, let steps, status != steps.row {
        try cursor.ended(status)
        return finish()
      }
      try Task.checkCancellation()
      let database = try request.query.placeOfRows().database
      let isFollowed = demand.isNoted.load(ordering: .relaxed)
      links = request.links(on: database, expecting: Self.chunkSize, demand: demand)
      let hasLoading = request.query.hasLoading
      if let cursor, !isFollowed, !hasLoading, try steps != nil || startSteps(cursor) {
        rowsLeft = Self.chunkSize
        chunks &+= 1
        // Gives other tasks a chance to run during a long stream.
        if chunks % 64 == 0 { await Task.yield() }
        return
      }
      steps = nil
      guard let cursor = try await openedCursor(on: database) else { return finish() }
      guard hasLoading else {
        if try await !cursor.read(upTo: Self.chunkSize, links, body) { finish() }
        return
      }
      let joined = request.joinedReader(links)
      let hasMore = try await cursor.read(upTo: Self.chunkSize, links) { row in
        try body(row)
        try joined?.read(row)
      }
      try await request.query.load(links)
      if !hasMore { finish() }
    } catch {
      finish()
      throw error
    }
  }

  /// The query's cursor, opened at the first call; nil for a query that is known to be empty.
  private func openedCursor(on database: Database) async throws -> ExplainingCursor? {
    if let cursor { return cursor }
    try request.query.check()
    if request.query.isNone { return nil }
    cursor = try await database.openCursor(request.key(.rows))
    return cursor
  }

  /// Starts stepping from row to row, if the cursor allows it.
  private func startSteps(_ cursor: ExplainingCursor) throws -> Bool {
    steps = try cursor.steps()
    guard let steps else { return false }
    status = steps.row
    return true
  }

  /// Postpones the error of a row until the rows before it are used.
  @usableFromInline
  func postpone(_ error: any Error) { postponed = error }

  /// Throws a postponed error once.
  @usableFromInline
  func throwPostponed() throws {
    guard let error = postponed else { return }
    postponed = nil
    throw error
  }

  /// Ends the stream after the error of a row.
  @usableFromInline
  func failed(_ error: any Error) -> any Error {
    let explained = cursor?.explained(error) ?? error
    finish()
    return explained
  }

  private func finish() {
    isFinished = true
    rowsLeft = 0
    links = nil
    cursor?.close()
    cursor = nil
  }
}
