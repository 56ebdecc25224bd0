/// What a connection is leased for.
package enum Access: Sendable {
  /// Only reading.
  case read
  /// Reading the row of a key.
  case lookUp
  /// Changing the database.
  case write
  /// A transaction, whose connection nobody else may use.
  case transaction
  /// A transaction that only reads.
  case snapshot

  /// What a pool has to know of it.
  package var use: LeaseUse {
    switch self {
    case .read, .write: .statement
    case .lookUp: .lookUp
    case .transaction, .snapshot: .transaction
    }
  }
}

/// The connections of one database, as its own module provides them.
package protocol DatabaseDriver: AnyObject, Sendable {
  var dialect: Dialect { get }
  /// Which database it is, for spans and metrics.
  var identity: DatabaseIdentity { get }
  /// The thread on which transactions and single writes run; nil when they need none of their own.
  var writeExecutor: (any TaskExecutor)? { get }
  /// Whether a statement that is begun without a suspension either ends so or leaves nothing behind.
  var startsOnlyWhatItFinishes: Bool { get }

  /// Waits for a connection.
  ///
  /// - Parameter site: The place in the source that wants it, for errors about waiting.
  func acquire(_ access: Access, site: LeaseSite?) async throws -> any DatabaseConnection
  /// A connection that is free, or nil when it takes waiting to get one. A call that cannot suspend costs less.
  func acquireFree(_ access: Access) throws -> (any DatabaseConnection)?
  /// Gives a connection back.
  func release(_ connection: any DatabaseConnection)
  /// Runs a query whose rows are asked for bit by bit.
  func openCursor(_ plan: StatementPlan, _ values: [DatabaseValue]) async throws -> any StatementCursor
  /// Forgets prepared statements after a change of the schema.
  func schemaChanged()
  /// Closes all connections once they are given back.
  ///
  /// - Parameter limit: How long to wait for them; nil for as long as it takes.
  func close(within limit: Duration?) async
}

extension DatabaseDriver {
  /// Waits for a connection.
  package func acquire(_ access: Access) async throws -> any DatabaseConnection {
    if let free = try acquireFree(access) { return free }
    return try await acquire(access, site: nil)
  }
}

/// One connection, leased by one task or transaction at a time.
package protocol DatabaseConnection: AnyObject, Sendable {
  /// Begins a statement, and runs it to its end where that takes no suspension.
  ///
  /// - Returns: What came of it. Where it takes a suspension, no row was read, and ``run(_:_:_:goingOnWith:_:)`` with the
  ///   same arguments has to follow.
  func start(
    _ plan: StatementPlan, _ parameters: borrowing Parameters, _ links: PeerLinks?, _ read: RowBody
  ) throws -> StatementStart

  /// Runs a statement, or goes on with one that was begun, and calls the closure with each row.
  ///
  /// - Parameters:
  ///   - links: The groups that the rows join.
  ///   - begun: What ``start(_:_:_:_:)`` gave of the same statement, if anything. Tasks share the connection of their
  ///     transaction, so that it cannot be kept there.
  /// - Returns: What the statement changed.
  func run(
    _ plan: StatementPlan, _ parameters: borrowing Parameters, _ links: PeerLinks?,
    goingOnWith begun: (any BegunStatement)?, _ read: RowBody
  ) async throws -> StatementOutcome

  /// Runs a statement once for each element of a batch.
  func run<Batch: StatementBatch>(_ plan: StatementPlan, batch: inout Batch) async throws

  /// Opens a cursor that lives no longer than the lease.
  func openCursor(_ plan: StatementPlan, _ values: [DatabaseValue]) async throws -> any StatementCursor

  /// Runs statements without parameters and rows.
  ///
  /// - Parameter changesSession: Whether they may leave settings, temporary tables or locks behind, which the next user of
  ///   the connection must not see.
  func execute(_ sql: String, changesSession: Bool) async throws

  /// Begins a transaction.
  func begin(_ options: TransactionOptions) async throws
  /// Makes the changes permanent.
  func commit() async throws
  /// Undoes the changes. It never fails: a connection that cannot roll back is not used again.
  func rollback() async
  /// Marks a point to return to. What the options ask for beyond those of the transaction around holds until the end.
  func beginSavepoint(_ depth: Int, _ options: TransactionOptions, inside outer: TransactionOptions) async throws
  /// Forgets the point, keeping the changes.
  func releaseSavepoint(_ depth: Int, _ options: TransactionOptions, inside outer: TransactionOptions) async throws
  /// Returns to the point.
  func rollbackToSavepoint(_ depth: Int, _ options: TransactionOptions, inside outer: TransactionOptions) async
  /// Takes a lock that the transaction holds to its end.
  ///
  /// - Returns: Whether it was taken; always when it may be waited for.
  func advisoryLock(_ key: Int64, waits: Bool) async throws -> Bool
}

