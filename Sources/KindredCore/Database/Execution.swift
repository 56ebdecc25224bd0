/// What is done with each row of a result.
package typealias RowBody = (borrowing Row) throws -> Void

/// A statement that is to run, on the task's transaction or on a connection that is leased for it.
///
/// Most statements need no suspension, and a call that cannot suspend costs less than one that can: so each is tried with
/// ``start(_:)`` first, and ``finish(_:)`` follows only where that has not finished it.
@usableFromInline
struct Execution: ~Copyable {
  let database: Database
  /// The task's transaction on the database.
  let transaction: Transaction?
  let plan: StatementPlan
  let parameters: Parameters
  /// What a statement that only reads needs the connection for.
  var reading = Access.read
  /// The groups that the rows join.
  var links: PeerLinks?
  /// The connection on which the statement is to be finished. It is to be given back.
  private var connection: (any DatabaseConnection)?
  /// The statement, where it was sent.
  private var begun: (any BegunStatement)?
  /// When the statement was begun, where somebody wants to know.
  private var since: Beginning?

  init(
    _ plan: StatementPlan, _ parameters: Parameters, reading: Access = .read, links: PeerLinks? = nil, at place: Place
  ) {
    database = place.database
    transaction = place.transaction
    self.plan = plan
    self.parameters = parameters
    self.reading = reading
    self.links = links
  }

  // MARK: At once

  /// Runs the statement where that takes no suspension.
  ///
  /// - Returns: nil when it does; ``finish(_:)`` has to follow then.
  mutating func start(_ read: RowBody) throws -> StatementOutcome? {
    try Task.checkCancellation()
    // A span is open while the statement runs, with suspensions or without.
    if database.observation.tracer != nil { return nil }
    let connection: any DatabaseConnection
    if let transaction {
      connection = try transaction.enter()
    } else {
      if plan.isWrite && database.driver.writeExecutor != nil { return nil }
      guard let free = try database.driver.acquireFree(access) else { return nil }
      connection = free
    }
    if database.observation.isActive { since = Beginning() }
    do {
      switch try connection.start(plan, parameters, links, read) {
      case .finished(let outcome):
        note(nil)
        giveBack(connection)
        return outcome
      case .begun(let statement): begun = statement
      case .notBegun: break
      }
    } catch {
      let explained = Database.explained(error, plan)
      note(explained)
      transaction?.note(explained)
      giveBack(connection)
      throw explained
    }
    self.connection = connection
    return nil
  }

  /// Gives up a statement of which nothing was done.
  consuming func abandon() { if let connection { giveBack(connection) } }

  /// Tells those who want to know that the statement has run.
  @inline(__always)
  private func note(_ error: (any Error)?) {
    guard let since else { return }
    let values = database.options.logsValues ? parameters.values : nil
    database.note(ObservedStatement(plan), start: since.time, values: values, error: error)
  }

  private var access: Access { plan.isWrite ? .write : reading }

  private func giveBack(_ connection: any DatabaseConnection) {
    if let transaction { return transaction.leave() }
    database.driver.release(connection)
    if plan.isWrite { Database.router?.wrote(to: database) }
  }

  // MARK: With suspensions

  /// Runs the statement, or goes on with it. One call that may suspend costs less than several, so that it is inlined.
  @inline(__always)
  consuming func finish(_ read: RowBody) async throws -> StatementOutcome {
    let connection = try await leased()
    defer { giveBack(connection) }
    do {
      guard plan.isWrite, transaction == nil, let executor = database.driver.writeExecutor else {
        return try await run(on: connection, read)
      }
      return try await withTaskExecutorPreference(executor) { try await run(on: connection, read) }
    } catch {
      transaction?.note(error)
      throw error
    }
  }

  @inline(__always)
  private func leased() async throws -> any DatabaseConnection {
    if let connection { return connection }
    if let transaction { return try transaction.enter() }
    // Not in one expression with `acquire`, which may suspend.
    let free = try database.driver.acquireFree(access)
    return if let free { free } else { try await database.driver.acquire(access, site: nil) }
  }

  @inline(__always)
  private func run(on connection: any DatabaseConnection, _ read: RowBody) async throws -> StatementOutcome {
    if !database.observation.isActive {
      do {
        return try await connection.run(plan, parameters, links, goingOnWith: begun, read)
      } catch {
        throw Database.explained(error, plan)
      }
    }
    return try await database.explaining(plan) {
      try await database.observing(plan, since: since?.time, values: parameters.values) {
        try await connection.run(plan, parameters, links, goingOnWith: begun, read)
      }
    }
  }
}

/// When a statement was begun. An object, because the size of a point in time is only known at run time: with one inside,
/// each statement would pay for it.
private final class Beginning {
  let time = ContinuousClock.now
}
