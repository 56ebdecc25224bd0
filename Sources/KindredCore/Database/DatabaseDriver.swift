/// The purpose of a lease.
package enum Access: Sendable {
  /// Reads.
  case read
  /// Reads a row by its key.
  case lookUp
  /// Writes.
  case write
  /// A transaction, which has the connection to itself.
  case transaction
  /// A read-only transaction.
  case snapshot

  /// The corresponding use for the pool.
  package var use: LeaseUse {
    switch self {
    case .read, .write: .statement
    case .lookUp: .lookUp
    case .transaction, .snapshot: .transaction
    }
  }
}

/// The connections of one database. Each driver module implements it.
package protocol DatabaseDriver: AnyObject, Sendable {
  var dialect: Dialect { get }
  /// The database's name and address, for spans and metrics.
  var identity: DatabaseIdentity { get }
  /// The executor on which transactions and single writes run; nil if they need none.
  var writeExecutor: (any TaskExecutor)? { get }
  /// Whether a statement started without suspension either completes without suspension or has no effect.
  var startIsAllOrNothing: Bool { get }
  /// Whether several statements that read can be sent before the first answer is there.
  var readsTogether: Bool { get }
  /// Whether a transaction that reads sees one snapshot and costs next to nothing.
  var hasCheapSnapshots: Bool { get }

  /// Waits for a connection.
  ///
  /// - Parameter site: The place in the source that asks for it, for lease errors.
  func acquire(_ access: Access, site: LeaseSite?) async throws -> any DatabaseConnection
  /// Returns a free connection, or nil if none is free. Not async, because that is faster.
  func acquireFree(_ access: Access) throws -> (any DatabaseConnection)?
  /// Whether a lease for long would wait although the task itself has one, by a stream.
  func wouldWaitForItself(_ access: Access) -> Bool
  /// Releases a connection.
  func release(_ connection: any DatabaseConnection)
  /// Runs a query whose rows are read in chunks.
  func openCursor(_ plan: StatementPlan, _ values: [DatabaseValue]) async throws -> any StatementCursor
  /// Writes a copy of the database into a new file, while others read and write.
  ///
  /// - Throws: ``KindredError/Code/cannotOpen`` when there is such a file, or when the database has no files.
  func backUp(to path: String) async throws
  /// Opens a copy of the database that is removed when the closure returns.
  func withCopy<Result: Sendable>(_ body: (any DatabaseDriver) async throws -> Result) async throws -> Result
  /// How the database's own shell is started; nil where none can be.
  var shell: DatabaseShell? { get }
  /// Discards prepared statements after a schema change.
  func schemaChanged()
  /// Closes all connections once they are released.
  ///
  /// - Parameter limit: How long to wait for them; nil without a limit.
  func close(within limit: Duration?) async
}

extension DatabaseDriver {
  package var readsTogether: Bool { false }

  /// Waits for a connection.
  package func acquire(_ access: Access) async throws -> any DatabaseConnection {
    if let free = try acquireFree(access) { return free }
    return try await acquire(access, site: nil)
  }
}

/// A program that people type statements into.
package struct DatabaseShell: Sendable {
  /// The program's name, to be found in the path.
  package let program: String
  package let arguments: [String]
  /// Passwords are here, because everybody on a machine sees arguments.
  package let environment: [String: String]

  package init(program: String, arguments: [String] = [], environment: [String: String] = [:]) {
    self.program = program
    self.arguments = arguments
    self.environment = environment
  }
}

extension Database {
  /// How the database's own shell is started; nil where none can be.
  package var shell: DatabaseShell? { driver.shell }
}

extension DatabaseDriver {
  package var shell: DatabaseShell? { nil }

  package func backUp(to path: String) async throws {
    throw KindredError(
      .cannotOpen, "A \(dialect.name) database is not one file; use the server's own tools to back it up.")
  }

  package func withCopy<Result: Sendable>(
    _ body: (any DatabaseDriver) async throws -> Result
  ) async throws -> Result {
    throw KindredError(.cannotOpen, "Kindred makes no copies of a \(dialect.name) database.")
  }
}

