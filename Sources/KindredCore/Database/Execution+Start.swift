/// Statements that need no suspension.
extension Execution {
  /// How far a statement came without one.
  struct Progress {
    /// What it did, when it is finished.
    var outcome: StatementOutcome?
    /// The connection on which it is to be finished, and then given back.
    var connection: (any DatabaseConnection)?
    /// The statement, where it was sent.
    var begun: (any BegunStatement)?
    /// When it was begun, where somebody wants to know.
    var since: Beginning?
  }

  /// When a statement was begun. An object, because the size of a point in time is only known at run time: with one
  /// inside, each statement would pay for it.
  final class Beginning {
    let time = ContinuousClock.now
  }

  /// Runs a statement as far as that takes no suspension.
  ///
  /// It takes everything by itself, from who has it anyway: an execution counts what it holds, and to count what all tasks
  /// share makes the processors wait for each other.
  static func start(
    _ plan: StatementPlan, _ parameters: borrowing Parameters, _ access: Access, _ links: PeerLinks?,
    _ database: Database, _ transaction: Transaction?, _ read: RowBody
  ) throws -> Progress {
    try Task.checkCancellation()
    var progress = Progress()
    // A span is open while the statement runs, with suspensions or without.
    if database.observation.isTracing { return progress }
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
        giveBack(connection, plan, database, transaction)
        progress.outcome = outcome
        return progress
      case .begun(let statement): progress.begun = statement
      case .notBegun: break
      }
    } catch {
      let explained = Database.explained(error, plan)
      if let since = progress.since { note(plan, parameters, database, since, explained) }
      transaction?.note(explained)
      giveBack(connection, plan, database, transaction)
      throw explained
    }
    progress.connection = connection
    return progress
  }

  /// Tells those who want to know that a statement has run.
  @inline(never)
  private static func note(
    _ plan: StatementPlan, _ parameters: borrowing Parameters, _ database: Database, _ since: Beginning,
    _ error: (any Error)?
  ) {
    let values = database.options.logsValues ? parameters.values : nil
    database.note(ObservedStatement(plan), start: since.time, values: values, error: error)
  }

  static func giveBack(
    _ connection: any DatabaseConnection, _ plan: StatementPlan, _ database: Database, _ transaction: Transaction?
  ) {
    if let transaction { return transaction.leave() }
    database.driver.release(connection)
    if plan.isWrite { Database.router?.wrote(to: database) }
  }
}
