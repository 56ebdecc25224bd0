import CPostgres
import KindredSockets

/// Sends the statements of one request without blocking. Data that the socket does not accept stays in libpq's buffer.
struct Outbox {
  let handle: OpaquePointer
  private(set) var isSound = true
  /// The number of statements sent. The server answers each of them.
  private(set) var count = 0
  /// Whether an earlier request has no synchronisation point yet.
  private(set) var hasPending: Bool
  /// Whether the request may share its synchronisation point with others.
  private(set) var isShared: Bool

  init(handle: OpaquePointer, hasPending: Bool, isShared: Bool) {
    self.handle = handle
    self.hasPending = hasPending
    self.isShared = isShared
    if !isShared { separate() }
  }

  /// Gives the request its own synchronisation point. With a shared one, its failure would roll back other requests,
  /// and theirs would roll back this one. Call it before sending.
  mutating func separate() {
    isShared = false
    if hasPending { sync() }
    hasPending = false
  }

  private mutating func note(_ status: Int32) {
    count += 1
    if status != 1 { isSound = false }
  }

  mutating func prepare(_ name: String, _ sql: String, types: [Oid]) {
    note(PQsendPrepare(handle, name, sql, Int32(types.count), types))
  }

  mutating func describe(_ name: String) { note(PQsendDescribePrepared(handle, name)) }

  /// Runs a prepared statement with one set of parameters from a buffer.
  mutating func execute(_ name: String, _ parameters: ParameterBuffer, run: Int = 0) {
    SendBuffer.enlarge(for: parameters.size, on: PQsocket(handle))
    note(
      parameters.withPointers(run: run) { count, values, lengths, formats in
        PQsendQueryPrepared(handle, name, count, values, lengths, formats, 1)
      })
  }

  /// Runs an unprepared statement.
  mutating func run(_ sql: String) { note(PQsendQueryParams(handle, sql, 0, nil, nil, nil, nil, 1)) }

  /// Runs an unprepared statement with parameters.
  mutating func run(_ sql: String, _ parameters: ParameterBuffer) {
    SendBuffer.enlarge(for: parameters.size, on: PQsocket(handle))
    note(
      parameters.withPointers(run: 0) { count, values, lengths, formats in
        PQsendQueryParams(handle, sql, count, parameters.types, values, lengths, formats, 1)
      })
  }

  /// Sets a synchronisation point after everything sent so far, and flushes.
  mutating func sync() { if PQpipelineSync(handle) != 1 { isSound = false } }
}
