import CSQLite
import KindredCore
import Synchronization

/// A query of which rows are still to be read.
///
/// Unchecked, because the statement is only touched inside the connection's lock.
final class SQLiteCursor: @unchecked Sendable {
  let connection: SQLiteConnection
  private var statement: PreparedStatement?
  private let transaction: Int
  private let plan: StatementPlan

  fileprivate init(connection: SQLiteConnection, statement: PreparedStatement) {
    self.connection = connection
    self.statement = statement
    self.plan = statement.plan
    self.transaction = connection.transactionNumber
  }

  deinit { close() }

  /// Reads up to a number of rows.
  ///
  /// - Parameter isBound: Whether the cursor may not outlive the transaction in which it was opened.
  func read<Reader: RowReader>(upTo count: Int, into reader: inout Reader, isBound: Bool) throws -> Bool {
    do {
      return try connection.locked {
        guard let statement else { return false }
        if isBound && connection.transactionNumber != transaction {
          throw KindredError(.transaction, "The transaction in which the stream began is over; read it inside the block.")
        }
        let row = Row(handle: statement.handle, functions: SQLiteCells.functions)
        for _ in 0..<count {
          let status = sqlite3_step(statement.handle)
          if status == SQLITE_DONE { return false }
          guard status == SQLITE_ROW else { throw SQLiteFailure(status, connection.handle, sql: plan.sql) }
          try reader.read(row)
        }
        return true
      }
    } catch let failure as SQLiteFailure {
      throw failure.error
    }
  }

  func close() {
    try? connection.locked {
      guard let statement else { return }
      connection.giveBack(statement)
      self.statement = nil
    }
  }
}

extension SQLiteConnection {
  /// Binds a query without reading a row yet.
  func cursor(_ plan: StatementPlan, _ values: [DatabaseValue]) async throws -> SQLiteCursor {
    do {
      return try locked {
        let statement = try take(plan)
        var writer = ParameterWriter(handle: statement.handle, functions: SQLiteParameters.functions)
        do {
          try reportingPlace(in: &writer) { writer in for value in values { try value.bind(to: &writer) } }
        } catch {
          giveBack(statement)
          throw error
        }
        return SQLiteCursor(connection: self, statement: statement)
      }
    } catch let failure as SQLiteFailure {
      throw failure.error
    }
  }

  func openCursor(_ plan: StatementPlan, _ values: [DatabaseValue]) async throws -> any StatementCursor {
    TransactionCursor(cursor: try await cursor(plan, values))
  }
}

/// A cursor inside a transaction, whose connection it uses.
private final class TransactionCursor: StatementCursor {
  private let cursor: SQLiteCursor

  init(cursor: SQLiteCursor) { self.cursor = cursor }

  func read<Reader: RowReader>(upTo count: Int, into reader: inout Reader) async throws -> Bool {
    try cursor.read(upTo: count, into: &reader, isBound: true)
  }

  func close() { cursor.close() }
}

/// A cursor with a connection of its own, given back when the cursor is closed.
final class LeasedCursor: StatementCursor {
  private let cursor: SQLiteCursor
  private let giveBack: Mutex<(@Sendable () -> Void)?>

  init(cursor: SQLiteCursor, giveBack: @escaping @Sendable () -> Void) {
    self.cursor = cursor
    self.giveBack = Mutex(giveBack)
  }

  deinit { close() }

  func read<Reader: RowReader>(upTo count: Int, into reader: inout Reader) async throws -> Bool {
    try cursor.read(upTo: count, into: &reader, isBound: false)
  }

  func close() {
    guard let giveBack = giveBack.withLock({ $0.take() }) else { return }
    cursor.close()
    giveBack()
  }
}

/// A cursor on the only connection of a database in memory, which it leases anew for each read.
final class SharedCursor: StatementCursor {
  private let cursor: SQLiteCursor
  private let pool: LeasePool<SQLiteConnection>

  init(cursor: SQLiteCursor, pool: LeasePool<SQLiteConnection>) {
    self.cursor = cursor
    self.pool = pool
  }

  func read<Reader: RowReader>(upTo count: Int, into reader: inout Reader) async throws -> Bool {
    let connection = try await pool.acquire()
    defer { pool.release(connection) }
    return try cursor.read(upTo: count, into: &reader, isBound: false)
  }

  func close() { cursor.close() }
}
