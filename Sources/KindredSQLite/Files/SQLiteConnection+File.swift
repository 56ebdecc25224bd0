import CSQLite
import KindredCore

/// Writing into a file that is there, and keeping its log short.
extension SQLiteConnection {
  /// The largest time to wait until a log that is too long can be begun anew.
  private static var longestWait: Duration { .seconds(1) }

  /// Throws when the file that is about to be written is not where it was.
  func checkFile() throws { if role == .writer { try file?.check() } }

  /// Sees to it that what was just committed is in the file, and takes note of the size of its log.
  func confirmCommit() throws { if role == .writer, let file { logSize = try file.confirm() } }

  /// Begins the log anew when it has become too long, and waits a moment for that.
  ///
  /// SQLite moves what is in the log into the file by itself, but writes on behind it for as long as any statement reads
  /// from the log; when some do at every moment, the log never ends. While nothing is written, though, those that begin
  /// read from the log's end, or from the file alone once all is there. So the log can be begun anew as soon as those are
  /// done that read when the waiting began. Nobody writes meanwhile, because the caller has the only connection that does.
  ///
  /// The wait is short while the log is, and grows with it: a stream that stays open for long keeps nobody waiting for more
  /// than a small part of the time.
  func keepLogShort() async {
    let limit = configuration.logLimit
    if logSize <= limit { nextLogSize = limit }
    guard logSize > nextLogSize, transactionOptions == nil else { return }
    let wait = Duration.milliseconds(50) * (logSize / max(1, limit))
    var patience = Patience(timeout: min(wait, Self.longestWait))
    while !beginLogAnew() {
      // Whoever is cancelled has committed nevertheless, and waits for nothing.
      guard !Task.isCancelled, let pause = patience.next(), (try? await Task.sleep(for: pause)) != nil else {
        nextLogSize = logSize + max(limit, logSize / 2)
        return
      }
    }
    nextLogSize = limit
  }

  private func beginLogAnew() -> Bool {
    (try? locked { sqlite3_wal_checkpoint_v2(handle, "main", SQLITE_CHECKPOINT_TRUNCATE, nil, nil) == SQLITE_OK })
      ?? false
  }

  /// Ends a statement that commits by itself in such a way that it has done nothing.
  func undo(_ statement: PreparedStatement) {
    sqlite3_commit_hook(handle, { _ in 1 }, nil)
    statement.reset()
    sqlite3_commit_hook(handle, nil, nil)
  }
}
