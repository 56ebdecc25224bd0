import KindredCore
import Synchronization

/// A resource with nothing behind it.
final class FakeResource: PoolResource {
  struct State {
    var isBroken = false
    var isAvailable = true
    var isQuiet = true
    var closings = 0
    var aborts = 0
    /// The answers that checks wait for.
    var checks: [@Sendable (Bool) -> Void] = []
  }

  let number: Int
  let state = Mutex(State())

  init(_ number: Int) { self.number = number }

  var isBroken: Bool { state.withLock { $0.isBroken } }
  var isAvailable: Bool { state.withLock { $0.isAvailable } }
  var isQuiet: Bool { state.withLock { $0.isQuiet } }
  var closings: Int { state.withLock { $0.closings } }
  var aborts: Int { state.withLock { $0.aborts } }

  func check(_ done: @escaping @Sendable (Bool) -> Void) { state.withLock { $0.checks.append(done) } }
  func close() { state.withLock { $0.closings += 1 } }
  func abort() { state.withLock { $0.aborts += 1 } }

  func breakDown() { state.withLock { $0.isBroken = true } }
  func setAvailable(_ isAvailable: Bool) { state.withLock { $0.isAvailable = isAvailable } }
  func setQuiet(_ isQuiet: Bool) { state.withLock { $0.isQuiet = isQuiet } }
  var checksAsked: Int { state.withLock { $0.checks.count } }

  func answerCheck(_ isSound: Bool) {
    let done = state.withLock { $0.checks.isEmpty ? nil : $0.checks.removeFirst() }
    done?(isSound)
  }
}

struct Refusal: Error, Equatable { var number = 0 }

/// Makes resources, at once or when it is told to, and fails where it is told to.
final class Factory: Sendable {
  private struct State {
    var made: [FakeResource] = []
    var failures = 0
    var pending: [@Sendable (Result<any PoolResource, any Error>) -> Void] = []
    var attempts = 0
  }

  private let state = Mutex(State())

  var made: [FakeResource] { state.withLock { $0.made } }
  /// How many openings have been asked for.
  var attempts: Int { state.withLock { $0.attempts } }
  /// How many openings wait for ``finishOne()``.
  var pending: Int { state.withLock { $0.pending.count } }
  func failNext(_ count: Int) { state.withLock { $0.failures = count } }

  private func make() throws -> FakeResource {
    try state.withLock { state in
      state.attempts += 1
      if state.failures > 0 {
        state.failures -= 1
        throw Refusal()
      }
      let resource = FakeResource(state.made.count + 1)
      state.made.append(resource)
      return resource
    }
  }

  /// Opens in the task that asks.
  var blocking: PoolOpener { .blocking { try self.make() } }
  /// Opens elsewhere, immediately.
  var immediate: PoolOpener { .concurrent { done in done(Result { try self.make() }) } }
  /// Opens when ``finishOne()`` is called.
  var deferred: PoolOpener { .concurrent { done in self.state.withLock { $0.pending.append(done) } } }

  /// Ends the opening that was asked for first.
  func finishOne() {
    let done = state.withLock { $0.pending.isEmpty ? nil : $0.pending.removeFirst() }
    done?(Result { try make() })
  }
}

/// A clock whose time changes only when a test advances it.
final class ManualClock: Sendable {
  private struct State {
    var now = ContinuousClock.now
    var sleepers: [Int: (ContinuousClock.Instant, CheckedContinuation<Void, any Error>)] = [:]
    var nextID = 0
  }

  private let state = Mutex(State())

  var clock: PoolClock { PoolClock(now: { self.state.withLock { $0.now } }, sleep: { try await self.sleep($0) }) }

  private func sleep(_ until: ContinuousClock.Instant) async throws {
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
        let outcome = state.withLock { state -> Result<Void, any Error>? in
          if Task.isCancelled { return .failure(CancellationError()) }
          if until <= state.now { return .success(()) }
          state.sleepers[id] = (until, continuation)
          return nil
        }
        if let outcome { continuation.resume(with: outcome) }
      }
    } onCancel: {
      let sleeper = state.withLock { $0.sleepers.removeValue(forKey: id) }
      sleeper?.1.resume(throwing: CancellationError())
    }
  }

  func advance(by duration: Duration) {
    let woken = state.withLock { state in
      state.now += duration
      let now = state.now
      let woken = state.sleepers.filter { $0.value.0 <= now }
      for id in woken.keys { state.sleepers[id] = nil }
      return woken.values.map(\.1)
    }
    for continuation in woken { continuation.resume() }
  }
}
