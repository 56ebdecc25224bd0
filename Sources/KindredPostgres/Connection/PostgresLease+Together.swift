import CPostgres
import KindredCore
import KindredSockets

/// Running several statements that read, in one round trip.
extension PostgresLease {
  func readTogether(_ runs: [ReadRun], _ read: RunBody) async throws -> [StatementOutcome]? {
    forbidWriting(0)
    var buffers: [ParameterBuffer] = []
    for run in runs {
      do { buffers.append(try await buffer(for: run)) } catch { throw Database.explained(error, run.plan) }
    }
    phase = .unknown
    await link.settled()
    // Where the result of each statement stands among the results.
    var places: [Int] = []
    let answer = await answer(to: runs) { outbox, statements in
      outbox.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
      places = zip(runs, buffers).map { run, buffer in
        send(run.plan, buffer, runs: 1, &outbox, &statements)
        return outbox.count - 1
      }
      outbox.run("COMMIT")
    }
    guard answer.isFine else { return try await giveUp(runs, after: answer) }
    phase = .over
    return try answer.withResult { _ in
      let results = answer.results
      var outcomes: [StatementOutcome] = []
      for (index, run) in runs.enumerated() {
        let result = results[places[index]]
        try PostgresCells.forEachRow(of: result, userTypes: link.types.userTypes, run.links) { try read(index, $0) }
        outcomes.append(StatementOutcome(changes: 0, insertedKey: 0, rows: Int(PQntuples(result))))
      }
      return outcomes
    }
  }

  /// Sends statements and waits for their results, for a moment in the task's own thread.
  private func answer(
    to runs: [ReadRun], _ send: (inout Outbox, inout StatementNames) -> Void
  ) async -> Answer {
    guard link.mayStart, let last = runs.last, let known = link.types.known(last.plan), known.waiting.shouldSpin else {
      return await link.perform(for: self, send)
    }
    switch link.start(known, for: self, send) {
    case .declined: return await link.perform(for: self, send)
    case .answered(let answer):
      known.waiting.note(isLate: false)
      return answer
    case .sent(let request):
      known.waiting.note(isLate: true)
      return await link.answer(to: request)
    }
  }

  private func buffer(for run: ReadRun) async throws -> ParameterBuffer {
    let buffer = ParameterBuffer(types: try await types(of: run.plan), userTypes: link.types.userTypes)
    try write(to: buffer, run.plan.decimalLimits) { try Parameters.values(run.values).bind(to: &$0) }
    return buffer
  }

  /// Undoes what is left after a failure. Statements that failed through no fault of their own, as after a change of the
  /// schema, are run again one by one.
  private func giveUp(_ runs: [ReadRun], after answer: Answer) async throws -> [StatementOutcome]? {
    // It is not known which of them were prepared.
    for run in runs {
      link.forget(run.plan)
      link.types.forget(run.plan)
    }
    if answer.failed != nil { phase = .open }
    await rollback()
    if answer.isCancelled || answer.sqlState == "57014" && !answer.wasHit { _ = try answer.checked() }
    return nil
  }
}
