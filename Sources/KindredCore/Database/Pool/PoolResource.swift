/// What a pool hands out: one connection of a driver.
package protocol PoolResource: AnyObject, Sendable {
  /// Whether it takes new work at the moment.
  var isAvailable: Bool { get }
  /// Whether nothing is under way on it, not even for a task that has gone.
  var isQuiet: Bool { get }
  /// Whether its other end has gone, so that it can be used no more.
  var isBroken: Bool { get }
  /// Finds out whether it still works, without making anybody wait, and calls the closure with the answer.
  func check(_ done: @escaping @Sendable (Bool) -> Void)
  /// Ends it. Nobody uses it any more.
  func close()
  /// Ends it although somebody still uses it, where that can be done; what is under way fails.
  func abort()
}

extension PoolResource {
  package var isQuiet: Bool { true }
}

/// How a pool gets a new resource.
package enum PoolOpener: Sendable {
  /// In the thread of the task that asks.
  case blocking(@Sendable () throws -> any PoolResource)
  /// Somewhere else. Nobody waits, and the closure is called once with the outcome.
  case concurrent(@Sendable (@escaping @Sendable (Result<any PoolResource, any Error>) -> Void) -> Void)
}

/// What a resource is leased for.
package enum LeaseUse: Sendable {
  /// One statement. It ends by itself, without waiting for another lease.
  case statement
  /// The same for a statement that reads the row of a key. It takes the server so little time that others of its kind
  /// can stand behind it.
  case lookUp
  /// A transaction, which has the resource to itself and may take any time.
  case transaction
  /// A stream of rows, likewise.
  case stream

  /// Whether the resource is kept while the task does other things.
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

/// How a pool tells the time. Tests have one of their own.
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

  /// The clock of the machine.
  package static let continuous = PoolClock(
    now: { ContinuousClock.now }, sleep: { try await Task.sleep(until: $0, clock: .continuous) })
}
