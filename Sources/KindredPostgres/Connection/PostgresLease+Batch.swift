import CPostgres
import KindredCore

/// Running a statement many times.
extension PostgresLease {
  /// The runs sent as one request.
  private struct Part {
    let range: Range<Int>
    let request: Request
  }

  /// The number of parameters sent at once: enough to keep the server busy while the next ones are written, and few
  /// enough to bound the buffers and the rollback after an error.
  private static let parametersAtOnce = 1000
  /// The maximum number of bytes in a part, apart from its last run, so that large values do not pile up.
  private static let bytesAtOnce = 4 << 20
  /// The number of parts in flight while the next one is written.
  private static let partsAhead = 2

  func run<Batch: StatementBatch>(_ plan: StatementPlan, batch: inout Batch) async throws {
    var types = try await types(of: plan)
    let size = max(1, Self.parametersAtOnce / max(1, types.count))
    var bytes = 0
    var parts: [Part] = []
    var sent = 0
    while sent < batch.count || !parts.isEmpty {
      try Task.checkCancellation()
      var range = sent..<min(sent + size, batch.count)
      // Outside of a transaction, and for its first statement, a part may have to be sent again.
      if !use.isLong || isUntouched, !range.isEmpty {
        let answer = try await retrying(plan) { isRepetition in
          if isRepetition { types = try await self.types(of: plan) }
          let buffer = try write(&batch, &range, types, size: bytes, plan)
          bytes = buffer.size
          return await execute(plan, buffer, runs: range.count)
        }
        try read(answer, range, into: &batch)
        sent = range.upperBound
      } else if !range.isEmpty, parts.count < Self.partsAhead {
        let buffer = try write(&batch, &range, types, size: bytes, plan)
        bytes = buffer.size
        var request: Request
        repeat {
          await beginningSettled(isCancellable: true)
          try Task.checkCancellation()
          request = link.post(for: self, isCancellable: true) { outbox, statements in
            touch()
            send(plan, buffer, runs: range.count, &outbox, &statements)
          }
        } while request.mustWait
        parts.append(Part(range: range, request: request))
        sent = range.upperBound
      } else {
        let part = parts.removeFirst()
        let generation = link.types.generation
        let answer = await link.answer(to: part.request)
        note(answer, plan, runs: part.range.count)
        // The statement cannot be repeated, but the transaction can.
        var mayRefresh = true
        if !answer.isFine { _ = isOutdated(answer, plan, generation, &mayRefresh) }
        try read(answer, part.range, into: &batch)
      }
    }
  }

  /// Writes the parameters of the runs in a range. If they are large, writes fewer and shortens the range.
  private func write<Batch: StatementBatch>(
    _ batch: inout Batch, _ range: inout Range<Int>, _ types: [UInt32], size: Int, _ plan: StatementPlan
  ) throws -> ParameterBuffer {
    let buffer = ParameterBuffer(types: types, userTypes: link.types.userTypes, runs: range.count, size: size)
    for index in range {
      try write(to: buffer, plan.decimalLimits) { writer in
        try addingParameterIndexToErrors(in: &writer) { try batch.bind(index, to: &$0) }
      }
      if buffer.size > Self.bytesAtOnce {
        range = range.lowerBound..<index + 1
        break
      }
    }
    return buffer
  }

  private func read<Batch: StatementBatch>(_ answer: Answer, _ range: Range<Int>, into batch: inout Batch) throws {
    try answer.withResult { _ in
      for (index, result) in zip(range, answer.results.suffix(range.count)) {
        try PostgresCells.forEachRow(of: result, userTypes: link.types.userTypes, nil) { try batch.read(index, $0) }
        batch.inserted(index, key: 0)
      }
    }
  }
}
