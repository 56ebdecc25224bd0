/// Reads one row of a result.
package typealias RowBody = (borrowing DatabaseRow) throws -> Void

/// A statement to run, on the task's transaction or on a leased connection.
///
/// Most statements need no suspension, and synchronous calls are faster than async ones. So ``start(_:)`` is called
/// first, and ``finish(_:)`` only if it did not finish the statement.
@usableFromInline
struct Execution: ~Copyable {
  let database: Database
  /// The task's transaction on the database.
  let transaction: Transaction?
  let plan: StatementPlan
  let parameters: Parameters
  /// The access for statements that only read.
  let reading: Access
  /// The sibling groups that the rows join.
  let links: PeerLinks?
  private var progress: Progress

  init(
    _ plan: StatementPlan, _ parameters: Parameters, reading: Access = .read, links: PeerLinks? = nil, at place: Place,
    _ progress: Progress = Progress()
  ) {
    database = place.database
    transaction = place.transaction
    self.plan = plan
    self.parameters = parameters
    self.reading = reading
    self.links = links
    self.progress = progress
  }

  /// Runs the statement, if that needs no suspension.
  ///
  /// - Returns: nil if it does; then ``finish(_:)`` has to be called.
  mutating func start(_ read: RowBody) throws -> StatementOutcome? {
    progress = try Self.start(plan, parameters, access, links, database, transaction, read)
    return progress.outcome
  }

  /// A statement of the user's that changes the session has the connection to itself.
  private var access: Access {
    guard plan.isWrite else { return reading }
    return plan.raw?.changesSession == true ? .transaction : .write
  }

  private func release(_ connection: any DatabaseConnection) {
    Self.release(connection, plan, database, transaction)
  }

  // MARK: With suspensions

  /// Runs or resumes the statement, inside the wrappers of the task.
  @inline(__always)
  consuming func finish(_ read: RowBody) async throws -> StatementOutcome {
    if database.mayBeWrapped, let wrappers = StatementWrappers.applying(to: database) {
      return try await wrapped(wrappers, read)
    }
    return try await complete(read)
  }

  @inline(never)
  private func wrapped(_ wrappers: StatementWrappers, _ read: RowBody) async throws -> StatementOutcome {
    let statement = DatabaseStatement(plan, wrappers.showsValues ? parameters.values : nil)
    return try await wrappers.run(statement, on: database) { try await complete(read) }
  }

  /// Runs or resumes the statement. Inlined, because one async call is faster than several.
  @inline(__always)
  private func complete(_ read: RowBody) async throws -> StatementOutcome {
    let connection = try await leased()
    defer { release(connection) }
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
    if let connection = progress.connection { return connection }
    if let transaction { return try transaction.enter() }
    // Not in one expression with `acquire`, which may suspend.
    let free = try database.driver.acquireFree(access)
    return if let free { free } else { try await database.driver.acquire(access, site: nil) }
  }

  @inline(__always)
  private func run(on connection: any DatabaseConnection, _ read: RowBody) async throws -> StatementOutcome {
    if !database.observation.isActive {
      do {
        return try await connection.run(plan, parameters, links, resuming: progress.begun, read)
      } catch {
        throw Database.explained(error, plan)
      }
    }
    return try await database.explaining(plan) {
      try await database.observing(plan, since: progress.since?.time, values: parameters.values) {
        try await connection.run(plan, parameters, links, resuming: progress.begun, read)
      }
    }
  }
}
