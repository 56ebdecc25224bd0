extension Database {
  /// Waits until no other transaction holds the lock of a name, and holds it until the end of the task's transaction.
  ///
  /// The name means what its users agree on; nothing is locked but the name. On PostgreSQL it is an advisory lock of the
  /// transaction, on SQLite the transaction that may write holds the whole database and with it every name.
  ///
  /// ```swift
  /// try await database.transaction {
  ///   try await database.advisoryLock("nightly import")
  ///   // one process at a time
  /// }
  /// ```
  ///
  /// - Throws: A ``KindredError`` of code ``KindredError/Code/transaction`` outside of a transaction and in one that only
  ///   reads, ``KindredError/Code/busy`` when the lock time-out of the transaction is over.
  public func advisoryLock(_ name: String) async throws { _ = try await advisoryLock(name, waits: true) }

  /// Takes the lock of a name if nobody holds it. See ``advisoryLock(_:)``.
  ///
  /// - Returns: Whether it was taken.
  public func tryAdvisoryLock(_ name: String) async throws -> Bool { try await advisoryLock(name, waits: false) }

  private func advisoryLock(_ name: String, waits: Bool) async throws -> Bool {
    try Task.checkCancellation()
    guard let transaction = Transaction.current(on: self), !transaction.options.isReadOnly else {
      throw KindredError(.transaction, "An advisory lock is held by a transaction that may write; begin one around it.")
    }
    let key = Self.lockKey(name)
    return try await transaction.statement { try await $0.advisoryLock(key, waits: waits) }
  }

  /// The number under which servers know a name: its 64-bit FNV-1a hash, which other programs can work out, too.
  private static func lockKey(_ name: String) -> Int64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    return Int64(bitPattern: hash)
  }
}
