import CSQLite
import KindredCore
import Synchronization

@testable import KindredSQLite

/// What SQLite tells while it commits, or may be made to refuse: the moments that no statement can be put between.
final class Hooks: Sendable {
  private let committing: Mutex<(@Sendable () -> Bool)?> = Mutex(nil)
  private let denied: Mutex<Set<String>> = Mutex([])
  private let connection: SQLiteConnection

  /// Of the connection that writes to the database.
  init(_ database: Database) throws {
    let connection = try database.driver.acquireFree(.write)
    guard let connection = connection as? SQLiteConnection else { throw Undo() }
    self.connection = connection
    database.driver.release(connection)
  }

  /// The connection, as the C library knows it.
  var handle: OpaquePointer? { connection.handle }

  /// Calls the closure within the next commit; where it gives false, the commit fails.
  func onCommit(_ body: @escaping @Sendable () -> Bool) {
    committing.withLock { $0 = body }
    sqlite3_commit_hook(
      connection.handle,
      { context in
        guard let context else { return 0 }
        let hooks = Unmanaged<Hooks>.fromOpaque(context).takeUnretainedValue()
        let body = hooks.committing.withLock { $0.take() }
        return body.map { $0() ? 0 : 1 } ?? 0
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  /// Lets statements such as `ROLLBACK` fail, or those of savepoints such as `ROLLBACK TO`.
  func deny(_ names: Set<String>) {
    denied.withLock { $0 = names }
    sqlite3_set_authorizer(
      connection.handle,
      { context, action, first, _, _, _ in
        guard let context, let first, action == SQLITE_SAVEPOINT || action == SQLITE_TRANSACTION else {
          return SQLITE_OK
        }
        let hooks = Unmanaged<Hooks>.fromOpaque(context).takeUnretainedValue()
        let name = String(cString: first) + (action == SQLITE_SAVEPOINT ? " TO" : "")
        return hooks.denied.withLock { $0.contains(name) } ? SQLITE_DENY : SQLITE_OK
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  /// Lets everything be as it was.
  func remove() {
    // The connection may have been closed meanwhile.
    guard connection.handle != nil else { return }
    sqlite3_commit_hook(connection.handle, nil, nil)
    sqlite3_set_authorizer(connection.handle, nil, nil)
  }
}
