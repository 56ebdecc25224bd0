import CSQLite
import KindredCore

extension SQLiteConnection {
  /// Begins at once as a writer, so that a read in the transaction never fails to become a write.
  func begin() async throws {
    try await patiently {
      try self.control("BEGIN IMMEDIATE")
      self.transactionChanged(isOpen: true)
    }
  }

  func commit() async throws {
    var patience: Patience?
    while true {
      do {
        return try locked {
          try checkTransaction()
          try control("COMMIT")
          transactionChanged(isOpen: false)
        }
      } catch let failure as SQLiteFailure {
        guard failure.isBusy else { throw failure.error }
        var current = patience ?? Patience(timeout: configuration.busyTimeout)
        guard let pause = current.next() else { throw failure.error }
        patience = current
        try await Task.sleep(for: pause)
      }
    }
  }

  func rollback() async {
    try? locked {
      transactionChanged(isOpen: false)
      // Some failures, such as a full disk or an interrupted write, have rolled back already.
      guard isInTransaction else { return }
      do { try control("ROLLBACK") } catch { markBroken() }
    }
  }

  func beginSavepoint(_ depth: Int) async throws { try await savepoint("SAVEPOINT kindred_\(depth)") }

  func releaseSavepoint(_ depth: Int) async throws { try await savepoint("RELEASE kindred_\(depth)") }

  func rollbackToSavepoint(_ depth: Int) async {
    try? locked {
      guard isInTransaction else { return }
      do {
        try control("ROLLBACK TO kindred_\(depth)")
        try control("RELEASE kindred_\(depth)")
      } catch {
        markBroken()
      }
    }
  }

  private func savepoint(_ sql: String) async throws {
    do {
      try locked {
        try checkTransaction()
        try control(sql)
      }
    } catch let failure as SQLiteFailure {
      throw failure.error
    }
  }

  private func patiently(_ body: () throws -> Void) async throws {
    var patience: Patience?
    while true {
      do {
        return try locked(body)
      } catch let failure as SQLiteFailure {
        try await wait(after: failure, &patience)
      }
    }
  }
}
