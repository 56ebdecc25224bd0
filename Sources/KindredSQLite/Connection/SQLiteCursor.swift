import CSQLite
import KindredCore
import Synchronization

/// A query whose rows are read in chunks.
///
/// Unchecked, because the statement is only accessed inside the connection's lock, or by the reader that steps through
/// its rows (``steps()``), which owns the cursor and leases the connection.
final class SQLiteCursor: @unchecked Sendable {
  let connection: SQLiteConnection
  private var statement: PreparedStatement?
  private let transaction: Int
  private let plan: StatementPlan
  /// Whether the cursor ends with the transaction in which it was opened.
  private let isBound: Bool

  fileprivate init(connection: SQLiteConnection, statement: PreparedStatement, isBound: Bool) {
    self.connection = connection
    self.isBound = isBound
    self.statement = statement
    self.plan = statement.plan
    self.transaction = connection.transactionNumber
  }

  deinit { close() }

  /// The maximum number of bytes of text and blobs in a chunk; the row that exceeds it is the last.
  private static let budget: Int64 = 4 << 20

  /// Reads up to a number of rows.
  func read(upTo count: Int, _ links: PeerLinks?, _ read: RowBody) throws -> Bool {
    try Task.checkCancellation()
    return try connection.reported {
      guard let statement else { return false }
      if isBound && connection.transactionNumber != transaction {
        throw KindredError(
          .transaction, "The transaction in which the stream began is over; read it inside the block.")
      }
      if isBound { try connection.checkTransaction() }
      connection.startClock()
      let row = DatabaseRow(handle: statement.rows, functions: SQLiteCells.functions, links: links)
      var bytes: Int64 = 0
      for _ in 0..<count where bytes < Self.budget {
        let status = statement.step()
        if status == SQLITE_DONE { return false }
        guard status == SQLITE_ROW else { throw SQLiteFailure(status, connection.handle, sql: plan.sql) }
        try read(row)
        bytes += kindred_row_bytes(statement.rows)
      }
      return true
    }
  }

  /// For a cursor that has the connection to itself.
  func steps() throws -> RowSteps? {
    try connection.reported {
      guard let statement else { return nil }
      connection.startClock()
      return RowSteps(
        handle: statement.rows, functions: SQLiteCells.functions, step: kindred_step, row: SQLITE_ROW)
    }
  }

  func ended(_ status: Int32) throws {
    if status == SQLITE_DONE { return }
    try connection.reported { throw SQLiteFailure(status, connection.handle, sql: plan.sql) }
  }

  func close() {
    try? connection.locked {
      guard let statement else { return }
      connection.release(statement)
      self.statement = nil
    }
  }
}

extension SQLiteConnection {
  /// Who else uses the cursor's connection.
  enum Sharing {
    /// Nobody: the cursor leases the connection.
    case none
    /// Other tasks, between two chunks.
    case tasks
    /// Other statements of a transaction, with which the cursor ends.
    case transaction
  }

  /// Prepares and binds a query without reading a row.
  func cursor(_ plan: StatementPlan, _ values: [DatabaseValue], sharing: Sharing) async throws -> SQLiteCursor {
    return try reported {
      try checkTransaction()
      let statement =
        sharing == .none ? try take(plan) : try PreparedStatement(plan, on: handle, isSnapshot: true)
      var writer = ParameterWriter(handle: statement.handle, functions: SQLiteParameters.functions)
      do {
        try addingParameterIndexToErrors(in: &writer) { writer in for value in values { try value.bind(to: &writer) } }
      } catch {
        release(statement)
        throw error
      }
      if sharing == .transaction { bind(statement) }
      return SQLiteCursor(connection: self, statement: statement, isBound: sharing == .transaction)
    }
  }

  func openCursor(_ plan: StatementPlan, _ values: [DatabaseValue]) async throws -> any StatementCursor {
    TransactionCursor(cursor: try await cursor(plan, values, sharing: .transaction))
  }
}

/// A cursor on the connection of a transaction.
private final class TransactionCursor: StatementCursor {
  private let cursor: SQLiteCursor

  init(cursor: SQLiteCursor) { self.cursor = cursor }

  func read(upTo count: Int, _ links: PeerLinks?, _ read: RowBody) async throws -> Bool {
    try cursor.read(upTo: count, links, read)
  }

  func close() { cursor.close() }
}

/// A cursor with its own connection, which is released when the cursor is closed.
final class LeasedCursor: StatementCursor {
  private let cursor: SQLiteCursor
  private let release: Mutex<(@Sendable () -> Void)?>

  init(cursor: SQLiteCursor, release: @escaping @Sendable () -> Void) {
    self.cursor = cursor
    self.release = Mutex(release)
  }

  deinit { close() }

  func read(upTo count: Int, _ links: PeerLinks?, _ read: RowBody) async throws -> Bool {
    try cursor.read(upTo: count, links, read)
  }

  func steps() throws -> RowSteps? { try cursor.steps() }

  func ended(_ status: Int32) throws { try cursor.ended(status) }

  func close() {
    guard let release = release.withLock({ $0.take() }) else { return }
    cursor.close()
    release()
  }
}

/// A cursor on the only connection of an in-memory database. It leases the connection again for each chunk.
final class SharedCursor: StatementCursor {
  private let cursor: SQLiteCursor
  private let pool: ResourcePool

  init(cursor: SQLiteCursor, pool: ResourcePool) {
    self.cursor = cursor
    self.pool = pool
  }

  func read(upTo count: Int, _ links: PeerLinks?, _ read: RowBody) async throws -> Bool {
    let connection = try await pool.acquire(.statement)
    defer { pool.release(connection, .statement) }
    return try cursor.read(upTo: count, links, read)
  }

  func close() { cursor.close() }
}
