import KindredCore
import Synchronization

/// The connections of one SQLite database: one that writes and some that read, or a single one in memory.
final class SQLiteDriver: DatabaseDriver {
  let dialect = Dialect.sqlite
  let writeExecutor: (any TaskExecutor)?
  let identity: DatabaseIdentity
  var startsOnlyWhatItFinishes: Bool { true }

  private let writer: ResourcePool
  /// nil for a database in memory, whose only connection does both.
  private let readers: ResourcePool?
  /// nil where there is no file, or where it is not wanted.
  let readLock: ReadLockKeeper?
  private let schemaGeneration: SchemaGeneration

  init(location: SQLiteLocation, configuration: SQLiteConfiguration) throws {
    let generation = SchemaGeneration()
    schemaGeneration = generation
    identity = DatabaseIdentity(system: "sqlite", namespace: location.isInMemory ? nil : location.path)
    // The first connection is opened here, so that what is wrong with the file is said at once.
    let first = try SQLiteConnection(location: location, role: .writer, configuration: configuration, generation)
    let prepared = Mutex<SQLiteConnection?>(first)
    // What is kept in memory goes with its connection.
    var options = PoolOptions.local(maximum: 1, leaseTimeout: configuration.pool.leaseTimeout)
    options.tracksLeases = configuration.pool.tracksLeases
    options.name = configuration.pool.name.map { $0 + ".writer" }
    writer = Self.pool("writing connection", options, "sqlite.writer") {
      if let first = prepared.withLock({ $0.take() }) { return first }
      return try SQLiteConnection(location: location, role: .writer, configuration: configuration, generation)
    }
    guard !location.isInMemory else {
      readers = nil
      writeExecutor = nil
      readLock = nil
      return
    }
    writeExecutor = QueueExecutor(label: "kindred.sqlite.writer")
    readLock = configuration.keepsReadLock ? ReadLockKeeper(location: location, configuration: configuration) : nil
    readers = Self.pool("reading connection", configuration.pool, "sqlite.reader") {
      try SQLiteConnection(location: location, role: .reader, configuration: configuration, generation)
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
    case .write, .transaction: writer
    case .read, .lookUp, .snapshot: readers ?? writer
    }
  }

  func acquire(_ access: Access, site: LeaseSite?) async throws -> any DatabaseConnection {
    connection(try await pool(for: access).acquire(access.use, site: site), access.use)
  }

  func acquireFree(_ access: Access) throws -> (any DatabaseConnection)? {
    try pool(for: access).acquireFree(access.use).map { connection($0, access.use) }
  }

  private func connection(_ resource: any PoolResource, _ use: LeaseUse) -> SQLiteConnection {
    // Nothing but connections is put into the pools.
    let connection = unsafeDowncast(resource, to: SQLiteConnection.self)
    connection.use = use
    if connection.role == .writer { readLock?.beginWriting() }
    return connection
  }

  func release(_ connection: any DatabaseConnection) {
    // No other driver's connection comes back here.
    let connection = unsafeDowncast(connection, to: SQLiteConnection.self)
    let isWriter = connection.role == .writer
    if isWriter {
      readLock?.endWriting()
    } else {
      connection.reads &+= 1
      if connection.reads % ReadLockKeeper.manyReads == 0 { readLock?.noteReading() }
    }
    pool(for: isWriter ? .write : .read).release(connection, connection.use, isReusable: connection.isUsable)
  }

  func openCursor(_ plan: StatementPlan, _ values: [DatabaseValue]) async throws -> any StatementCursor {
    let pool = pool(for: .read)
    let use: LeaseUse = readers == nil ? .statement : .stream
    let connection = connection(try await pool.acquire(use), use)
    do {
      let cursor = try await connection.cursor(plan, values, sharing: readers == nil ? .tasks : .none)
      guard readers != nil else {
        // The only connection is not kept while the reader of the stream works: it may want to write.
        release(connection)
        return SharedCursor(cursor: cursor, pool: pool)
      }
      return LeasedCursor(cursor: cursor) { [weak self] in self?.release(connection) }
    } catch {
      release(connection)
      throw error
    }
  }

  /// How many connections are leased, waited for and open.
  func counts(for access: Access) -> (leased: Int, waiting: Int, existing: Int) { pool(for: access).counts }

  func schemaChanged() { schemaGeneration.advance() }

  func close(within limit: Duration?) async {
    readLock?.close()
    async let closed: Void? = readers?.close(within: limit)
    await writer.close(within: limit)
    await closed
  }
}

/// Counts the changes of the schema, so that every connection drops the statements that it prepared before.
final class SchemaGeneration: Sendable {
  private let number = Atomic<Int>(0)

  var current: Int { number.load(ordering: .acquiring) }

  func advance() { number.wrappingAdd(1, ordering: .acquiringAndReleasing) }
}
