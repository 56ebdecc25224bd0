import KindredCore
import KindredSockets
import Synchronization

/// The connections of a PostgreSQL database, and the thread that waits for their sockets.
final class PostgresDriver: DatabaseDriver {
  let dialect = Dialect.postgres
  /// Tasks do not block on the network, except briefly for fast statements.
  var writeExecutor: (any TaskExecutor)? { nil }

  /// A statement may be sent whose answer arrives too late.
  var startIsAllOrNothing: Bool { false }
  var readsTogether: Bool { true }
  var hasCheapSnapshots: Bool { false }

  let configuration: PostgresConfiguration
  let identity: DatabaseIdentity
  let pool: ResourcePool
  private let reactor: Reactor
  private let types = ParameterTypes()
  private let keepsSession: Bool
  let shell: DatabaseShell?

  init(configuration: PostgresConfiguration, options: Database.Options) async throws {
    let settings = try ConnectionSettings(configuration)
    self.configuration = configuration
    identity = settings.identity
    keepsSession = configuration.statements == .named
    shell = DatabaseShell(program: "psql", environment: settings.environment)
    // One for every two processors, so that other tasks have threads.
    let reactor = try Reactor(
      waitingPlaces: configuration.spinsForFastStatements ? ResourcePool.processorsForLookUps : 0)
    let types = types
    let notices = NoticeLog(options)
    // The pool and its connections refer to each other; the box breaks the initialisation cycle.
    let box = WeakPool()
    let opener = PoolOpener.concurrent { done in
      PostgresOpening.open(settings) { result in
        done(
          result.map { opened in
            let link = PostgresLink(
              opened, reactor: reactor, types: types, notices: notices, cacheSize: configuration.statementCapacity,
              onRefusal: { if settings.asksForPrimary { box.pool?.replace($0) } },
              onChange: { box.pool?.changed($0) })
            reactor.add(link)
            return link
          }.mapError { $0 })
      }
    }
    pool = ResourcePool(
      name: "connection", options: configuration.pool, isSharing: true,
      observer: PoolMetrics.observer(name: settings.values["dbname"] ?? "postgresql", options: configuration.pool),
      opener: opener)
    self.reactor = reactor
    box.pool = pool
    // Errors of the address or the password are thrown here.
    do {
      pool.release(try await pool.acquire(.statement), .statement)
    } catch {
      pool.abandon()
      reactor.stop()
      throw error
    }
  }

  deinit {
    pool.abandon()
    reactor.stop()
  }

  func acquire(_ access: Access, site: LeaseSite?) async throws -> any DatabaseConnection {
    lease(try await pool.acquire(access.use, site: site), access.use)
  }

  func wouldWaitForItself(_ access: Access) -> Bool { access.use.isLong && pool.wouldWaitForItself }

  func acquireFree(_ access: Access) throws -> (any DatabaseConnection)? {
    try pool.acquireFree(access.use).map { lease($0, access.use) }
  }

  private func lease(_ resource: any PoolResource, _ use: LeaseUse) -> PostgresLease {
    // The pool only contains connections of this type.
    let lease = PostgresLease(link: unsafeDowncast(resource, to: PostgresLink.self), use: use, since: pool.stamp)
    if use.isLong { lease.link.begin(lease) }
    return lease
  }

  func release(_ connection: any DatabaseConnection) {
    guard let lease = connection as? PostgresLease else { return }
    // Behind a pooler each transaction has another session, which the pooler resets.
    guard lease.isReusable, lease.isSessionChanged, keepsSession else {
      return end(lease, isReusable: lease.isReusable)
    }
    if lease.use.isLong { pool.willRelease(lease.link) }
    lease.link.resetSession(for: lease) { isReset in self.end(lease, isReusable: isReset) }
  }

  private func end(_ lease: PostgresLease, isReusable: Bool) {
    lease.end()
    pool.release(lease.link, lease.use, isReusable: isReusable, since: lease.since)
  }

  /// A stream has its own connection and read-only transaction.
  func openCursor(_ plan: StatementPlan, _ values: [DatabaseValue]) async throws -> any StatementCursor {
    let lease = lease(try await pool.acquire(.stream), .stream)
    do {
      var options = TransactionOptions()
      options.isReadOnly = true
      try await lease.begin(options)
      let cursor = try await lease.openCursor(plan, values)
      return LeasedCursor(cursor: cursor, lease: lease) { [weak self] isOver in
        if isOver { self?.release(lease) } else { self?.pool.willRelease(lease.link) }
      }
    } catch {
      await lease.rollback()
      release(lease)
      throw error
    }
  }

  /// Each connection drops its prepared statements before it prepares the next one.
  func schemaChanged() { types.schemaChanged(since: types.generation) }

  func close(within limit: Duration?) async {
    await pool.close(within: limit)
    reactor.stop()
  }
}

/// A weak reference from a connection to the pool that owns it.
private final class WeakPool: Sendable {
  private struct PoolReference: Sendable { weak var pool: ResourcePool? }

  private let reference = Mutex(PoolReference())

  var pool: ResourcePool? {
    get { reference.withLock { $0.pool } }
    set { reference.withLock { $0.pool = newValue } }
  }
}
