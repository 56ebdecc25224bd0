import CPostgres
import KindredCore

/// The pool's view of a connection, between leases.
extension PostgresLink {
  /// An empty round trip.
  func check(_ done: @escaping @Sendable (Bool) -> Void) {
    probe { done(!$0.isLost && $0.failed == nil) }
  }

  /// Closes the connection; requests in flight fail.
  func abort() { close() }

  /// Resets the session to the state of a new one, but keeps the prepared statements.
  ///
  /// - Parameters:
  ///   - lease: The lease that ends; it lasts until the server has answered.
  ///   - done: Called with whether the reset succeeded; if not, the connection is unusable.
  func resetSession(for lease: PostgresLease, _ done: @escaping @Sendable (Bool) -> Void) {
    post(for: lease, completion: { done($0.isFine) }) { outbox, _ in
      for statement in Self.reset { outbox.run(statement) }
    }
  }

  /// `DISCARD ALL` would also drop the prepared statements. ROLLBACK ends a transaction that was left open.
  private static var reset: [String] {
    [
      "ROLLBACK", "CLOSE ALL", "SET SESSION AUTHORIZATION DEFAULT", "RESET ALL", PostgresOpening.timeZone, "UNLISTEN *",
      "SELECT pg_advisory_unlock_all()", "DISCARD TEMP", "DISCARD SEQUENCES",
    ]
  }
}