extension DatabaseConnection {
  /// Runs statements without parameters and rows, which may change the session.
  package func execute(_ sql: String) async throws { try await execute(sql, changesSession: true) }
}

/// What came of a statement that was begun without a suspension.
package enum StatementStart {
  case finished(StatementOutcome)
  /// It was sent, and is to be gone on with.
  case begun(any BegunStatement)
  /// Nothing was done.
  case notBegun
}

/// A statement that was sent, as its driver knows it.
package protocol BegunStatement: AnyObject, Sendable {}

/// What a statement did.
package struct StatementOutcome: Sendable {
  /// The number of rows inserted, changed or deleted.
  package var changes: Int
  /// The key that the database made for the row inserted last.
  package var insertedKey: Int64
  /// The number of rows that were read.
  package var rows: Int

  package init(changes: Int, insertedKey: Int64, rows: Int) {
    self.changes = changes
    self.insertedKey = insertedKey
    self.rows = rows
  }
}

/// The runs of one statement with many sets of parameters.
package protocol StatementBatch {
  var count: Int { get }
  /// Binds the parameters of one run. It is mutating, so that the compiler makes no copy of the batch for the call.
  mutating func bind(_ index: Int, to writer: inout ParameterWriter) throws
  /// Takes a row that the run of an index returned.
  mutating func read(_ index: Int, _ row: borrowing DatabaseRow) throws
  /// Takes the key that the database made in the run of an index.
  mutating func inserted(_ index: Int, key: Int64)
}

/// A query whose rows are read bit by bit.
package protocol StatementCursor: AnyObject, Sendable {
  /// Reads up to a number of rows, at least one where there is one; fewer where they are large, so that the bytes of those
  /// that are read at a time are bounded, too.
  ///
  /// - Returns: Whether there may be more.
  func read(upTo count: Int, _ links: PeerLinks?, _ read: RowBody) async throws -> Bool
  /// How to step through the rows without the cursor; nil where others use its connection, too, or where rows have to be
  /// waited for.
  func steps() throws -> RowSteps?
  /// Says what a step's status means that says of no row.
  ///
  /// - Throws: What went wrong; nothing behind the last row.
  func ended(_ status: Int32) throws
  /// Ends the query and gives its connection back.
  func close()
}

extension StatementCursor {
  package func steps() throws -> RowSteps? { nil }
  package func ended(_ status: Int32) throws {}
}

/// Gives an error about a value, which was to be bound behind a parameter, that place.
package func placed(_ error: any Error, behind index: Int32) -> any Error {
  guard let error = error as? FieldValueError else { return error }
  let status = error.isUnsavedKey ? ParameterError.unsavedKey : 0
  return ParameterError(index: index + 1, status: status, problem: error.problem)
}

/// Gives an error about a value the index of its parameter.
package func reportingPlace(
  in writer: inout ParameterWriter, _ body: (inout ParameterWriter) throws -> Void
) throws {
  do {
    try body(&writer)
  } catch {
    throw placed(error, behind: writer.index)
  }
}
