extension Database {
  /// Takes an advisory lock, waiting for it if necessary, and holds it until the task's transaction ends.
  ///
  /// The name has no meaning to the database; no row or table is locked. PostgreSQL has advisory locks. On SQLite, a
  /// transaction that may write locks the whole database, and with it every name.
  ///
  /// ```swift
  /// try await database.transaction {
  ///   try await database.advisoryLock("nightly import")
  ///   // one process at a time
  /// }
  /// ```
  ///
  /// - Throws: A ``KindredError`` of code ``KindredError/Code/transaction`` outside of a transaction and in a read-only
  ///   one, ``KindredError/Code/busy`` when the transaction's lock time-out expires.
  public func advisoryLock(_ name: String) async throws { _ = try await advisoryLock(name, waits: true) }

  /// Takes an advisory lock if it is free. See ``advisoryLock(_:)``.
  ///
  /// - Returns: Whether it was taken.
  public func tryAdvisoryLock(_ name: String) async throws -> Bool { try await advisoryLock(name, waits: false) }

  private func advisoryLock(_ name: String, waits: Bool) async throws -> Bool {
    try Task.checkCancellation()
    guard let transaction = Transaction.current(on: self), !transaction.options.isReadOnly else {
      throw KindredError(.transaction, "An advisory lock needs a transaction that may write; begin one around it.")
    }
    let key = Self.lockKey(name)
    return try await transaction.statement { try await $0.advisoryLock(key, waits: waits) }
  }

  /// The number of the lock on the server: the 64-bit FNV-1a hash of its name, which other programs can compute too.
  private static func lockKey(_ name: String) -> Int64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    return Int64(bitPattern: hash)
  }
}
