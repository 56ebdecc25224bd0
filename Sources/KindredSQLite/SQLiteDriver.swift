import KindredCore
import Synchronization

/// The connections of a SQLite database: one that writes and some that read, or a single one in memory.
final class SQLiteDriver: DatabaseDriver {
  let dialect = Dialect.sqlite
  let writeExecutor: (any TaskExecutor)?
  let identity: DatabaseIdentity
  var startIsAllOrNothing: Bool { true }
  var hasCheapSnapshots: Bool { true }

  /// The same as ``readers`` for an in-memory database, and for one that is never written.
  private let writers: ResourcePool
  private let readers: ResourcePool
  private let isInMemory: Bool
  /// nil for a database in memory.
  private let file: DatabaseFile?
  /// The file's path; nil for a database in memory.
  let path: String?
  /// nil if there is no file, or if it is disabled.
  let readLock: ReadLockKeeper?
  private let schemaGeneration: SchemaGeneration

  init(location given: SQLiteLocation, configuration: SQLiteConfiguration) throws {
    let location = try given.resolved().withoutCreating
    try location.checkIsImmutable()
    let generation = SchemaGeneration()
    let file = location.isInMemory ? nil : DatabaseFile(path: location.path)
    schemaGeneration = generation
    self.file = file
    path = location.isInMemory ? nil : location.path
    isInMemory = location.isInMemory
    identity = DatabaseIdentity(system: "sqlite", namespace: location.isInMemory ? nil : given.path)
    // The first connection is opened here, so that errors of the file are reported at once. Only this one may create
    // it.
    let role: SQLiteConnection.Role = location.onlyReads ? .reader : .writer
    let first = try SQLiteConnection(
      location: location, file: file, role: role, configuration: configuration, generation, creates: true)
    let prepared = Mutex<SQLiteConnection?>(first)
    @Sendable func open(_ opened: SQLiteConnection.Role) throws -> SQLiteConnection {
      if opened == role, let first = prepared.withLock({ $0.take() }) { return first }
      try file?.checkAll()
      return try SQLiteConnection(
        location: location, file: file, role: opened, configuration: configuration, generation)
    }
    @Sendable func reading() -> ResourcePool {
      Self.pool("reading connection", configuration.pool, "sqlite.reader") { try open(.reader) }
    }
    // An in-memory database is lost with its connection.
    var options = PoolOptions.local(maximum: 1, leaseTimeout: configuration.pool.leaseTimeout)
    options.tracksLeases = configuration.pool.tracksLeases
    options.name = configuration.pool.name.map { $0 + ".writer" }
    writers =
      location.onlyReads ? reading() : Self.pool("writing connection", options, "sqlite.writer") { try open(.writer) }
    readers = location.isInMemory || location.onlyReads ? writers : reading()
    writeExecutor = location.isInMemory || location.onlyReads ? nil : QueueExecutor(label: "kindred.sqlite.writer")
    let keepsLock = configuration.keepsReadLock && location.mode != .immutable
    readLock = file.flatMap { file in
      keepsLock ? ReadLockKeeper(location: location, file: file, configuration: configuration) : nil
    }
  }

  private static func pool(
    _ name: String, _ options: PoolOptions, _ label: String, _ open: @escaping @Sendable () throws -> SQLiteConnection
  ) -> ResourcePool {
    ResourcePool(
      name: name, options: options, isSharing: false, observer: PoolMetrics.observer(name: label, options: options),
      opener: .blocking(open))
  }

  private func pool(for access: Access) -> ResourcePool {
    switch access {
    case .write, .transaction: writers
    case .read, .lookUp, .snapshot: readers
    }
  }

  func acquire(_ access: Access, site: LeaseSite?) async throws -> any DatabaseConnection {
    try checkFile()
    return try await acquire(from: pool(for: access), access.use, site: site)
  }

  /// Waits for a connection, and lets others run first when it is time. The task holds none meanwhile: they would wait for
  /// it, and who finds somebody waiting waits as well.
  private func acquire(
    from pool: ResourcePool, _ use: LeaseUse, site: LeaseSite? = nil
  ) async throws -> SQLiteConnection {
    var connection = connection(try await pool.acquire(use, site: site), use)
    if connection.mustYield {
      release(connection)
      await Task.yield()
      connection = self.connection(try await pool.acquire(use, site: site), use)
      connection.resetCount()
    }
    return connection
  }

  func acquireFree(_ access: Access) throws -> (any DatabaseConnection)? {
    try checkFile()
    guard let resource = try pool(for: access).acquireFree(access.use) else { return nil }
    let connection = connection(resource, access.use)
    if !connection.mustYield { return connection }
    release(connection)
    return nil
  }

  func wouldWaitForItself(_ access: Access) -> Bool { access.use.isLong && pool(for: access).wouldWaitForItself }

  /// Throws if the file was found missing and is not back.
  @inline(__always)
  private func checkFile() throws { if let file, file.isMissing { try file.checkAll() } }

  private func connection(_ resource: any PoolResource, _ use: LeaseUse) -> SQLiteConnection {
    // The pools only contain connections of this type.
    let connection = unsafeDowncast(resource, to: SQLiteConnection.self)
    connection.use = use
    if connection.role == .writer { readLock?.beginWriting() }
    return connection
  }

  func release(_ connection: any DatabaseConnection) {
    // Only connections of this driver are released here.
    let connection = unsafeDowncast(connection, to: SQLiteConnection.self)
    let isWriter = connection.role == .writer
    if isWriter {
      readLock?.endWriting()
    } else {
      connection.reads &+= 1
      if connection.reads % ReadLockKeeper.manyReads == 0 {
        readLock?.noteReading()
        file?.look()
      }
    }
    pool(for: isWriter ? .write : .read).release(connection, connection.use, isReusable: connection.isUsable)
  }

  func openCursor(_ plan: StatementPlan, _ values: [DatabaseValue]) async throws -> any StatementCursor {
    try checkFile()
    let use: LeaseUse = isInMemory ? .statement : .stream
    let connection = try await acquire(from: readers, use)
    await connection.yieldIfNeeded()
    do {
      let cursor = try await connection.cursor(plan, values, sharing: isInMemory ? .tasks : .none)
      guard !isInMemory else {
        // The only connection is not leased between chunks: the reader of the stream may want to write.
        release(connection)
        return SharedCursor(cursor: cursor, pool: readers)
      }
      return LeasedCursor(cursor: cursor) { [weak self] in self?.release(connection) }
    } catch {
      release(connection)
      throw error
    }
  }

  /// The numbers of leased connections, waiting tasks and open connections.
  func counts(for access: Access) -> (leased: Int, waiting: Int, existing: Int) { pool(for: access).counts }

  func schemaChanged() { schemaGeneration.advance() }

  func close(within limit: Duration?) async {
    readLock?.close()
    async let closed: Void = readers.close(within: limit)
    if writers !== readers { await writers.close(within: limit) }
    await closed
  }
}

/// Counts schema changes, so that every connection drops older prepared statements.
final class SchemaGeneration: Sendable {
  private let number = Atomic<Int>(0)

  var current: Int { number.load(ordering: .acquiring) }

  func advance() { number.wrappingAdd(1, ordering: .acquiringAndReleasing) }
}
