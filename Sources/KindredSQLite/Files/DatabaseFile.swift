import CSQLite
import KindredCore
import Synchronization

/// Checks that all connections of a database use the same file, and that the file stays at its path.
///
/// SQLite keeps using a file that was deleted, or whose name now belongs to another file. Writes are then lost with the
/// last connection, and a later connection opens another file than the others. So the file's device and inode are
/// compared with those of the path: before and after each write, when a connection is opened, and from time to time
/// while statements read. The same is done for the write-ahead log, which contains the latest writes.
///
/// A lost file is not reopened: what this process has read and prepared belongs to the old one. All operations fail
/// until the same file is back, or the database is closed and opened again.
final class DatabaseFile: Sendable {
  private struct Known {
    var file: FileState.Identity?
    /// The path of the writing connection's log.
    var logPath: String?
    /// nil if there is no log, or until the writing connection has certainly opened it, with its first commit.
    var log: FileState.Identity?
  }

  let path: String
  private let known = Mutex(Known())
  private let missing = Atomic<Bool>(false)

  init(path: String) { self.path = path }

  /// Whether the file or its log was missing at the last check. Reads only check this flag.
  var isMissing: Bool { missing.load(ordering: .relaxed) }

  /// Checks the file that a connection has opened. The first connection determines the database's file.
  ///
  /// - Parameter writes: Whether the connection writes, so that the log belongs to it.
  /// - Throws: `KindredError` of code `storage` when it is another file, or has already been removed.
  func adopt(_ handle: OpaquePointer?, writes: Bool) throws {
    guard let name = sqlite3_db_filename(handle, "main") else { return }
    let found = FileState(path)
    let isSame = known.withLock { known in
      // SQLite knows the file by its resolved path, which may no longer be the same file.
      guard !Self.hasMoved(handle), found.isSame(as: FileState(String(cString: name))) else { return false }
      guard found.isSame(as: known.file) else { return false }
      known.file = known.file ?? found.identity
      if writes { (known.logPath, known.log) = (String(cString: sqlite3_filename_wal(name)), nil) }
      return true
    }
    if !isSame { throw lost() }
  }

  /// Called when the writing connection is closed: if no other connection is open, SQLite deletes the log.
  func forgetLog() {
    known.withLock { ($0.logPath, $0.log) = (nil, nil) }
  }

  /// Throws `KindredError` of code `storage` if the file is not at its path. Called before anything is written.
  func check() throws {
    // Once something was missing, everything has to be back.
    if isMissing { return try checkAll() }
    guard FileState(path).isSame(as: known.withLock { $0.file }) else { throw lost() }
  }

  /// Checks the file and its log.
  func checkAll() throws {
    guard FileState(path).isSame(as: known.withLock { $0.file }), checkLog() != nil else { throw lost() }
    missing.store(false, ordering: .relaxed)
  }

  /// Checks the file, on behalf of readers.
  func look() { if !FileState(path).isSame(as: known.withLock { $0.file }) { missing.store(true, ordering: .relaxed) } }

  /// Checks after a commit that it is in the current file.
  ///
  /// - Returns: The size of the log in bytes.
  /// - Throws: `KindredError` of code `commitOutcomeUnknown`.
  func confirm() throws -> Int {
    guard FileState(path).isSame(as: known.withLock { $0.file }), let size = checkLog(isOpen: true) else {
      missing.store(true, ordering: .relaxed)
      throw KindredError(
        .commitOutcomeUnknown,
        "The database file \"\(path)\" or its log was removed or replaced during the commit: what was committed may be gone "
          + "with it. \(Self.advice)")
    }
    return size
  }

  /// The size of the log, 0 if there is none to check; nil if it is not at its path.
  ///
  /// - Parameter isOpen: Whether the writing connection has certainly opened it.
  private func checkLog(isOpen: Bool = false) -> Int? {
    let (path, log) = known.withLock { ($0.logPath, $0.log) }
    guard let path, isOpen || log != nil else { return 0 }
    let found = FileState(path)
    guard let log else {
      known.withLock { $0.log = found.identity }
      return found.size
    }
    return found.isSame(as: log) ? found.size : nil
  }

  private func lost() -> KindredError {
    missing.store(true, ordering: .relaxed)
    return KindredError(
      .storage,
      "The database file \"\(path)\" was removed or replaced while it was open, or its log was. Nothing was done. "
        + Self.advice)
  }

  private static let advice =
    "Put the file back, or close the database and open it again to go on with what is there now."

  /// Whether the file that SQLite has open is not the one at its path.
  private static func hasMoved(_ handle: OpaquePointer?) -> Bool {
    var moved: Int32 = 0
    return sqlite3_file_control(handle, "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && moved != 0
  }
}
