import CPostgres
import KindredSockets

/// Sends the statements of one request. Nothing waits: what the socket does not take stays in the library's buffer.
struct Outbox {
  let handle: OpaquePointer
  private(set) var isSound = true
  /// How many statements were sent, each of which the server answers.
  private(set) var count = 0
  /// Whether an earlier request waits for a synchronisation point.
  private(set) var hasCompany: Bool
  /// Whether what is sent may have its synchronisation point in common with others.
  private(set) var isShared: Bool

  init(handle: OpaquePointer, hasCompany: Bool, isShared: Bool) {
    self.handle = handle
    self.hasCompany = hasCompany
    self.isShared = isShared
    if !isShared { separate() }
  }

  /// Keeps what is sent from sharing its synchronisation point: its failure would undo what others did, and theirs what
  /// it did. To be called before something is sent.
  mutating func separate() {
    isShared = false
    if hasCompany { sync() }
    hasCompany = false
  }

  private mutating func note(_ status: Int32) {
    count += 1
    if status != 1 { isSound = false }
  }

  mutating func prepare(_ name: String, _ sql: String, types: [Oid]) {
    note(PQsendPrepare(handle, name, sql, Int32(types.count), types))
  }

  mutating func describe(_ name: String) { note(PQsendDescribePrepared(handle, name)) }

  /// Runs a prepared statement with one set of parameters of a buffer.
  mutating func execute(_ name: String, _ parameters: ParameterBuffer, run: Int = 0) {
    SocketRoom.make(for: parameters.size, on: PQsocket(handle))
    note(
      parameters.withPointers(run: run) { count, values, lengths, formats in
        PQsendQueryPrepared(handle, name, count, values, lengths, formats, 1)
      })
  }

  /// Runs a statement that is not prepared.
  mutating func run(_ sql: String) { note(PQsendQueryParams(handle, sql, 0, nil, nil, nil, nil, 1)) }

  /// Runs a statement that is not prepared, with parameters.
  mutating func run(_ sql: String, _ parameters: ParameterBuffer) {
    SocketRoom.make(for: parameters.size, on: PQsocket(handle))
    note(
      parameters.withPointers(run: 0) { count, values, lengths, formats in
        PQsendQueryParams(handle, sql, count, parameters.types, values, lengths, formats, 1)
      })
  }

  /// Sets a synchronisation point, and sends what was collected up to it.
  mutating func sync() { if PQpipelineSync(handle) != 1 { isSound = false } }
}
