import CSQLite

/// Helpers for the functions that Kindred adds to SQLite.
enum SQLiteFunction {
  typealias Body = @convention(c) (OpaquePointer?, Int32, UnsafeMutablePointer<OpaquePointer?>?) -> Void
  typealias Finish = @convention(c) (OpaquePointer?) -> Void

  private static let flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS

  static func register(_ name: String, _ count: Int32, _ body: Body, on database: OpaquePointer?) -> Int32 {
    sqlite3_create_function_v2(database, name, count, flags, nil, body, nil, nil, nil)
  }

  /// Registers functions, each with its number of arguments, or -1 for any.
  static func register(_ functions: [(String, Int32, Body)], on database: OpaquePointer?) -> Int32 {
    for (name, count, body) in functions {
      let status = register(name, count, body, on: database)
      if status != SQLITE_OK { return status }
    }
    return SQLITE_OK
  }

  /// Registers an aggregate.
  static func register(
    _ name: String, _ count: Int32, step: Body, finish: Finish, on database: OpaquePointer?
  ) -> Int32 {
    sqlite3_create_function_v2(database, name, count, flags, nil, nil, step, finish, nil)
  }

  /// Registers an aggregate over windows, whose frames move: values join at one end, and leave at the other.
  ///
  /// - Parameters:
  ///   - step: Takes a value into the frame.
  ///   - leave: Takes a value out of it.
  ///   - give: Gives the result of the frame.
  ///   - finish: Gives the result of the last frame, and frees what was kept.
  static func register(
    _ name: String, _ count: Int32, step: Body, leave: Body, give: Finish, finish: Finish,
    on database: OpaquePointer?
  ) -> Int32 {
    sqlite3_create_window_function(database, name, count, flags, nil, step, finish, give, leave, nil)
  }

  /// The bytes of a text or of a number as text; nil for NULL.
  static func bytes(_ value: OpaquePointer?) -> [UInt8]? {
    guard let start = sqlite3_value_text(value) else { return nil }
    return Array(UnsafeBufferPointer(start: start, count: Int(sqlite3_value_bytes(value))))
  }

  /// Returns a text as the function's result. SQLite copies it.
  static func give(_ bytes: UnsafeRawBufferPointer, to context: OpaquePointer?) {
    guard let start = bytes.baseAddress else { return sqlite3_result_text(context, "", 0, nil) }
    sqlite3_result_text64(
      context, start.assumingMemoryBound(to: CChar.self), UInt64(bytes.count),
      unsafeBitCast(-1, to: sqlite3_destructor_type.self), UInt8(SQLITE_UTF8))
  }

  static func give(_ bytes: [UInt8], to context: OpaquePointer?) { bytes.withUnsafeBytes { give($0, to: context) } }

  static func give(_ text: String, to context: OpaquePointer?) { give(Array(text.utf8), to: context) }
}

/// The state of an aggregate, in an object that SQLite keeps until the last row.
enum AggregateState<State: AnyObject> {
  /// The object. It is made when the first row arrives.
  static func current(_ context: OpaquePointer?, _ make: () -> State) -> State? {
    let size = Int32(MemoryLayout<UnsafeMutableRawPointer?>.size)
    guard let place = sqlite3_aggregate_context(context, size) else {
      sqlite3_result_error_nomem(context)
      return nil
    }
    let reference = place.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
    if let known = reference.pointee { return Unmanaged<State>.fromOpaque(known).takeUnretainedValue() }
    let state = make()
    reference.pointee = Unmanaged.passRetained(state).toOpaque()
    return state
  }

  /// The object, released from SQLite; nil if there was no row. SQLite calls the final function exactly once, also without
  /// rows.
  static func finished(_ context: OpaquePointer?) -> State? {
    guard let place = sqlite3_aggregate_context(context, 0) else { return nil }
    let reference = place.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
    guard let known = reference.pointee else { return nil }
    reference.pointee = nil
    return Unmanaged<State>.fromOpaque(known).takeRetainedValue()
  }
}
