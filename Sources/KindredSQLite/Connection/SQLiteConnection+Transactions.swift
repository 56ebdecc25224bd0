import CSQLite
import KindredCore

extension SQLiteConnection {
  /// Begins with the write lock, so that a read never fails to be upgraded to a write. A read-only transaction takes
  /// its snapshot with its first statement.
  func begin(_ options: TransactionOptions) async throws {
    await yieldIfNeeded()
    try await retryingWhileLocked(options) {
      try self.checkFile()
      if options.isReadOnly { try self.forbidWriting(true) }
      if options.suspendsForeignKeys {
        try self.beginWithoutForeignKeys("BEGIN IMMEDIATE")
      } else {
        try self.control(self.role == .writer && !options.isReadOnly ? "BEGIN IMMEDIATE" : "BEGIN")
      }
      self.transactionChanged(to: options)
    }
  }

  func commit() async throws {
    try await retryingWhileLocked(transactionOptions, ending: true) {
      try self.checkTransaction()
      try self.checkFile()
      try self.checkForeignKeys()
      try self.control("COMMIT")
      self.end()
      self.enforceForeignKeys()
      try self.confirmCommit()
    }
    await keepLogShort()
  }

  func rollback() async {
    try? locked {
      end()
      // The setting has no effect inside of a transaction.
      defer { enforceForeignKeys() }
      // Some failures, such as a full disk or an interrupted write, have already rolled back.
      guard isInTransaction else { return }
      do { try control("ROLLBACK") } catch { markBroken() }
    }
  }

  private func end() {
    transactionChanged(to: nil)
    do { try forbidWriting(false) } catch { markBroken() }
  }

  func beginSavepoint(_ depth: Int, _ options: TransactionOptions, inside outer: TransactionOptions) async throws {
    try reported {
      try checkTransaction()
      try control("SAVEPOINT kindred_\(depth)")
      try adopt(options, from: outer)
    }
  }

  func releaseSavepoint(_ depth: Int, _ options: TransactionOptions, inside outer: TransactionOptions) async throws {
    try reported {
      try checkTransaction()
      try adopt(outer, from: options)
      try control("RELEASE kindred_\(depth)")
    }
  }

  func rollbackToSavepoint(_ depth: Int, _ options: TransactionOptions, inside outer: TransactionOptions) async {
    try? locked {
      guard isInTransaction else { return }
      do {
        try control("ROLLBACK TO kindred_\(depth)")
        try control("RELEASE kindred_\(depth)")
        try adopt(outer, from: options)
      } catch {
        // The changes of the savepoint must not be committed with the rest.
        markBroken()
        try? control("ROLLBACK")
      }
    }
  }

  /// Changes the connection from the options of one block to those of another one.
  private func adopt(_ options: TransactionOptions, from previous: TransactionOptions) throws {
    if options.isReadOnly != previous.isReadOnly { try forbidWriting(options.isReadOnly) }
    transactionOptions = options
  }

  /// The transaction that may write locks the whole file, which includes every advisory lock.
  func advisoryLock(_ key: Int64, waits: Bool) async throws -> Bool {
    guard role == .writer else {
      throw KindredError(.readOnly, "The database was opened for reading only, so it has no advisory locks.")
    }
    return true
  }

  private func retryingWhileLocked(
    _ options: TransactionOptions?, ending: Bool = false, _ body: () throws -> Void
  ) async throws {
    var lockWait = LockWait(timeout: options?.lockTimeout ?? configuration.busyTimeout)
    while true {
      do {
        return try locked(body)
      } catch let failure as SQLiteFailure {
        try await wait(after: failure, &lockWait, ending: ending)
      }
    }
  }
}
