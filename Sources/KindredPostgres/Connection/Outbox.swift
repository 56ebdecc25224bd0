import CPostgres

/// Sends the statements of one request. Nothing waits: what the socket does not take stays in the library's buffer.
struct Outbox {
  let handle: OpaquePointer
  private(set) var isSound = true

  init(handle: OpaquePointer) { self.handle = handle }

  private mutating func note(_ status: Int32) { isSound = isSound && status == 1 }

  mutating func prepare(_ name: String, _ sql: String, types: [Oid]) {
    note(PQsendPrepare(handle, name, sql, Int32(types.count), types))
  }

  mutating func describe(_ name: String) { note(PQsendDescribePrepared(handle, name)) }

  /// Runs a prepared statement with one set of parameters of a buffer.
  mutating func execute(_ name: String, _ parameters: ParameterBuffer, run: Int = 0) {
    note(
      parameters.withPointers(run: run) { count, values, lengths, formats in
        PQsendQueryPrepared(handle, name, count, values, lengths, formats, 1)
      })
  }

  /// Runs a statement that is not prepared.
  mutating func run(_ sql: String) { note(PQsendQueryParams(handle, sql, 0, nil, nil, nil, nil, 1)) }

  /// Runs a statement that is not prepared, with parameters.
  mutating func run(_ sql: String, _ parameters: ParameterBuffer) {
    note(
      parameters.withPointers(run: 0) { count, values, lengths, formats in
        PQsendQueryParams(handle, sql, count, parameters.types, values, lengths, formats, 1)
      })
  }

  mutating func sync() { note(PQpipelineSync(handle)) }
}
