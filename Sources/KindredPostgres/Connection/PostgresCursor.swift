import CPostgres
import KindredCore
import Synchronization

extension PostgresLease {
  func openCursor(_ plan: StatementPlan, _ values: [DatabaseValue]) async throws -> any StatementCursor {
    let buffer = ParameterBuffer(types: try await types(of: plan))
    try write(to: buffer) { writer in
      try reportingPlace(in: &writer) { writer in for value in values { try value.bind(to: &writer) } }
    }
    let name = addCursor()
    touch()
    do {
      _ = try await link.perform(for: self) { outbox, _ in
        outbox.run("DECLARE \(name) NO SCROLL CURSOR FOR \(plan.sql)", buffer)
      }.checked()
    } catch {
      _ = removeCursor(name)
      throw error
    }
    return PostgresCursor(lease: self, name: name)
  }
}

/// A cursor of the server, which ends with its transaction.
private final class PostgresCursor: StatementCursor {
  private let lease: PostgresLease
  private let name: String

  init(lease: PostgresLease, name: String) {
    self.lease = lease
    self.name = name
  }

  deinit { close() }

  func read(upTo count: Int, _ links: PeerLinks?, _ read: RowBody) async throws -> Bool {
    try Task.checkCancellation()
    guard lease.hasCursor(name) else {
      throw KindredError(.transaction, "The transaction in which the stream began is over; read it inside the block.")
    }
    let answer = await lease.link.perform(for: lease) { [name] outbox, _ in
      outbox.run("FETCH FORWARD \(count) FROM \(name)")
    }
    return try answer.withResult { result in
      try PostgresCells.forEachRow(of: result, links, read)
      return Int(PQntuples(result)) == count
    }
  }

  /// Nobody waits for the end. In a transaction that failed it changes nothing.
  func close() {
    guard lease.removeCursor(name) else { return }
    lease.link.post(for: lease) { [name] outbox, _ in outbox.run("CLOSE \(name)") }
  }
}

/// A cursor with a connection and a transaction of its own, given back when it is closed.
final class LeasedCursor: StatementCursor {
  private let cursor: any StatementCursor
  private let lease: PostgresLease
  private let giveBack: Mutex<(@Sendable (Bool) -> Void)?>

  /// - Parameter giveBack: Called when the stream is closed, with false, and when its transaction is over, with true.
  init(cursor: any StatementCursor, lease: PostgresLease, giveBack: @escaping @Sendable (Bool) -> Void) {
    self.cursor = cursor
    self.lease = lease
    self.giveBack = Mutex(giveBack)
  }

  deinit { close() }

  func read(upTo count: Int, _ links: PeerLinks?, _ read: RowBody) async throws -> Bool {
    try await cursor.read(upTo: count, links, read)
  }

  func close() {
    guard let giveBack = giveBack.withLock({ $0.take() }) else { return }
    giveBack(false)
    Task { [lease] in
      await lease.rollback()
      giveBack(true)
    }
  }
}
