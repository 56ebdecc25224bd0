import CPostgres
import KindredCore

/// A connection in the pool, between two leases.
extension PostgresLink {
  /// An empty round trip.
  func check(_ done: @escaping @Sendable (Bool) -> Void) {
    post(completion: { done(!$0.isLost && $0.failed == nil) }, { _, _ in })
  }

  /// What is under way fails.
  func abort() { close() }

  /// Puts the session into the state of a new one, except for the prepared statements. Nobody waits: what the next user
  /// sends is worked on after it.
  ///
  /// - Parameter failed: Called when that did not work, so that the connection cannot be used any more.
  func resetSession(failed: @escaping @Sendable (PostgresLink) -> Void) {
    post(completion: { [weak self] in if $0.failed != nil || $0.isLost, let self { failed(self) } }) { outbox, _ in
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
