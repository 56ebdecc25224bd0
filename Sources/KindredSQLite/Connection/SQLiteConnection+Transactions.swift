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
    try await patiently(ending: true) {
      try self.checkTransaction()
      try self.control("COMMIT")
      self.transactionChanged(isOpen: false)
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
    try reported {
      try checkTransaction()
      try control(sql)
    }
  }

  private func patiently(ending: Bool = false, _ body: () throws -> Void) async throws {
    var patience: Patience?
    while true {
      do {
        return try locked(body)
      } catch let failure as SQLiteFailure {
        try await wait(after: failure, &patience, ending: ending)
      }
    }
  }
}
