/// A statement that reads, as one of several that are sent together.
package struct ReadRun {
  package let plan: StatementPlan
  package let values: [DatabaseValue]
  /// The sibling groups that the rows join.
  package let links: PeerLinks?

  init(_ key: PlanKey, _ links: PeerLinks?, on database: Database) throws {
    plan = try database.plans.plan(for: key)
    key.query.countRun(plan, on: database)
    values = try plan.boundValues(key.values)
    self.links = links
  }
}

/// Reads a row of one of several statements, given the statement's index.
package typealias RunBody = (Int, borrowing DatabaseRow) throws -> Void

extension Database {
  /// Runs statements that read, in one snapshot, with all of them sent before the first answer is awaited. Each is wrapped
  /// and observed as if it ran alone.
  func readTogether(_ runs: [ReadRun], _ read: RunBody) async throws {
    try Task.checkCancellation()
    guard mayBeWrapped, let wrappers = StatementWrappers.applying(to: self) else {
      _ = try await observedRead(runs, read)
      return
    }
    var outcomes: [StatementOutcome] = []
    try await wrap(0, of: runs, in: wrappers) {
      outcomes = try await observedRead(runs, read)
    } outcome: {
      outcomes[$0]
    }
  }

  /// Runs the closure inside the wrappers of the statements from an index on.
  private func wrap(
    _ index: Int, of runs: [ReadRun], in wrappers: StatementWrappers, _ body: () async throws -> Void,
    outcome: (Int) -> StatementOutcome
  ) async throws {
    guard index < runs.count else { return try await body() }
    let statement = DatabaseStatement(runs[index].plan, wrappers.showsValues ? runs[index].values : nil)
    _ = try await wrappers.run(statement, on: self) {
      try await wrap(index + 1, of: runs, in: wrappers, body, outcome: outcome)
      return outcome(index)
    }
  }

  private func observedRead(_ runs: [ReadRun], _ read: RunBody) async throws -> [StatementOutcome] {
    guard observation.isActive else { return try await explainedRead(runs, read) }
    let start = ContinuousClock.now
    do {
      let outcomes = try await observation.tracing(runs.map { ObservedStatement($0.plan) }[...]) {
        try await explainedRead(runs, read)
      }
      note(runs, since: start, nil)
      return outcomes
    } catch {
      note(runs, since: start, error)
      throw error
    }
  }

  private func note(_ runs: [ReadRun], since start: ContinuousClock.Instant, _ error: (any Error)?) {
    for run in runs {
      note(
        ObservedStatement(run.plan), start: start, values: options.logsValues ? run.values : nil, error: error)
    }
  }

  private func explainedRead(_ runs: [ReadRun], _ read: RunBody) async throws -> [StatementOutcome] {
    let connection = try await driver.acquire(.snapshot)
    do {
      let outcomes = try await connection.readTogether(runs) { index, row in
        do { try read(index, row) } catch { throw Self.explained(error, runs[index].plan) }
      }
      driver.release(connection)
      if let outcomes { return outcomes }
    } catch {
      driver.release(connection)
      throw error
    }
    return try await transaction(isolation: .repeatableRead, readOnly: true) { try await readInTurn(runs, read) }
  }

  /// Runs the statements one after the other, in the task's transaction. They are wrapped and observed already.
  private func readInTurn(_ runs: [ReadRun], _ read: RunBody) async throws -> [StatementOutcome] {
    guard let transaction = Transaction.current(on: self) else { return [] }
    var outcomes: [StatementOutcome] = []
    for (index, run) in runs.enumerated() {
      let outcome = try await transaction.statement { connection in
        try await explaining(run.plan) {
          try await connection.run(run.plan, .values(run.values), run.links, resuming: nil) { try read(index, $0) }
        }
      }
      outcomes.append(outcome)
    }
    return outcomes
  }
}

extension Observation {
  /// Runs the closure in a span for each of the statements.
  fileprivate func tracing<Result>(
    _ statements: ArraySlice<ObservedStatement>, _ body: () async throws -> Result
  ) async throws -> Result {
    guard isTracing, let first = statements.first else { return try await body() }
    return try await tracing(first) { try await tracing(statements.dropFirst(), body) }
  }
}
