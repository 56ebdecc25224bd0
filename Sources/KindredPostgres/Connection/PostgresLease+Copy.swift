import CPostgres
import KindredCore

/// Bulk loading.
extension PostgresLease {
  /// The bytes that are sent at once.
  private static let bytesAtOnce = 1 << 16

  func load<Batch: StatementBatch>(
    _ plan: StatementPlan, insert: StatementPlan, batch: inout Batch
  ) async throws -> Int {
    // The types of an insert's parameters are those of the columns.
    let types = try await types(of: insert)
    touch()
    try await begin(plan)
    do {
      let buffer = ParameterBuffer(types: types, userTypes: link.types.userTypes)
      var data = CopyFormat.header
      for index in 0..<batch.count {
        if index & 0xFF == 0 { try Task.checkCancellation() }
        buffer.empty(for: types)
        try write(to: buffer, insert.decimalLimits) { writer in
          try addingParameterIndexToErrors(in: &writer) { try batch.bind(index, to: &$0) }
        }
        buffer.appendRow(to: &data)
        guard data.count >= Self.bytesAtOnce else { continue }
        try await send(data)
        data.removeAll(keepingCapacity: true)
      }
      try await send(data + CopyFormat.trailer)
    } catch {
      // The server has the last word only if it was asked to store the rows.
      _ = await link.endCopy(isGivenUp: true, for: self)
      throw error
    }
    let answer = await link.endCopy(isGivenUp: false, for: self)
    return try answer.withResult { result in
      PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
    }
  }

  private func send(_ data: [UInt8]) async throws {
    if await link.sendCopy(data, for: self) { return }
    try Task.checkCancellation()
    throw PostgresFailure.connectionLost
  }

  private func begin(_ plan: StatementPlan) async throws {
    // What begins the transaction and its savepoints is sent in pipeline mode.
    await link.settled()
    if !withPreamble({ $0.isEmpty }) {
      let answer = await link.perform(for: self) { _, _ in }
      if !answer.isFine { _ = try answer.checked() }
    }
    for _ in 0..<100 {
      try Task.checkCancellation()
      if let answer = await link.beginCopy(plan.sql, for: self) {
        _ = try answer.checked()
        return
      }
      // Statements of other tasks in this transaction are in flight; an empty round trip is answered after them.
      _ = await link.perform(for: self) { _, _ in }
    }
    throw KindredError(
      .transaction, "Other statements of the transaction kept running, so that a bulk load could not begin.")
  }
}

/// The binary format of COPY.
enum CopyFormat {
  /// The signature, no flags, no extension.
  static let header: [UInt8] = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0] + Array(repeating: 0, count: 8)
  static let trailer: [UInt8] = [0xFF, 0xFF]
}
