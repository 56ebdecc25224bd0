import KindredCore
import Synchronization

/// The connections of one PostgreSQL database, and the thread that waits for their sockets.
final class PostgresDriver: DatabaseDriver {
  let dialect = Dialect.postgres
  /// Nothing here waits for the network in the thread of a task.
  var writeExecutor: (any TaskExecutor)? { nil }

  let identity: DatabaseIdentity
  let pool: PostgresPool
  private let reactor: Reactor
  private let types = ParameterTypes()

  init(configuration: PostgresConfiguration) async throws {
    let settings = try ConnectionSettings(configuration)
    identity = settings.identity
    let reactor = try Reactor()
    let types = types
    // The pool and its connections know each other; the box breaks the circle of their making.
    let box = WeakPool()
    pool = PostgresPool(limit: configuration.maximumConnections, timeout: configuration.leaseTimeout) { done in
      PostgresOpening.open(settings) { result in
        done(
          result.map { opened in
            let link = PostgresLink(
              opened, reactor: reactor, types: types, cacheSize: configuration.statementCapacity
            ) {
              box.pool?.changed($0)
            }
            reactor.add(link)
            return link
          })
      }
    }
    self.reactor = reactor
    box.pool = pool
    // What is wrong with the address or the password is said here.
    do {
      let link = try await pool.acquire(.shared)
      pool.release(link, .shared)
    } catch {
      reactor.stop()
      throw error
    }
  }

  deinit {
    pool.abandon()
    reactor.stop()
  }

  func acquire(_ access: Access) async throws -> any DatabaseConnection { try await lease(access) }

  private func lease(_ access: Access) async throws -> PostgresLease {
    let mode: PostgresPool.Mode = access == .transaction || access == .snapshot ? .exclusive : .shared
    return PostgresLease(link: try await pool.acquire(mode), mode: mode)
  }

  func release(_ connection: any DatabaseConnection) {
    guard let lease = connection as? PostgresLease else { return }
    pool.release(lease.link, lease.mode, isReusable: lease.isReusable)
  }

  /// A stream has a connection and a transaction of its own, which only reads.
  func openCursor(_ plan: StatementPlan, _ values: [DatabaseValue]) async throws -> any StatementCursor {
    let lease = try await lease(.snapshot)
    do {
      var options = TransactionOptions()
      options.isReadOnly = true
      try await lease.begin(options)
      let cursor = try await lease.openCursor(plan, values)
      return LeasedCursor(cursor: cursor, lease: lease) { [weak self] in self?.release(lease) }
    } catch {
      await lease.rollback()
      release(lease)
      throw error
    }
  }

  func schemaChanged() {
    types.removeAll()
    for link in pool.links { link.forgetAll() }
  }

  func close() async {
    await pool.close()
    reactor.stop()
  }
}

/// Leads from a connection to its pool, which owns it.
private final class WeakPool: Sendable {
  private struct Reference: Sendable { weak var pool: PostgresPool? }

  private let reference = Mutex(Reference())

  var pool: PostgresPool? {
    get { reference.withLock { $0.pool } }
    set { reference.withLock { $0.pool = newValue } }
  }
}
