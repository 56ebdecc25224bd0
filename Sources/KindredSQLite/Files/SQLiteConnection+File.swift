import CSQLite
import KindredCore

/// Checks around writes, and limiting the size of the log.
extension SQLiteConnection {
  /// The maximum time to wait before a log that is too long can be restarted.
  private static var longestWait: Duration { .seconds(1) }

  /// Throws if the file to be written is not at its path.
  func checkFile() throws { if role == .writer { try file?.check() } }

  /// Checks after a commit that it is in the current file, and records the size of its log.
  func confirmCommit() throws { if role == .writer, let file { logSize = try file.confirm() } }

  /// Restarts the log if it has become too long. Waits a moment for that.
  ///
  /// SQLite checkpoints the log by itself, but continues to append to it as long as any statement reads from it; with
  /// constant reads, the log never ends. While nothing is written, new statements read from the log's end, or from the
  /// file alone once everything is checkpointed. So the log can be restarted once the statements that were running at
  /// the start of the wait have ended. Nobody writes meanwhile, because the caller has the only writing connection.
  ///
  /// The maximum wait grows with the size of the log: even a long stream delays writers for only a small part of the
  /// time.
  func keepLogShort() async {
    let limit = configuration.logLimit
    if logSize <= limit { nextLogSize = limit }
    guard logSize > nextLogSize, transactionOptions == nil else { return }
    let wait = Duration.milliseconds(50) * (logSize / max(1, limit))
    var lockWait = LockWait(timeout: min(wait, Self.longestWait))
    while !restartLog() {
      // A cancelled task has committed nevertheless; it does not wait.
      guard !Task.isCancelled, let pause = lockWait.next(), (try? await Task.sleep(for: pause)) != nil else {
        nextLogSize = logSize + max(limit, logSize / 2)
        return
      }
    }
    nextLogSize = limit
  }

  private func restartLog() -> Bool {
    (try? locked { sqlite3_wal_checkpoint_v2(handle, "main", SQLITE_CHECKPOINT_TRUNCATE, nil, nil) == SQLITE_OK })
      ?? false
  }

  /// Rolls back a statement that would commit by itself.
  func undo(_ statement: PreparedStatement) {
    sqlite3_commit_hook(handle, { _ in 1 }, nil)
    statement.reset()
    sqlite3_commit_hook(handle, nil, nil)
  }
}
