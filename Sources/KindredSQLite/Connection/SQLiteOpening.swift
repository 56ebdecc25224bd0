import CSQLite
import KindredCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Opens a file and configures a connection.
enum SQLiteOpening {
  /// - Parameter creates: Whether a missing file is created, if the location allows it.
  static func open(
    _ location: SQLiteLocation, role: SQLiteConnection.Role, configuration: SQLiteConfiguration, creates: Bool
  ) throws -> OpaquePointer? {
    var handle: OpaquePointer?
    let status = sqlite3_open_v2(
      location.nameForSQLite, &handle, location.openingFlags(creates: creates) | SQLITE_OPEN_NOMUTEX, nil)
    guard status == SQLITE_OK else {
      defer { sqlite3_close_v2(handle) }
      throw cannotOpen(location, handle, status)
    }
    do {
      try setUp(handle, location: location, role: role, configuration: configuration)
    } catch let failure as SQLiteFailure {
      let error = cannotOpen(location, handle, failure.status)
      sqlite3_close_v2(handle)
      throw error
    } catch {
      sqlite3_close_v2(handle)
      throw error
    }
    return handle
  }

  private static func setUp(
    _ handle: OpaquePointer?, location: SQLiteLocation, role: SQLiteConnection.Role, configuration: SQLiteConfiguration
  ) throws {
    sqlite3_extended_result_codes(handle, 1)
    // Waiting blocks the thread while the connection is being configured; later it suspends the task.
    let (seconds, attoseconds) = max(.zero, min(configuration.busyTimeout, .seconds(1_000_000))).components
    sqlite3_busy_timeout(handle, Int32(clamping: seconds * 1000 + attoseconds / 1_000_000_000_000_000 + 1))
    try check(kindred_disable_double_quoted_strings(handle), handle)
    try execute("PRAGMA foreign_keys = ON", handle)
    if !location.isInMemory {
      if role == .writer {
        try execute("PRAGMA journal_mode = WAL", handle)
        // The size to which a larger log is truncated when it is restarted.
        try execute("PRAGMA journal_size_limit = \(configuration.logLimit)", handle)
      }
      try execute("PRAGMA synchronous = \(configuration.synchronous.rawValue)", handle)
    }
    if role == .reader { try execute("PRAGMA query_only = ON", handle) }
    // Nothing else reads the file yet, and errors should be reported now.
    if location.onlyReads { try execute("PRAGMA schema_version", handle) }
    try check(FoldFunction.register(on: handle), handle)
    try check(BytesFunction.register(on: handle), handle)
    try check(ArithmeticFunctions.register(on: handle), handle)
    try check(TimeZoneFunctions.register(on: handle), handle)
    try check(CastFunctions.register(on: handle), handle)
    try check(AggregateFunctions.register(on: handle), handle)
    try check(JoinFunction.register(on: handle), handle)
    try check(MovingAggregates.register(on: handle), handle)
    try check(ReverseFunction.register(on: handle), handle)
    try check(DigestFunctions.register(on: handle), handle)
    try check(PatternFunctions.register(on: handle), handle)
    try check(SpanFunctions.register(on: handle), handle)
    try check(ArrayFunctions.register(on: handle), handle)
    try check(JSONFunctions.register(on: handle), handle)
    guard try enforcesForeignKeys(handle) else {
      throw KindredError(.cannotOpen, "This SQLite library was built without foreign keys, which Kindred needs.")
    }
    sqlite3_busy_timeout(handle, 0)
  }

  private static func check(_ status: Int32, _ handle: OpaquePointer?) throws {
    if status != SQLITE_OK { throw SQLiteFailure(status, handle, sql: nil) }
  }

  private static func execute(_ sql: String, _ handle: OpaquePointer?) throws {
    try check(sqlite3_exec(handle, sql, nil, nil, nil), handle)
  }

  private static func enforcesForeignKeys(_ handle: OpaquePointer?) throws -> Bool {
    try first("PRAGMA foreign_keys", handle) { sqlite3_column_int($0, 0) } == 1
  }

  /// Reads the first row of a statement; nil if there is none.
  static func first<Value>(
    _ sql: String, _ handle: OpaquePointer?, _ read: (OpaquePointer?) -> Value?
  ) throws -> Value? {
    var statement: OpaquePointer?
    try check(sqlite3_prepare_v2(handle, sql, -1, &statement, nil), handle)
    defer { sqlite3_finalize(statement) }
    return sqlite3_step(statement) == SQLITE_ROW ? read(statement) : nil
  }

  /// The reason why the operating system cannot open the file.
  private static func absence(_ number: Int32, of location: SQLiteLocation) -> String {
    let path = location.path
    return switch number {
    // In a read-only directory, SQLite retries read-only and then reports a missing file.
    case ENOENT where !location.makesFile && !FileState(path).exists && folderExists(of: path):
      "there is no such file, and the mode does not create one"
    case ENOENT: folderExists(of: path) ? "its folder may not be written" : "its folder does not exist"
    case ENOTDIR: "a part of its path is a file and not a folder"
    case EISDIR: "it is a folder and not a file"
    case EACCES, EPERM, EROFS: "the file or its folder may not be read or written"
    default: "the file or its folder does not exist, or may not be read or written"
    }
  }

  private static func folderExists(of path: String) -> Bool {
    let folder = path.lastIndex(of: "/").map { path[...$0] } ?? "."
    return access(String(folder), F_OK) == 0
  }

  private static func cannotOpen(_ location: SQLiteLocation, _ handle: OpaquePointer?, _ status: Int32) -> KindredError
  {
    let reason =
      switch status & 0xFF {
      case SQLITE_CANTOPEN: absence(sqlite3_system_errno(handle), of: location)
      case SQLITE_NOTADB: "the file is not a SQLite database"
      case SQLITE_READONLY where location.onlyReads:
        "its write-ahead log is missing and cannot be created; if nobody writes to the file, open it as immutable"
      case SQLITE_PERM, SQLITE_READONLY: "the file or its folder may not be written"
      case SQLITE_BUSY, SQLITE_LOCKED: "another process keeps it locked"
      case SQLITE_CORRUPT: "the file is damaged"
      default: String(cString: sqlite3_errmsg(handle))
      }
    return KindredError(.cannotOpen, "The database \"\(location.path)\" cannot be opened: \(reason).") {
      $0.vendorCode = Int(status)
    }
  }
}
