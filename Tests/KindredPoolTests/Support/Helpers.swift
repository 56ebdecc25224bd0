import KindredCore
import Synchronization
import Testing

/// A pool of fake resources; nothing is checked or ended unless the options say so.
func makePool(
  _ factory: Factory, _ maximum: Int, isSharing: Bool = false, spread: Int = 1,
  clock: PoolClock = .continuous, opener: PoolOpener? = nil, _ change: (inout PoolOptions) -> Void = { _ in },
  observer: (@Sendable (PoolEvent) -> Void)? = nil
) -> ResourcePool {
  var options = PoolOptions.local(maximum: maximum, leaseTimeout: .seconds(60))
  options.tracksLeases = false
  change(&options)
  return ResourcePool(
    name: "token", options: options, isSharing: isSharing, lookUpSpread: spread, clock: clock, observer: observer,
    opener: opener ?? factory.blocking)
}

/// Whether something becomes true. It gives up after very long, so that a mistake is a failure and no standstill.
func eventually(_ condition: @Sendable () -> Bool) async -> Bool {
  let deadline = ContinuousClock.now + .seconds(30)
  while ContinuousClock.now < deadline {
    if condition() { return true }
    await Task.yield()
  }
  return false
}

/// The error of Kindred's that a closure throws.
func kindredError(_ body: () async throws -> Void) async -> KindredError? {
  do {
    try await body()
    return nil
  } catch {
    return error as? KindredError
  }
}

/// Values noted by several tasks, in the order in which they were.
final class Notes<Value: Sendable>: Sendable {
  private let values = Mutex<[Value]>([])

  func add(_ value: Value) { values.withLock { $0.append(value) } }

  var all: [Value] { values.withLock { $0 } }
}

extension ResourcePool {
  /// The resource with its concrete type.
  func fake(_ use: LeaseUse) async throws -> FakeResource {
    try #require(try await acquire(use) as? FakeResource)
  }
}
