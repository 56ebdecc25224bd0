import DequeModule
import Synchronization

/// What a ``LeasePool`` does, for objects of any class.
///
/// It is not generic, because it is on the way of every query: generic code in a module of its own looks its types up
/// again each time.
final class ObjectPool: Sendable {
  typealias Resource = any AnyObject & Sendable

  private struct Waiter {
    let id: UInt64
    let continuation: CheckedContinuation<Resource, any Error>
    var timer: Task<Void, Never>?
  }

  private struct State {
    var idle: [Resource] = []
    /// How many exist or are being made.
    var count = 0
    var leased = 0
    var waiters: Deque<Waiter> = []
    var nextID: UInt64 = 0
    /// Waiters whose task was cancelled before they were in line.
    var cancelled: Set<UInt64> = []
    var isClosed = false
    var closing: [CheckedContinuation<Void, Never>] = []
  }

  private enum Step {
    case lease(Resource)
    case make
    case wait(UInt64)
    case fail(any Error)
  }

  private let state = Mutex(State())
  private let limit: Int
  private let timeout: Duration
  private let name: String
  private let make: @Sendable () throws -> Resource
  private let dispose: @Sendable (Resource) -> Void

  /// Makes an empty pool.
  ///
  /// - Parameters:
  ///   - name: What it holds, for errors: "reading connection".
  ///   - limit: The largest number of resources.
  ///   - timeout: How long a task waits for one.
  init(
    name: String, limit: Int, timeout: Duration, make: @escaping @Sendable () throws -> Resource,
    dispose: @escaping @Sendable (Resource) -> Void
  ) {
    self.name = name
    self.limit = max(1, limit)
    // A time-out that no clock can add to the present is as good as this one.
    self.timeout = min(timeout, .seconds(365 * 86_400))
    self.make = make
    self.dispose = dispose
  }

  /// Waits for a resource.
  func acquire() async throws -> Resource {
    let step: Step = state.withLock { state in
      if let step = immediateStep(&state) { return step }
      state.nextID += 1
      return .wait(state.nextID)
    }
    switch step {
    case .lease(let resource): return resource
    case .fail(let error): throw error
    case .wait(let id): return try await wait(id)
    case .make: return try makeLeased()
    }
  }

  /// What can be done without waiting; nil when nothing can.
  private func immediateStep(_ state: inout State) -> Step? {
    if state.isClosed { return .fail(Self.closed) }
    if let resource = state.idle.popLast() {
      state.leased += 1
      return .lease(resource)
    }
    guard state.count < limit else { return nil }
    state.count += 1
    state.leased += 1
    return .make
  }

  /// Makes a resource that is counted already.
  private func makeLeased() throws -> Resource {
    do {
      return try make()
    } catch {
      forgetOne()
      throw error
    }
  }

  private func wait(_ id: UInt64) async throws -> Resource {
    defer { state.withLock { _ = $0.cancelled.remove(id) } }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let step: Step = state.withLock { state in
          if state.cancelled.remove(id) != nil { return .fail(CancellationError()) }
          // A resource may have come back, or have been discarded, between the look and the line.
          if let step = immediateStep(&state) { return step }
          state.waiters.append(Waiter(id: id, continuation: continuation, timer: timer(for: id)))
          return .wait(id)
        }
        switch step {
        case .lease(let resource): continuation.resume(returning: resource)
        case .fail(let error): continuation.resume(throwing: error)
        case .make: continuation.resume(with: Result { try makeLeased() })
        case .wait: break
        }
      }
    } onCancel: {
      let waiter = state.withLock { state -> Waiter? in
        if let waiter = Self.remove(id, from: &state) { return waiter }
        state.cancelled.insert(id)
        return nil
      }
      waiter?.timer?.cancel()
      waiter?.continuation.resume(throwing: CancellationError())
    }
  }

  private func timer(for id: UInt64) -> Task<Void, Never> {
    let timeout = timeout
    return Task { [weak self] in
      guard (try? await Task.sleep(for: timeout)) != nil else { return }
      self?.expire(id)
    }
  }

  private func expire(_ id: UInt64) {
    let (waiter, leased, waiting) = state.withLock { state in
      (Self.remove(id, from: &state), state.leased, state.waiters.count)
    }
    waiter?.continuation.resume(
      throwing: KindredError(
        .leaseTimeout,
        "No \(name) became free within \(timeout): \(leased) of \(limit) are in use and \(waiting) other tasks wait. "
          + "Look for a stream or a transaction that is kept open, or raise the limit."))
  }

  private static func remove(_ id: UInt64, from state: inout State) -> Waiter? {
    guard let index = state.waiters.firstIndex(where: { $0.id == id }) else { return nil }
    return state.waiters.remove(at: index)
  }

  /// Gives a resource back, to the task that waits longest if there is one.
  func release(_ resource: Resource) {
    let (waiter, isClosed) = state.withLock { state -> (Waiter?, Bool) in
      if let waiter = state.waiters.popFirst() { return (waiter, false) }
      if state.isClosed { return (nil, true) }
      state.leased -= 1
      state.idle.append(resource)
      return (nil, false)
    }
    waiter?.timer?.cancel()
    waiter?.continuation.resume(returning: resource)
    if isClosed { discard(resource) }
  }

  /// Takes a resource out that cannot be used any more; another one may be made in its place.
  func discard(_ resource: Resource) {
    dispose(resource)
    forgetOne()
  }

  /// Counts one less, and makes another one for the task that waits longest; where that fails, for the next.
  private func forgetOne() {
    while true {
      let waiter = state.withLock { state -> Waiter? in
        state.count -= 1
        state.leased -= 1
        guard !state.isClosed, state.count < limit, let waiter = state.waiters.popFirst() else { return nil }
        state.count += 1
        state.leased += 1
        return waiter
      }
      finishClosing()
      guard let waiter else { return }
      waiter.timer?.cancel()
      let made = Result { try make() }
      waiter.continuation.resume(with: made)
      if case .success = made { return }
    }
  }

  private func finishClosing() {
    let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
      guard state.isClosed, state.leased == 0 else { return [] }
      defer { state.closing = [] }
      return state.closing
    }
    for continuation in waiting { continuation.resume() }
  }

  /// Refuses further leases, ends all waiting, and returns when every resource has come back and is disposed of.
  func close() async {
    let (idle, waiters) = state.withLock { state in
      state.isClosed = true
      defer {
        state.count -= state.idle.count
        state.idle = []
        state.waiters = []
      }
      return (state.idle, state.waiters)
    }
    for waiter in waiters {
      waiter.timer?.cancel()
      waiter.continuation.resume(throwing: Self.closed)
    }
    for resource in idle { dispose(resource) }
    await withCheckedContinuation { continuation in
      let isDone = state.withLock { state in
        if state.leased == 0 { return true }
        state.closing.append(continuation)
        return false
      }
      if isDone { continuation.resume() }
    }
  }

  private static var closed: KindredError { KindredError(.closed, "The database was closed.") }

  /// How many are leased, wait and exist.
  var counts: (leased: Int, waiting: Int, existing: Int) {
    state.withLock { ($0.leased, $0.waiters.count, $0.count) }
  }
}
