/// A pooled resource: one connection of a driver.
package protocol PoolResource: AnyObject, Sendable {
  /// Whether it accepts new work now.
  var isAvailable: Bool { get }
  /// Whether nothing runs on it, including the statements of cancelled tasks.
  var isQuiet: Bool { get }
  /// Whether its peer has disconnected, so that it is unusable.
  var isBroken: Bool { get }
  /// Checks asynchronously whether it still works, and calls the closure with the result.
  func check(_ done: @escaping @Sendable (Bool) -> Void)
  /// Closes it. It is not in use.
  func close()
  /// Closes it while it is in use, if possible; its statements fail.
  func abort()
}

extension PoolResource {
  package var isQuiet: Bool { true }
}

/// How a pool opens a new resource.
package enum PoolOpener: Sendable {
  /// In the thread of the task that asks for it.
  case blocking(@Sendable () throws -> any PoolResource)
  /// Asynchronously. The closure is called once with the outcome.
  case concurrent(@Sendable (@escaping @Sendable (Result<any PoolResource, any Error>) -> Void) -> Void)
}

/// The use of a lease.
package enum LeaseUse: Sendable {
  /// One statement. It ends without waiting for another lease.
  case statement
  /// One statement that reads a row by its key. It is so fast on the server that several can be queued on one
  /// connection.
  case lookUp
  /// A transaction, which has the resource to itself for any time.
  case transaction
  /// A stream of rows, which has the resource to itself for any time.
  case stream

  /// Whether the lease continues while the task does other things.
  package var isLong: Bool { self == .transaction || self == .stream }
}

/// The place in the source that asked for a lease.
package struct LeaseSite: Sendable {
  package let fileID: StaticString
  package let line: UInt

  package init(fileID: StaticString, line: UInt) {
    self.fileID = fileID
    self.line = line
  }
}

/// A clock. Tests have their own.
package struct PoolClock: Sendable {
  package let now: @Sendable () -> ContinuousClock.Instant
  package let sleep: @Sendable (ContinuousClock.Instant) async throws -> Void

  package init(
    now: @escaping @Sendable () -> ContinuousClock.Instant,
    sleep: @escaping @Sendable (ContinuousClock.Instant) async throws -> Void
  ) {
    self.now = now
    self.sleep = sleep
  }

  /// The system's clock.
  package static let continuous = PoolClock(
    now: { ContinuousClock.now }, sleep: { try await Task.sleep(until: $0, clock: .continuous) })
}
