import Logging

extension Database {
  /// Runs the closure in a transaction: all of its changes are stored, or none.
  ///
  /// Every query of the task and its children uses the transaction's connection. If the closure throws, or the task is
  /// cancelled, the transaction is rolled back and the error is thrown on. A transaction inside a transaction is a
  /// savepoint: its failure undoes only its own changes. Savepoints of several child tasks run one after the other;
  /// statements of other child tasks that run meanwhile belong to the current savepoint. A database error aborts the
  /// block even if the closure catches it: to handle one, catch it around a nested transaction.
  ///
  /// ```swift
  /// try await database.transaction {
  ///   try await Entry.objects.filter { $0.blog == old }.update { $0.blog.set(new) }
  ///   try await old.delete()
  /// }
  /// let sum = try await database.transaction(isolation: .serializable, retry: .upTo(5)) { try await book(transfer) }
  /// ```
  ///
  /// - Parameters:
  ///   - isolation: The isolation level; nil for the server's default. SQLite always uses `serializable`. A nested
  ///     transaction cannot ask for a higher level than the outermost one.
  ///   - readOnly: Whether writes fail. On SQLite, a read-only transaction reads one snapshot and does not block writers.
  ///   - deferrable: Whether the start may wait until no serialization conflict is possible; only with `readOnly` and
  ///     `serializable`. Has no effect on SQLite.
  ///   - durable: Whether it has to be the outermost transaction, so that its end is a real commit.
  ///   - savepoint: Whether a nested transaction has a savepoint. Without one, its failure aborts the outer block, whose
  ///     time-outs and read-only mode apply.
  ///   - retry: Whether to run the closure again after a conflict with other transactions. In a nested transaction it is
  ///     ignored; only the outermost one is retried.
  ///   - statementTimeout: The time limit of each statement of the block.
  ///   - lockTimeout: How long the block waits for each lock.
  ///   - fileID: The file named in lease errors.
  ///   - line: The line named in lease errors.
  /// - Throws: The closure's error, or a ``KindredError`` when the transaction cannot begin or be committed.
  @discardableResult
  public func transaction<Result>(
    isolation: IsolationLevel? = nil, readOnly: Bool = false, deferrable: Bool = false, durable: Bool = false,
    savepoint: Bool = true, retry: RetryPolicy = .never, statementTimeout: Duration? = nil,
    lockTimeout: Duration? = nil, fileID: StaticString = #fileID, line: UInt = #line,
    _ body: () async throws -> Result
  ) async throws -> Result {
    try Task.checkCancellation()
    var options = TransactionOptions()
    options.site = LeaseSite(fileID: fileID, line: line)
    options.isolation = isolation
    options.isReadOnly = readOnly
    options.isDeferrable = deferrable
    options.statementTimeout = statementTimeout
    options.lockTimeout = lockTimeout
    let outer = Transaction.current(on: self)
    try options.check(inside: outer?.options)
    guard let outer else { return try await outermost(options, retry, body) }
    if durable {
      throw KindredError(.transaction, "A durable transaction has to be the outermost one, but it is inside another.")
    }
    guard savepoint else {
      if options.isReadOnly && !outer.options.isReadOnly || statementTimeout != nil || lockTimeout != nil {
        throw KindredError(
          .transaction,
          "A block without a savepoint belongs to the one around it and cannot have its own limits; leave them out, "
            + "or use a savepoint.")
      }
      return try await joined(outer, body)
    }
    return try await outer.perform { connection in
      try await outer.takingTurns { try await nested(options, in: outer, connection, body) }
    }
  }

  /// Runs the closure in a transaction that changes the schema. It has to be the outermost one.
  ///
  /// - Parameters:
  ///   - suspendsForeignKeys: Whether SQLite does not look at foreign keys meanwhile. They are enforced again afterwards,
  ///     also after an error and a cancellation.
  ///   - lockTimeout: How long it waits for each lock.
  package func schemaTransaction<Result>(
    suspendsForeignKeys: Bool = false, lockTimeout: Duration? = nil, fileID: StaticString = #fileID,
    line: UInt = #line, _ body: () async throws -> Result
  ) async throws -> Result {
    try Task.checkCancellation()
    if Transaction.current(on: self) != nil {
      throw KindredError(.transaction, "A schema is changed step by step, so it cannot be inside of a transaction.")
    }
    var options = TransactionOptions()
    options.site = LeaseSite(fileID: fileID, line: line)
    options.suspendsForeignKeys = suspendsForeignKeys
    options.lockTimeout = lockTimeout
    return try await outermost(options, .never, body)
  }

  // MARK: Outermost