/// A connection, leased by one task or transaction at a time.
package protocol DatabaseConnection: AnyObject, Sendable {
  /// Starts a statement, and completes it if that needs no suspension.
  ///
  /// - Returns: The state of the statement. Unless it is finished, no row was read, and ``run(_:_:_:resuming:_:)`` has
  ///   to be called with the same arguments.
  func start(
    _ plan: StatementPlan, _ parameters: borrowing Parameters, _ links: PeerLinks?, _ read: RowBody
  ) throws -> StatementStart

  /// Runs a statement, or resumes a started one, and calls the closure with each row.
  ///
  /// - Parameters:
  ///   - links: The sibling groups that the rows join.
  ///   - begun: The statement returned by ``start(_:_:_:_:)``, if it was started. It is not stored in the connection,
  ///     because the tasks of a transaction share one.
  /// - Returns: The statement's outcome.
  func run(
    _ plan: StatementPlan, _ parameters: borrowing Parameters, _ links: PeerLinks?,
    resuming begun: (any BegunStatement)?, _ read: RowBody
  ) async throws -> StatementOutcome

  /// Runs statements that read, in one snapshot, with all of them sent before the first answer is awaited. The lease is
  /// one for a snapshot.
  ///
  /// - Returns: The outcomes; nil if they have to be run one by one. No row was read then.
  func readTogether(_ runs: [ReadRun], _ read: RunBody) async throws -> [StatementOutcome]?

  /// Runs a statement once for each element of a batch.
  func run<Batch: StatementBatch>(_ plan: StatementPlan, batch: inout Batch) async throws

  /// Loads the rows of a batch in bulk, in a transaction. Called only for databases with bulk loads.
  ///
  /// - Parameters:
  ///   - plan: The statement that loads.
  ///   - insert: The insert of one row, whose parameters the batch binds.
  /// - Returns: The number of rows.
  func load<Batch: StatementBatch>(
    _ plan: StatementPlan, insert: StatementPlan, batch: inout Batch
  ) async throws -> Int

  /// Opens a cursor that must be closed before the lease ends.
  func openCursor(_ plan: StatementPlan, _ values: [DatabaseValue]) async throws -> any StatementCursor

  /// Runs statements without parameters and without rows.
  ///
  /// - Parameter changesSession: Whether they may leave settings, temporary tables or locks behind, which must be reset
  ///   before the next lease.
  func execute(_ sql: String, changesSession: Bool) async throws

  /// Begins a transaction.
  func begin(_ options: TransactionOptions) async throws
  /// Commits the transaction.
  func commit() async throws
  /// Rolls the transaction back. It never fails: a connection that cannot roll back is closed.
  func rollback() async
  /// Begins a savepoint. Options that the outer transaction does not have apply until the savepoint ends.
  func beginSavepoint(_ depth: Int, _ options: TransactionOptions, inside outer: TransactionOptions) async throws
  /// Releases the savepoint, which keeps its changes.
  func releaseSavepoint(_ depth: Int, _ options: TransactionOptions, inside outer: TransactionOptions) async throws
  /// Rolls back to the savepoint.
  func rollbackToSavepoint(_ depth: Int, _ options: TransactionOptions, inside outer: TransactionOptions) async
  /// Takes an advisory lock that is held until the transaction ends.
  ///
  /// - Returns: Whether the lock was taken; always true if `waits`.
  func advisoryLock(_ key: Int64, waits: Bool) async throws -> Bool
}

extension DatabaseConnection {
  package func readTogether(_ runs: [ReadRun], _ read: RunBody) async throws -> [StatementOutcome]? { nil }

  package func load<Batch: StatementBatch>(
    _ plan: StatementPlan, insert: StatementPlan, batch: inout Batch
  ) async throws -> Int {
    try await run(insert, batch: &batch)
    return batch.count
  }

  /// Runs statements without parameters and without rows, which may change the session.
  package func execute(_ sql: String) async throws { try await execute(sql, changesSession: true) }
}

/// The state of a statement after ``DatabaseConnection/start(_:_:_:_:)``.
package enum StatementStart {
  case finished(StatementOutcome)
  /// It was sent and has to be resumed.
  case begun(any BegunStatement)
  /// It was not started.
  case notBegun
}

/// A statement that was sent and not finished. The type belongs to the driver.
package protocol BegunStatement: AnyObject, Sendable {}

/// The outcome of a statement.
package struct StatementOutcome: Sendable {
  /// The number of rows inserted, changed or deleted.
  package var changes: Int
  /// The key that the database generated for the last inserted row.
  package var insertedKey: Int64
  /// The number of rows that were read.
  package var rows: Int

  package init(changes: Int, insertedKey: Int64, rows: Int) {
    self.changes = changes
    self.insertedKey = insertedKey
    self.rows = rows
  }
}

/// One statement with many sets of parameters.
package protocol StatementBatch {
  var count: Int { get }
  /// Binds the parameters of one run. It is mutating, so that the compiler does not copy the batch.
  mutating func bind(_ index: Int, to writer: inout ParameterWriter) throws
  /// Reads a row that a run returned.
  mutating func read(_ index: Int, _ row: borrowing DatabaseRow) throws
  /// Stores the key that the database generated in a run.
  mutating func inserted(_ index: Int, key: Int64)
}

/// A query whose rows are read in chunks.
package protocol StatementCursor: AnyObject, Sendable {
  /// Reads at least one row, if there is one, and at most `count`. Large rows are read in smaller chunks, which bounds
  /// the bytes in memory.
  ///
  /// - Returns: Whether there may be more.
  func read(upTo count: Int, _ links: PeerLinks?, _ read: RowBody) async throws -> Bool
  /// How to step through the rows without calling the cursor; nil if the connection is shared, or if the call would
  /// have to wait for rows.
  func steps() throws -> RowSteps?
  /// Interprets any status other than 'row'.
  ///
  /// - Throws: The statement's error; nothing after the last row.
  func ended(_ status: Int32) throws
  /// Closes the query and releases its connection.
  func close()
}

extension StatementCursor {
  package func steps() throws -> RowSteps? { nil }
  package func ended(_ status: Int32) throws {}
}

/// Adds the parameter's index to a binding error. `index` is that of the parameter before it.
package func addingParameterIndex(to error: any Error, after index: Int32) -> any Error {
  guard let error = error as? FieldValueError else { return error }
  let status = error.isUnsavedKey ? ParameterError.unsavedKey : 0
  return ParameterError(index: index + 1, status: status, problem: error.problem)
}

/// Runs the closure and adds the parameter's index to its binding errors.
package func addingParameterIndexToErrors(
  in writer: inout ParameterWriter, _ body: (inout ParameterWriter) throws -> Void
) throws {
  do {
    try body(&writer)
  } catch {
    throw addingParameterIndex(to: error, after: writer.index)
  }
}
