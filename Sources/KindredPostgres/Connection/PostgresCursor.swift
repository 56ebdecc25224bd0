import CPostgres
import KindredCore
import Synchronization

extension PostgresLease {
  func openCursor(_ plan: StatementPlan, _ values: [DatabaseValue]) async throws -> any StatementCursor {
    let name = addCursor()
    let declaration = "DECLARE \(name) NO SCROLL CURSOR FOR "
    var isDeclared = false
    do {
      _ = try await retrying(plan) { _ in
        let buffer = ParameterBuffer(types: try await types(of: plan), userTypes: link.types.userTypes)
        try write(to: buffer) { writer in
          try addingParameterIndexToErrors(in: &writer) { writer in for value in values { try value.bind(to: &writer) }
          }
        }
        touch()
        isDeclared = true
        return await link.perform(for: self) { outbox, _ in outbox.run(declaration + plan.sql, buffer) }
      }.checked()
    } catch {
      _ = removeCursor(name)
      guard isDeclared, let error = error as? KindredError else { throw error }
      // The server counts from the beginning of the declaration.
      throw error.adding { $0.position = $0.position.map { $0 - declaration.count } }
    }
    return PostgresCursor(lease: self, name: name)
  }
}

/// A server-side cursor, which ends with its transaction.
private final class PostgresCursor: StatementCursor {
  private let lease: PostgresLease
  private let name: String
  private let size = Mutex(FetchSize())

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
    size.withLock { $0.begin() }
    var rows = 0
    while rows < count {
      let wanted = size.withLock { $0.next(count - rows) }
      if wanted == 0 { return true }
      let answer = await lease.link.perform(for: lease) { [name] outbox, _ in
        outbox.run("FETCH FORWARD \(wanted) FROM \(name)")
      }
      let found = try answer.withResult { result in
        try PostgresCells.forEachRow(of: result, userTypes: lease.link.types.userTypes, links, read)
        let found = Int(PQntuples(result))
        size.withLock { $0.note(rows: found, bytes: PQresultMemorySize(result)) }
        return found
      }
      if found < wanted { return false }
      rows += found
    }
    return true
  }

  /// Does not wait for the answer. In a failed transaction it has no effect.
  func close() {
    guard lease.removeCursor(name) else { return }
    lease.link.leave(for: lease) { [name] outbox, _ in outbox.run("CLOSE \(name)") }
  }
}

/// A cursor with its own connection and transaction, released when it is closed.
final class LeasedCursor: StatementCursor {
  private let cursor: any StatementCursor
  private let lease: PostgresLease
  private let release: Mutex<(@Sendable (Bool) -> Void)?>

  /// - Parameter release: Called with false when the stream is closed, and with true when its transaction has ended.
  init(cursor: any StatementCursor, lease: PostgresLease, release: @escaping @Sendable (Bool) -> Void) {
    self.cursor = cursor
    self.lease = lease
    self.release = Mutex(release)
  }

  deinit { close() }

  func read(upTo count: Int, _ links: PeerLinks?, _ read: RowBody) async throws -> Bool {
    try await cursor.read(upTo: count, links, read)
  }

  func close() {
    guard let release = release.withLock({ $0.take() }) else { return }
    release(false)
    Task { [lease] in
      await lease.rollback()
      release(true)
    }
  }
}