  private func outermost<Result>(
    _ options: TransactionOptions, _ retry: RetryPolicy, _ body: () async throws -> Result
  ) async throws -> Result {
    var attempt = 1
    while true {
      let outcome = await observation.tracingTransaction(attempt: attempt) { await self.attempt(options, body) }
      switch outcome {
      case .committed(let result, let hooks):
        if !options.isReadOnly { Database.router?.wrote(to: self) }
        if !hooks.isEmpty { try await run(hooks) }
        return result
      case .failed(let error, let mayBeRetried):
        guard mayBeRetried, attempt < retry.attempts else { throw error }
        noteRetry(after: attempt, error)
        try await Task.sleep(for: retry.pause(after: attempt))
        attempt += 1
      }
    }
  }

  private enum Outcome<Result> {
    case committed(Result, [CommitHook])
    case failed(any Error, mayBeRetried: Bool)
  }

  private func attempt<Result>(_ options: TransactionOptions, _ body: () async throws -> Result) async -> Outcome<
    Result
  > {
    do {
      let connection = try await driver.acquire(options.isReadOnly ? .snapshot : .transaction, site: options.site)
      defer { driver.release(connection) }
      let executor = options.isReadOnly ? nil : driver.writeExecutor
      return await withTaskExecutorPreference(executor) { await self.attempt(options, on: connection, body) }
    } catch {
      return .failed(error, mayBeRetried: false)
    }
  }

  private func attempt<Result>(
    _ options: TransactionOptions, on connection: any DatabaseConnection, _ body: () async throws -> Result
  ) async -> Outcome<Result> {
    let transaction = Transaction(
      database: self, connection: connection, options: options, outer: Session.transaction)
    do {
      try await connection.begin(options)
      let result = try await run(body, in: transaction)
      try await connection.commit()
      return .committed(result, transaction.hooks)
    } catch {
      await connection.rollback()
      let isConflict = RetryPolicy.invites(error) || transaction.failure.map(RetryPolicy.invites) ?? false
      let named: any Error = (error as? KindredError)?.namingForeignKey(dialect) ?? error
      return .failed(named, mayBeRetried: isConflict && !(error is CancellationError))
    }
  }

  /// Runs the closure with the transaction as the task's, then commits it or rolls it back.
  private func run<Result>(_ body: () async throws -> Result, in transaction: Transaction) async throws -> Result {
    do {
      let result = try await Session.withTransaction(transaction, body)
      await transaction.end()
      try Task.checkCancellation()
      try transaction.checkIsSound()
      return result
    } catch {
      await transaction.end()
      throw error
    }
  }

  // MARK: Nested

  private func nested<Result>(
    _ options: TransactionOptions, in outer: Transaction, _ connection: any DatabaseConnection,
    _ body: () async throws -> Result
  ) async throws -> Result {
    let depth = outer.depth + 1
    let transaction = Transaction(
      database: self, connection: connection, options: options.nested(in: outer.options), outer: Session.transaction,
      depth: depth)
    do {
      try await connection.beginSavepoint(depth, transaction.options, inside: outer.options)
    } catch {
      outer.abort(error)
      throw error
    }
    do {
      let result = try await run(body, in: transaction)
      try await connection.releaseSavepoint(depth, transaction.options, inside: outer.options)
      outer.adopt(transaction.hooks)
      return result
    } catch {
      await connection.rollbackToSavepoint(depth, transaction.options, inside: outer.options)
      throw error
    }
  }

  /// Runs the closure in the existing transaction.
  private func joined<Result>(_ outer: Transaction, _ body: () async throws -> Result) async throws -> Result {
    do {
      return try await Session.withDatabase(self, body)
    } catch {
      outer.abort(error)
      throw error
    }
  }

  private func noteRetry(after attempt: Int, _ error: any Error) {
    let cause = (error as? KindredError)?.code.description ?? "an error that was caught inside"
    options.logger.debug("transaction runs again", metadata: ["runs": "\(attempt)", "because": "\(cause)"])
  }
}

/// Runs the closure in a transaction on the task's database. See
/// ``Database/transaction(isolation:readOnly:deferrable:durable:savepoint:retry:statementTimeout:lockTimeout:fileID:line:_:)``.
@discardableResult
public func transaction<Result>(
  isolation: IsolationLevel? = nil, readOnly: Bool = false, deferrable: Bool = false, durable: Bool = false,
  savepoint: Bool = true, retry: RetryPolicy = .never, statementTimeout: Duration? = nil,
  lockTimeout: Duration? = nil, fileID: StaticString = #fileID, line: UInt = #line, _ body: () async throws -> Result
) async throws -> Result {
  try await Session.database(for: nil, .write).transaction(
    isolation: isolation, readOnly: readOnly, deferrable: deferrable, durable: durable, savepoint: savepoint,
    retry: retry, statementTimeout: statementTimeout, lockTimeout: lockTimeout, fileID: fileID, line: line, body)
}
