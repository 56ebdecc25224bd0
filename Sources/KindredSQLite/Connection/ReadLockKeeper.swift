import CSQLite
import Dispatch
import KindredCore
import Synchronization

/// Keeps a read lock on a file while many statements read from it.
///
/// In write-ahead mode, each read takes a shared lock on the file and releases it. Both are system calls, which take as
/// long as finding a row. But if a connection of the same process already has the lock, SQLite only counts
/// (`unixShmLock` in its `os_unix.c`). So an additional connection that only holds the lock halves the time of a short
/// read. Each statement still has its own snapshot and sees everything committed before it.
///
/// A reader also prevents the log from being restarted, and a permanent one would let it grow without bound. So the
/// lock is renewed every few milliseconds, and released
/// - before this process writes, until it has not written for a while;
/// - after another process has written, until it stops writing and its changes are checkpointed;
/// - when nobody reads.
///
/// Unchecked, because all mutable state is only accessed inside the lock.
final class ReadLockKeeper: @unchecked Sendable {
  /// How long the lock is held before it is renewed, in milliseconds.
  private static let term = 20
  /// One second: processes that write more often do not meet the lock.
  private static let quietTermsAfterOthers = 50
  /// Reads count as frequent when there are this many…
  static let manyReads = 64
  /// …on a connection within this time, in nanoseconds.
  private static let shortTime: UInt64 = 1_000_000_000

  private let location: SQLiteLocation
  private let file: DatabaseFile
  private let configuration: SQLiteConfiguration
  private let queue = DispatchQueue(label: "kindred.sqlite.read-lock", qos: .utility)
  private let lock = Mutex(())
  private var handle: OpaquePointer?
  private var isClosed = false
  /// The data version and the number of this process's writes at the last renewal; the number is nil during a write.
  private var known: (version: Int64, writes: Int?)?
  /// For how many more terms the lock is not taken, because another process has written.
  private var quietTerms = 0

  private let holding = Atomic<Bool>(false)
  private let running = Atomic<Bool>(false)
  private let used = Atomic<Bool>(false)
  private let lastNote = Atomic<UInt64>(0)
  private let writesBegun = Atomic<Int>(0)
  private let writesEnded = Atomic<Int>(0)

  init(location: SQLiteLocation, file: DatabaseFile, configuration: SQLiteConfiguration) {
    self.location = location
    self.file = file
    self.configuration = configuration
  }

  deinit { sqlite3_close_v2(handle) }

  /// Whether the lock is held now.
  var isHolding: Bool { holding.load(ordering: .sequentiallyConsistent) }

  /// Called when a connection has read ``manyReads`` times.
  func noteReading() {
    guard !running.load(ordering: .relaxed) else {
      if !used.load(ordering: .relaxed) { used.store(true, ordering: .relaxed) }
      return
    }
    let now = DispatchTime.now().uptimeNanoseconds
    guard now &- lastNote.exchange(now, ordering: .relaxed) < Self.shortTime,
      running.compareExchange(expected: false, desired: true, ordering: .acquiringAndReleasing).exchanged
    else { return }
    used.store(true, ordering: .relaxed)
    queue.async { [weak self] in self?.renew() }
  }

  /// Releases the lock, because this process is about to write.
  func beginWriting() {
    // Either this sees the lock, or `renewLock` sees this write.
    writesBegun.wrappingAdd(1, ordering: .sequentiallyConsistent)
    if isHolding { lock.withLock { _ in releaseLock() } }
  }

  /// Called when this process has written.
  func endWriting() { writesEnded.wrappingAdd(1, ordering: .acquiringAndReleasing) }

  /// Releases the lock and closes the connection for good.
  func close() {
    lock.withLock { _ in
      releaseLock()
      isClosed = true
      sqlite3_close_v2(handle)
      handle = nil
    }
  }

  // MARK: In the queue

  private func renew() {
    let (comesBack, isOver) = lock.withLock { _ in (renewLock(), isClosed) }
    guard comesBack else {
      // After `close` there is no need to come back.
      if !isOver { running.store(false, ordering: .releasing) }
      return
    }
    queue.asyncAfter(deadline: .now() + .milliseconds(Self.term)) { [weak self] in self?.renew() }
  }

  /// Renews the lock, if allowed.
  ///
  /// - Returns: Whether to come back.
  private func renewLock() -> Bool {
    releaseLock()
    guard !isClosed, used.exchange(false, ordering: .relaxed), open() else { return false }
    let (ended, begun) = (writesEnded.load(ordering: .acquiring), writesBegun.load(ordering: .sequentiallyConsistent))
    guard let version = number("PRAGMA data_version") else { return false }
    let isWriting = ended != begun || writesBegun.load(ordering: .acquiring) != begun
    let before = known ?? (version, begun)
    // During a write it is unknown whose changes there are.
    known = (version, isWriting ? nil : begun)
    guard !isWriting, let writesBefore = before.writes else { return true }
    if before.version != version, writesBefore == begun { quietTerms = Self.quietTermsAfterOthers }
    guard before.version == version, writesBefore == begun else { return true }
    guard quietTerms == 0 else {
      quietTerms -= 1
      // Checkpoints the changes of other processes, or tries again later if a reader prevents it.
      if quietTerms == 0, !movesLogIntoFile() { quietTerms = Self.quietTermsAfterOthers }
      return true
    }
    guard run("BEGIN; SELECT 1 FROM sqlite_master LIMIT 1") else {
      _ = run("ROLLBACK")
      return true
    }
    holding.store(true, ordering: .sequentiallyConsistent)
    if writesBegun.load(ordering: .sequentiallyConsistent) != begun { releaseLock() }
    return true
  }

  // MARK: Inside the lock

  private func releaseLock() {
    guard holding.exchange(false, ordering: .sequentiallyConsistent) else { return }
    _ = run("COMMIT")
  }

  /// Opens the connection once. Only for write-ahead mode: in other modes, readers block writers.
  private func open() -> Bool {
    if handle != nil { return true }
    handle = try? SQLiteOpening.open(location, role: .reader, configuration: configuration, creates: false)
    if handle != nil, isInWriteAheadMode, (try? file.adopt(handle, writes: false)) != nil { return true }
    isClosed = true
    return false
  }

  /// Checkpoints the log without waiting, and returns whether all of it was written.
  private func movesLogIntoFile() -> Bool {
    var (frames, moved): (Int32, Int32) = (0, 0)
    return sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_PASSIVE, &frames, &moved) == SQLITE_OK
      && frames == moved
  }

  private func run(_ sql: String) -> Bool { sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK }

  private var isInWriteAheadMode: Bool {
    first("PRAGMA journal_mode") { sqlite3_column_text($0, 0).map { String(cString: $0) } } == "wal"
  }

  private func number(_ sql: String) -> Int64? { first(sql) { sqlite3_column_int64($0, 0) } }

  private func first<Value>(_ sql: String, _ read: (OpaquePointer?) -> Value?) -> Value? {
    (try? SQLiteOpening.first(sql, handle, read)) ?? nil
  }
}
