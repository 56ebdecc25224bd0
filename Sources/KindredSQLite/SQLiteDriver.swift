import KindredCore
import Synchronization

/// The connections of one SQLite database: one that writes and some that read, or a single one in memory.
final class SQLiteDriver: DatabaseDriver {
  let dialect = Dialect.sqlite
  let writeExecutor: (any TaskExecutor)?
  let identity: DatabaseIdentity

  private let writer: LeasePool<SQLiteConnection>
  /// nil for a database in memory, whose only connection does both.
  private let readers: LeasePool<SQLiteConnection>?
  private let schemaGeneration: SchemaGeneration

  init(location: SQLiteLocation, configuration: SQLiteConfiguration) throws {
    let generation = SchemaGeneration()
    schemaGeneration = generation
    identity = DatabaseIdentity(system: "sqlite", namespace: location.isInMemory ? nil : location.path)
    // The first connection is opened here, so that what is wrong with the file is said at once.
    let first = try SQLiteConnection(location: location, role: .writer, configuration: configuration, generation)
    let prepared = Mutex<SQLiteConnection?>(first)
    writer = LeasePool(name: "writing connection", limit: 1, timeout: configuration.leaseTimeout) {
      if let first = prepared.withLock({ $0.take() }) { return first }
      return try SQLiteConnection(location: location, role: .writer, configuration: configuration, generation)
    } dispose: {
      $0.close()
    }
    guard !location.isInMemory else {
      readers = nil
      writeExecutor = nil
      return
    }
    writeExecutor = QueueExecutor(label: "kindred.sqlite.writer")
    readers = LeasePool(
      name: "reading connection", limit: configuration.maximumReaders, timeout: configuration.leaseTimeout
    ) {
      try SQLiteConnection(location: location, role: .reader, configuration: configuration, generation)
    } dispose: {
      $0.close()
    }
  }

  private func pool(for access: Access) -> LeasePool<SQLiteConnection> {
    switch access {
    case .write, .transaction: writer
    case .read, .snapshot: readers ?? writer
    }
  }

  func acquire(_ access: Access) async throws -> any DatabaseConnection { try await pool(for: access).acquire() }

  func release(_ connection: any DatabaseConnection) {
    guard let connection = connection as? SQLiteConnection else { return }
    let pool = pool(for: connection.role == .writer ? .write : .read)
    if connection.isUsable { pool.release(connection) } else { pool.discard(connection) }
  }

  func openCursor(_ plan: StatementPlan, _ values: [DatabaseValue]) async throws -> any StatementCursor {
    let pool = pool(for: .read)
    let connection = try await pool.acquire()
    do {
      let cursor = try await connection.cursor(plan, values, sharing: readers == nil ? .tasks : .none)
      guard readers != nil else {
        // The only connection is not kept while the reader of the stream works: it may want to write.
        pool.release(connection)
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

  func close() async {
    await readers?.close()
    await writer.close()
  }
}

/// Counts the changes of the schema, so that every connection drops the statements that it prepared before.
final class SchemaGeneration: Sendable {
  private let number = Atomic<Int>(0)

  var current: Int { number.load(ordering: .acquiring) }

  func advance() { number.wrappingAdd(1, ordering: .acquiringAndReleasing) }
}
