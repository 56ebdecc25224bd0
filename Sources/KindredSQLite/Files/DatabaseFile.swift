import CSQLite
import KindredCore
import Synchronization

/// The file of a database: all of its connections have to have the same one, and it has to stay where it was.
///
/// SQLite goes on with a file that has lost its name or whose name another file has got. What is written then is gone with
/// the last connection, and a connection that is opened later has another file than the others. So the device and the
/// number (inode) of the file are compared with those of what is at its path: before and after each write, when a
/// connection is opened, and now and then while statements read. The same holds for the write-ahead log, which has
/// everything that was written last.
///
/// A file that is lost is not opened anew: what this process has read and prepared belongs to the former one. Everything
/// fails until the same file is back, or the database is closed and opened again.
final class DatabaseFile: Sendable {
  private struct Known {
    var file: FileLook.Identity?
    /// Where the log of the connection that writes is.
    var logPath: String?
    /// nil until that connection has certainly opened it, with its first commit, and where there is none.
    var log: FileLook.Identity?
  }

  let path: String
  private let known = Mutex(Known())
  private let missing = Atomic<Bool>(false)

  init(path: String) { self.path = path }

  /// Whether the file or its log were not there when somebody looked last. This is all that a read asks.
  var isMissing: Bool { missing.load(ordering: .relaxed) }

  /// Takes note of the file that a connection has opened: that of the first one is the database's.
  ///
  /// - Parameter writes: Whether the connection writes, so that the log is its own.
  /// - Throws: `KindredError` of code `storage` when it is another file, or has been taken away already.
  func adopt(_ handle: OpaquePointer?, writes: Bool) throws {
    guard let name = sqlite3_db_filename(handle, "main") else { return }
    let found = FileLook(path)
    let isSame = known.withLock { known in
      // SQLite knows the file by a path without links, which may lead elsewhere by now.
      guard !Self.hasMoved(handle), found.isSame(as: FileLook(String(cString: name))) else { return false }
      guard found.isSame(as: known.file) else { return false }
      known.file = known.file ?? found.identity
      if writes { (known.logPath, known.log) = (String(cString: sqlite3_filename_wal(name)), nil) }
      return true
    }
    if !isSame { throw lost() }
  }

  /// Takes note that the connection that writes is closed: where no other is open, SQLite removes the log.
  func forgetLog() {
    known.withLock { ($0.logPath, $0.log) = (nil, nil) }
  }

  /// Throws `KindredError` of code `storage` when the file is not where it was; nothing was written then.
  func check() throws {
    // Where something was missing, it all has to be back.
    if isMissing { return try checkAll() }
    guard FileLook(path).isSame(as: known.withLock { $0.file }) else { throw lost() }
  }

  /// Looks at the file and at its log.
  func checkAll() throws {
    guard FileLook(path).isSame(as: known.withLock { $0.file }), lookAtLog() != nil else { throw lost() }
    missing.store(false, ordering: .relaxed)
  }

  /// Looks at the file, so that those who read find out.
  func look() { if !FileLook(path).isSame(as: known.withLock { $0.file }) { missing.store(true, ordering: .relaxed) } }

  /// Sees to it that what was committed is in the file that is there.
  ///
  /// - Returns: The size of the log in bytes.
  /// - Throws: `KindredError` of code `commitOutcomeUnknown`.
  func confirm() throws -> Int {
    guard FileLook(path).isSame(as: known.withLock { $0.file }), let size = lookAtLog(isOpen: true) else {
      missing.store(true, ordering: .relaxed)
      throw KindredError(
        .commitOutcomeUnknown,
        "The database file \"\(path)\" or its log was removed or replaced during the commit: what was committed may be gone "
          + "with it. \(Self.advice)")
    }
    return size
  }

  /// The size of the log, 0 where there is none to look at; nil when it is not where it was.
  ///
  /// - Parameter isOpen: Whether the connection that writes has certainly opened it.
  private func lookAtLog(isOpen: Bool = false) -> Int? {
    let (path, log) = known.withLock { ($0.logPath, $0.log) }
    guard let path, isOpen || log != nil else { return 0 }
    let found = FileLook(path)
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
