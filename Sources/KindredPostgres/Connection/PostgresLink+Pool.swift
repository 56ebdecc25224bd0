import CPostgres
import KindredCore

/// A connection in the pool, between two leases.
extension PostgresLink {
  /// An empty round trip.
  func check(_ done: @escaping @Sendable (Bool) -> Void) {
    probe { done(!$0.isLost && $0.failed == nil) }
  }

  /// What is under way fails.
  func abort() { close() }

  /// Puts the session into the state of a new one, except for the prepared statements.
  ///
  /// - Parameters:
  ///   - lease: The lease that ends, and lasts until the server has answered.
  ///   - done: Called with whether that worked; the connection cannot be used any more when not.
  func resetSession(for lease: PostgresLease, _ done: @escaping @Sendable (Bool) -> Void) {
    post(for: lease, completion: { done($0.isFine) }) { outbox, _ in
      for statement in Self.reset { outbox.run(statement) }
    }
  }

  /// `DISCARD ALL` would drop the prepared statements, too. The first ends a transaction that was left open.
  private static var reset: [String] {
    [
      "ROLLBACK", "CLOSE ALL", "SET SESSION AUTHORIZATION DEFAULT", "RESET ALL", PostgresOpening.timeZone, "UNLISTEN *",
      "SELECT pg_advisory_unlock_all()", "DISCARD TEMP", "DISCARD SEQUENCES",
    ]
  }
}
