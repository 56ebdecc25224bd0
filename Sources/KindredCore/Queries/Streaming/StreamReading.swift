public import Synchronization

/// A query of which rows are read one after the other.
///
/// The first rows are read in one chunk: where there are no others, they need no connection any more before any is used.
/// After it, where nobody else uses the connection, the reader steps from row to row by itself, and what it made of one
/// is gone before it makes the next. Elsewhere, and once the rows' foreign keys turn out to be followed, all rows are
/// read in chunks: then all siblings of a chunk are known before the first of them is used.
///
/// Unchecked, because only the iterator uses it. So the compiler need not check at run time who has access.
@usableFromInline
final class StreamReading: @unchecked Sendable {
  /// How many rows are siblings of each other, and how many are read between two looks at the task.
  @usableFromInline static var chunkSize: Int { 256 }

  private let request: RowRequest
  private var cursor: ExplainingCursor?
  private var postponed: (any Error)?
  /// How many chunks were stepped through.
  private var chunks = 0
  @exclusivity(unchecked) @usableFromInline private(set) var isFinished = false

  /// How to step from row to row; nil where rows are read in chunks.
  @exclusivity(unchecked) @usableFromInline var steps: RowSteps?
  /// How many rows are left of the chunk.
  @exclusivity(unchecked) @usableFromInline var rowsLeft = 0
  /// What the last step answered.
  @exclusivity(unchecked) @usableFromInline var status: Int32 = 0
  /// What the rows that are stepped through join.
  @exclusivity(unchecked) @usableFromInline var links: PeerLinks?

  /// Whether the rows' foreign keys are followed.
  @usableFromInline let demand = SiblingDemand()

  @usableFromInline
  convenience init(_ query: Query) { self.init(RowRequest(query: query)) }

  init(_ request: RowRequest) { self.request = request }

  /// Goes to the next row; nil where ``read(_:)`` has to say what comes now.
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

  /// Begins the next chunk: calls the closure with each of its rows where they are not to be stepped through.
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
      if let cursor, !isFollowed, try steps != nil || startSteps(cursor) {
        rowsLeft = Self.chunkSize
        chunks &+= 1
        // Nothing else in a long stream would let others have the processor.
        if chunks % 64 == 0 { await Task.yield() }
        return
      }
      steps = nil
      guard let cursor = try await openedCursor(on: database) else { return finish() }
      if try await !cursor.read(upTo: Self.chunkSize, links, body) { finish() }
    } catch {
      finish()
      throw error
    }
  }

  /// The query's cursor, opened at the first call; nil for a query that has no rows by definition.
  private func openedCursor(on database: Database) async throws -> ExplainingCursor? {
    if let cursor { return cursor }
    try request.query.check()
    if request.query.isNone { return nil }
    cursor = try await database.openCursor(request.key(.rows))
    return cursor
  }

  /// Begins to step from row to row, where the cursor allows it.
  private func startSteps(_ cursor: ExplainingCursor) throws -> Bool {
    steps = try cursor.steps()
    guard let steps else { return false }
    status = steps.row
    return true
  }

  /// Keeps an error about a row until the rows before it are used.
  @usableFromInline
  func postpone(_ error: any Error) { postponed = error }

  /// Throws what was postponed, once.
  @usableFromInline
  func throwPostponed() throws {
    guard let error = postponed else { return }
    postponed = nil
    throw error
  }

  /// Ends the reading after an error about a row.
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
