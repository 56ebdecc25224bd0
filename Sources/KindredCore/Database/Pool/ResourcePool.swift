import DequeModule
import Synchronization

/// Hands out a bounded number of connections, in the order in which they were asked for.
///
/// Where resources can be shared, statements of different tasks go to the one with the least under way, and a
/// transaction or a stream has one to itself; where they cannot, everybody has one to itself. What is free is handed out
/// without suspension. Waiting is fair, bounded in time and ends at once when the task is cancelled.
///
/// It is not generic, because it is on the way of every query: generic code in a module of its own looks its types up
/// again each time. No clock is read on that way either: a timer looks now and then at what was used.
package final class ResourcePool: Sendable {
  typealias Instant = ContinuousClock.Instant

  /// A long lease, for those who want to know who keeps everybody waiting.
  struct Lease {
    var use: LeaseUse
    /// The task, or nil when it does not come back for it.
    var task: Int?
    var site: LeaseSite?
    var since: Instant?
  }

  struct Entry {
    let resource: any PoolResource
    let generation: Int
    let expires: Instant?
    /// How many statements are under way.
    var load = 0
    /// The lease of a task that has it to itself for longer than a statement.
    var lease: Lease?
    /// When the statement began that has it to itself.
    var since: Instant?
    /// Whether nobody gets it any more.
    var isRetiring = false
    /// Whether it has to be checked before the next use.
    var isStale = false
    /// Until when the check has to be over.
    var checkedUntil: Instant?
    /// Whether it was used since the timer looked last.
    var wasUsed = true
    var lastUse: Instant?

    var isUsed: Bool { load > 0 || lease != nil }
    /// Whether it may be handed out, as far as the pool knows.
    @inline(__always) var isOpenToAll: Bool { lease == nil && !isRetiring && !isStale }
  }

  struct State {
    var entries: [Entry] = []
    /// How many entries have a long lease.
    var longCount = 0
    var opening = 0
    var short: Deque<Waiter> = []
    var long: Deque<Waiter> = []
    var generation = 0
    var isClosed = false
    var closing: [CheckedContinuation<Void, Never>] = []
    /// How many openings failed in a row, and the last reason.
    var failures = 0
    var lastFailure: (any Error)?
    var pausedUntil: Instant?
    var timer: Task<Void, Never>?
    var timerNumber = 0
    var wakesAt: Instant?
    var looksAt: Instant?
  }

  let state = Mutex(State())
  let nextWaiter = Atomic<UInt64>(0)
  let name: String
  package let options: PoolOptions
  /// Whether statements of several tasks may be under way on one resource.
  let isSharing: Bool
  /// How many resources transactions and streams may have together.
  let longLimit: Int
  let opener: PoolOpener
  let clock: PoolClock
  let observer: (@Sendable (PoolEvent) -> Void)?
  /// How often the timer looks at what was used; nil when no option asks for it.
  let interval: Duration?

  /// Makes an empty pool.
  ///
  /// - Parameters:
  ///   - name: What it holds, for errors: "reading connection".
  ///   - isSharing: Whether statements of several tasks may be under way on one resource.
  ///   - observer: Called after what happens, outside of all locks.
  package init(
    name: String, options: PoolOptions, isSharing: Bool, clock: PoolClock = .continuous,
    observer: (@Sendable (PoolEvent) -> Void)? = nil, opener: PoolOpener
  ) {
    self.name = name
    let options = options.normal
    self.options = options
    self.isSharing = isSharing
    self.clock = clock
    self.observer = observer
    self.opener = opener
    longLimit = max(1, options.maximum - 1)
    let times = [options.idleTimeout, options.checkAfter].compactMap { $0 }
    interval = times.min().map { max(.milliseconds(10), $0 / 2) }
  }

  deinit { state.withLock { $0.timer?.cancel() } }

  // MARK: Leasing

  /// Waits for a resource.
  ///
  /// - Throws: `KindredError` of code `leaseTimeout`, `leaseDeadlock` or `closed`, why a resource could not be opened, or
  ///   `CancellationError`.
  package func acquire(_ use: LeaseUse, site: LeaseSite? = nil) async throws -> any PoolResource {
    if let resource = try acquireFree(use, site: site) { return resource }
    return try await wait(use, site)
  }

  /// A resource that is free, or nil when it takes waiting to get one.
  package func acquireFree(_ use: LeaseUse, site: LeaseSite? = nil) throws -> (any PoolResource)? {
    let (resource, helps) = try state.withLock { state -> ((any PoolResource)?, Bool) in
      if state.isClosed { throw Self.closed }
      guard use.isLong ? state.long.isEmpty : state.short.isEmpty, let index = best(use, state) else {
        return (nil, false)
      }
      take(index, use, site, &state)
      // When all are busy with several statements, another one helps those who come next.
      let helps = isSharing && state.entries[index].load > 1 && state.opening == 0 && mayOpen(state)
      if helps { state.opening += 1 }
      return (state.entries[index].resource, helps)
    }
    if helps { startOpening(1) }
    if observer != nil, resource != nil { noteLease(waited: .zero) }
    return resource
  }

  /// The resource to hand out for a use; nil when there is none.
  func best(_ use: LeaseUse, _ state: State) -> Int? {
    if use.isLong && state.longCount >= longLimit { return nil }
    var best: Int?
    var least = isSharing ? Int.max : 1
    for index in state.entries.indices where state.entries[index].isOpenToAll {
      let load = state.entries[index].load
      guard load < least, state.entries[index].resource.isAvailable else { continue }
      best = index
      least = load
      if load == 0 { break }
    }
    // To have a new one is better than to wait for the statements of others.
    if use.isLong && least > 0 && (state.opening > 0 || mayOpen(state)) { return nil }
    return best
  }

  func take(_ index: Int, _ use: LeaseUse, _ site: LeaseSite?, task: Int? = nil, _ state: inout State) {
    state.entries[index].wasUsed = true
    let since = options.tracksLeases || observer != nil ? clock.now() : nil
    if use.isLong {
      state.longCount += 1
      state.entries[index].lease = Lease(use: use, task: task ?? Session.task, site: site, since: since)
    } else {
      state.entries[index].load += 1
      if !isSharing { state.entries[index].since = since }
    }
  }

  // MARK: Giving back

  /// Gives a resource back, to the task that waits longest if there is one.
  ///
  /// - Parameters:
  ///   - isReusable: Whether it is in the state in which it was leased.
  ///   - since: The ``stamp`` of the lease, for a resource that is shared.
  package func release(
    _ resource: any PoolResource, _ use: LeaseUse, isReusable: Bool = true, since: ContinuousClock.Instant? = nil
  ) {
    let work = state.withLock { state -> Work? in
      // On the way of every query: a loop over the indices copies no entry.
      var found: Int?
      for index in state.entries.indices where state.entries[index].resource === resource { found = index }
      guard let index = found else { return nil }
      let start =
        observer == nil ? nil : use.isLong ? state.entries[index].lease?.since : since ?? state.entries[index].since
      if use.isLong {
        state.entries[index].lease = nil
        state.longCount -= 1
      } else {
        state.entries[index].load -= 1
      }
      let isBroken = resource.isBroken
      if observer == nil, isReusable, !isBroken, state.short.isEmpty, state.long.isEmpty, !state.isClosed,
        !state.entries[index].isRetiring
      {
        if interval != nil, state.wakesAt == nil { arm(&state) }
        return nil
      }
      var work = Work()
      if observer != nil { noteUse(since: start, &work) }
      if isBroken { drop(index, &state) }
      if !isReusable { state.entries[index].isRetiring = true }
      settle(&state, &work)
      return work
    }
    if let work { perform(work) }
  }

  /// The time, when somebody wants to know how long leases take.
  package var stamp: ContinuousClock.Instant? { observer == nil ? nil : clock.now() }

  /// Takes note that a task will not come back for more while it still has a long lease of a resource, so that nobody
  /// thinks it waits for itself.
  package func willRelease(_ resource: any PoolResource) {
    state.withLock { state in
      guard let index = state.entries.firstIndex(where: { $0.resource === resource }) else { return }
      state.entries[index].lease?.task = nil
    }
  }

  /// Takes note that a resource broke, or that it can be used again.
  package func changed(_ resource: any PoolResource) {
    update { state, _ in
      guard resource.isBroken, let index = state.entries.firstIndex(where: { $0.resource === resource }) else { return }
      drop(index, &state)
    }
  }

  /// Lets nobody have a resource any more, and closes it when it is not used.
  package func discard(_ resource: any PoolResource) {
    update { state, _ in
      guard let index = state.entries.firstIndex(where: { $0.resource === resource }) else { return }
      state.entries[index].isRetiring = true
    }
  }

  /// Drops a resource whose other end has gone, and with it all that were opened before: they are likely to have gone
  /// the same way. Those in use are closed when they are given back.
  func drop(_ index: Int, _ state: inout State) {
    state.entries[index].isRetiring = true
    guard state.entries[index].generation == state.generation else { return }
    state.generation += 1
    for index in state.entries.indices { state.entries[index].isRetiring = true }
  }

  // MARK: Looking

  /// The resources that are there.
  package var resources: [any PoolResource] { state.withLock { $0.entries.map(\.resource) } }

  /// Whether a resource is being opened, which those in line wait for.
  package var isOpening: Bool { state.withLock { $0.opening > 0 } }

  /// How many are in use, wait and exist.
  package var counts: (leased: Int, waiting: Int, existing: Int) {
    state.withLock { ($0.entries.count(where: \.isUsed), $0.short.count + $0.long.count, $0.entries.count) }
  }

  static var closed: KindredError { KindredError(.closed, "The database was closed.") }
}
