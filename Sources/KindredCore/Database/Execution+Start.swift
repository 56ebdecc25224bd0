/// Running a statement without suspension.
extension Execution {
  /// The state of a statement after ``start``.
  struct Progress {
    /// The outcome, if the statement finished.
    var outcome: StatementOutcome?
    /// The connection on which to finish the statement and which to release then.
    var connection: (any DatabaseConnection)?
    /// The statement, if it was sent.
    var begun: (any BegunStatement)?
    /// When the statement started, if it is observed.
    var since: Beginning?
  }

  /// A statement's start time. A class, because the size of `Instant` is only known at run time, which would make every
  /// ``Progress`` slow.
  final class Beginning {
    let time = ContinuousClock.now
  }

  /// Runs a statement as far as possible without suspension.
  ///
  /// Takes its arguments separately: an `Execution` would retain them, and retaining objects that all tasks share makes
  /// processors contend.
  static func start(
    _ plan: StatementPlan, _ parameters: borrowing Parameters, _ access: Access, _ links: PeerLinks?,
    _ database: Database, _ transaction: Transaction?, _ read: RowBody
  ) throws -> Progress {
    try Task.checkCancellation()
    var progress = Progress()
    // A span has to stay open while the statement runs, and wrappers may suspend.
    if database.observation.isTracing { return progress }
    if database.mayBeWrapped, StatementWrappers.applying(to: database) != nil { return progress }
    let connection: any DatabaseConnection
    if let transaction {
      connection = try transaction.enter()
    } else {
      if plan.isWrite && database.driver.writeExecutor != nil { return progress }
      guard let free = try database.driver.acquireFree(access) else { return progress }
      connection = free
    }
    if database.observation.isActive { progress.since = Beginning() }
    do {
      switch try connection.start(plan, parameters, links, read) {
      case .finished(let outcome):
        if let since = progress.since { note(plan, parameters, database, since, nil) }
        release(connection, plan, database, transaction)
        progress.outcome = outcome
        return progress
      case .begun(let statement): progress.begun = statement
      case .notBegun: break
      }
    } catch {
      let explained = Database.explained(error, plan)
      if let since = progress.since { note(plan, parameters, database, since, explained) }
      transaction?.note(explained)
      release(connection, plan, database, transaction)
      throw explained
    }
    progress.connection = connection
    return progress
  }

  /// Reports a finished statement to the observers.
  @inline(never)
  private static func note(
    _ plan: StatementPlan, _ parameters: borrowing Parameters, _ database: Database, _ since: Beginning,
    _ error: (any Error)?
  ) {
    let values = database.options.logsValues ? parameters.values : nil
    database.note(ObservedStatement(plan), start: since.time, values: values, error: error)
  }

  static func release(
    _ connection: any DatabaseConnection, _ plan: StatementPlan, _ database: Database, _ transaction: Transaction?
  ) {
    if let transaction { return transaction.leave() }
    database.driver.release(connection)
    if plan.isWrite { Database.router?.wrote(to: database) }
  }
}
