import DequeModule
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Leases a bounded number of connections in first-come, first-served order.
///
/// Shared resources: a statement goes to the one with the lowest load, and a transaction or stream has one to itself.
/// Exclusive resources: every lease has one to itself. A free resource is leased without suspension. Waiting is fair,
/// has a time limit, and ends at once when the task is cancelled.
///
/// A transaction or stream only gets a resource without any other lease, because a running statement may have to be
/// sent again and would then run inside the transaction. To prevent starvation by new statements, one resource is
/// reserved for each waiting transaction or stream; it accepts nothing new until it is free.
///
/// The pool is not generic: every query uses it, and generic code of another module looks its types up with each call.
/// For the same reason, leasing reads no clock: a timer checks now and then which resources were used.
package final class ResourcePool: Sendable {
  typealias Instant = ContinuousClock.Instant

  /// A long lease, for deadlock detection and error messages.
  struct Lease {
    var use: LeaseUse
    /// The task; nil once it has announced the release.
    var task: Int?
    var site: LeaseSite?
    var since: Instant?
  }

  /// The times of an entry. In a class, because the size of `Instant` is only known at run time, which made every
  /// access to an entry slow.
  ///
  /// Unchecked, because it is only accessed inside the pool's lock.
  private final class Details: @unchecked Sendable {
    let expires: Instant?
    var lease: Lease?
    var since: Instant?
    var checkedUntil: Instant?
    var lastUse: Instant?

    init(expires: Instant?) { self.expires = expires }
  }

  struct Entry {
    let resource: any PoolResource
    let generation: Int
    /// The number of running statements.
    var load = 0
    /// The number of running look-ups.
    var lookUps = 0
    /// Whether a transaction or stream has it to itself.
    private(set) var isLeased = false
    /// Whether it is never leased again.
    var isRetiring = false
    /// Whether it has to be checked before the next lease.
    var isStale = false
    /// Whether it accepts no new statements, because it is reserved for a waiting transaction or stream.
    var isReserved = false
    /// The last thread that leased it.
    var thread = 0
    /// Whether it was used since the timer's last run.
    var wasUsed = true
    /// Rarely used data.
    private let details: Details

    init(resource: any PoolResource, generation: Int, expires: Instant?) {
      self.resource = resource
      self.generation = generation
      details = Details(expires: expires)
    }

    var expires: Instant? { details.expires }
    /// The lease of a transaction or stream.
    var lease: Lease? {
      get { details.lease }
      set {
        details.lease = newValue
        isLeased = newValue != nil
      }
    }
    /// When the statement that has it to itself began.
    var since: Instant? {
      get { details.since }
      nonmutating set { details.since = newValue }
    }
    /// The deadline of the check.
    var checkedUntil: Instant? {
      get { details.checkedUntil }
      nonmutating set { details.checkedUntil = newValue }
    }
    var lastUse: Instant? {
      get { details.lastUse }
      nonmutating set { details.lastUse = newValue }
    }

    var isUsed: Bool { load > 0 || isLeased }
    /// Whether a statement on it would wait for others that may take any time.
    @inline(__always) var isCrowded: Bool { load > (lookUps == load ? ResourcePool.lookUpsTogether : 1) }
    /// Whether a look-up on it would only wait for a few other look-ups.
    @inline(__always) var takesLookUp: Bool { load > 0 && load == lookUps && load < ResourcePool.lookUpsTogether }
    /// Whether it can be leased, including by a task for which it is reserved.
    @inline(__always) var isOpen: Bool { !isLeased && !isRetiring && !isStale }
    /// Whether it can be leased by any task.
    @inline(__always) var isOpenToAll: Bool { isOpen && !isReserved }
    /// Whether it has no lease, so that a transaction or stream may take it.
    @inline(__always) var isFree: Bool { isOpen && load == 0 }
  }

  struct State {
    var entries: [Entry] = []
    /// The number of long leases.
    var longCount = 0
    var opening = 0
    var short: Deque<Waiter> = []
    var long: Deque<Waiter> = []
    /// How many statements ended on other resources while a task waited for a reserved one.
    var overtakings = 0
    var generation = 0
    var isClosed = false
    var closing: [CheckedContinuation<Void, Never>] = []
    /// The number of consecutive failures to open, and the last error.
    var failures = 0
    /// When working resources were last replaced.
    var replacedAt: Instant?
    var lastFailure: (any Error)?
    var pausedUntil: Instant?
    var timer: Task<Void, Never>?
    var timerNumber = 0
    var wakesAt: Instant?
    var looksAt: Instant?
  }

  /// How many look-ups are queued on one resource before another is used, even if it is free. The server needs about 10
  /// µs for each, so the last one waits for a third of a millisecond.
  static let lookUpsTogether = 32
  /// The number of resources used for look-ups before they are queued on others: one for every two processors.
  /// Preparing and reading a look-up takes this process about as long as the server needs for it, so more resources
  /// would not help.
  package static let processorsForLookUps = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)) / 2)

  let state = Mutex(State())
  let nextWaiter = Atomic<UInt64>(0)
  let name: String
  package let options: PoolOptions
  /// Whether several tasks may run statements on one resource.
  let isSharing: Bool
  /// The number of resources used for look-ups before they are queued on others.
  let lookUpSpread: Int
  /// The maximum number of long leases.
  let longLimit: Int
  let opener: PoolOpener
  let clock: PoolClock
  let observer: (@Sendable (PoolEvent) -> Void)?
  /// The interval of the timer that checks for use; nil if no option needs it.
  let interval: Duration?

  /// Makes an empty pool.
  ///
  /// - Parameters:
  ///   - name: The resources' name in error messages: "reading connection".
  ///   - isSharing: Whether several tasks may run statements on one resource.
  ///   - lookUpSpread: The number of resources used for look-ups before they are queued on others.
  ///   - observer: Called after each event, outside of all locks.
  package init(
    name: String, options: PoolOptions, isSharing: Bool, lookUpSpread: Int = processorsForLookUps,
    clock: PoolClock = .continuous, observer: (@Sendable (PoolEvent) -> Void)? = nil, opener: PoolOpener
  ) {
    self.name = name
    let options = options.normal
    self.options = options
    self.isSharing = isSharing
    self.lookUpSpread = lookUpSpread
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
  /// - Throws: `KindredError` of code `leaseTimeout`, `leaseDeadlock` or `closed`, the error of opening a resource, or
  ///   `CancellationError`.
  package func acquire(_ use: LeaseUse, site: LeaseSite? = nil) async throws -> any PoolResource {
    if let resource = try acquireFree(use, site: site) { return resource }
    return try await wait(use, site)
  }

  /// Leases a free resource; nil if the task would have to wait.
  package func acquireFree(_ use: LeaseUse, site: LeaseSite? = nil) throws -> (any PoolResource)? {
    let (resource, helps) = try state.withLock { state -> ((any PoolResource)?, Bool) in
      if state.isClosed { throw Self.closed }
      guard use.isLong ? state.long.isEmpty : state.short.isEmpty, let index = best(use, state) else {
        return (nil, false)
      }
      take(index, use, site, &state)
      // If all resources are crowded, another one is opened for later statements.
      let helps = isSharing && state.entries[index].isCrowded && state.opening == 0 && mayOpen(state)
      if helps { state.opening += 1 }
      return (state.entries[index].resource, helps)
    }
    if helps { startOpening(1) }
    guard let resource = try resource ?? openAtOnce(use, site) else { return nil }
    if observer != nil { noteLease(waited: .zero) }
    return resource
  }

  /// Whether a transaction would wait for another one's end while the task itself holds a resource for long, by a stream.
  package var wouldWaitForItself: Bool {
    state.withLock { state in
      guard state.longCount >= longLimit || !state.long.isEmpty, let task = Session.task else { return false }
      return state.entries.contains { $0.lease?.task == task }
    }
  }

  /// The resource to lease for a use; nil if there is none.
  ///
  /// - Parameter isFirst: Whether no waiting transaction or stream came before, so that reserved resources may be
  ///   leased.
  func best(_ use: LeaseUse, _ state: State, isFirst: Bool = false) -> Int? {
    if use.isLong { return free(state) }
    if use == .lookUp, isSharing, let index = resourceToJoin(state) { return index }
    var best: Int?
    var least = isSharing ? Int.max : 1
    // A thread gets its last connection again, whose pages are in its processor's cache.
    let thread = isSharing ? 0 : Self.currentThread
    for index in state.entries.indices
    where state.entries[index].isOpenToAll || isFirst && state.entries[index].isOpen {
      let load = state.entries[index].load
      let isOwn = state.entries[index].thread == thread
      guard load < least || (isOwn && load == 0), state.entries[index].resource.isAvailable else { continue }
      best = index
      least = load
      if load == 0 && isOwn { break }
    }
    return best
  }

  /// A resource without leases, for a transaction or stream.
  private func free(_ state: State) -> Int? {
    if state.longCount >= longLimit { return nil }
    let thread = isSharing ? 0 : Self.currentThread
    var best: Int?
    for index in state.entries.indices where state.entries[index].isFree {
      guard best == nil || state.entries[index].thread == thread else { continue }
      guard state.entries[index].resource.isAvailable, state.entries[index].resource.isQuiet else { continue }
      best = index
      if state.entries[index].thread == thread { break }
    }
    return best
  }

  /// The resource on which to queue a look-up with others; nil if it should get its own.
  ///
  /// Sending statements together is cheaper: fewer system calls, fewer processes to wake. Only look-ups are queued
  /// while a resource is free, because other statements may take long.
  private func resourceToJoin(_ state: State) -> Int? {
    var best: Int?
    var busy = 0
    for index in state.entries.indices where state.entries[index].isOpenToAll && state.entries[index].takesLookUp {
      busy += 1
      guard state.entries[index].resource.isAvailable else { continue }
      if let best, state.entries[best].load <= state.entries[index].load { continue }
      best = index
    }
    return busy < lookUpSpread ? nil : best
  }

  func take(_ index: Int, _ use: LeaseUse, _ site: LeaseSite?, task: Int? = nil, _ state: inout State) {
    state.entries[index].wasUsed = true
    if !isSharing { state.entries[index].thread = Self.currentThread }
    let since = options.tracksLeases || observer != nil ? clock.now() : nil
    if use.isLong {
      state.longCount += 1
      state.entries[index].isReserved = false
      state.entries[index].lease = Lease(use: use, task: task ?? Session.task, site: site, since: since)
    } else {
      state.entries[index].load += 1
      if use == .lookUp { state.entries[index].lookUps += 1 }
      if !isSharing { state.entries[index].since = since }
    }
  }

  /// A number that identifies the current thread.
  @inline(__always)
  private static var currentThread: Int { Int(bitPattern: pthread_self()) }

  // MARK: Giving back

  /// Releases a resource, to the task that has waited longest if there is one.
  ///
  /// - Parameters:
  ///   - isReusable: Whether it is in the same state as before the lease.
  ///   - since: The ``stamp`` of the lease, for a shared resource.
  package func release(
    _ resource: any PoolResource, _ use: LeaseUse, isReusable: Bool = true, since: ContinuousClock.Instant? = nil
  ) {
    let work = state.withLock { state -> Work? in
      // Every query runs this. A loop over the indices copies no entries.
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
        if use == .lookUp { state.entries[index].lookUps -= 1 }
        if !state.long.isEmpty { noteOvertaking(on: index, &state) }
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

  /// The current time; nil if the duration of leases is not measured.
  package var stamp: ContinuousClock.Instant? { observer == nil ? nil : clock.now() }

  /// Announces that a task with a long lease will not ask for another one before it releases this one. Used by deadlock
  /// detection.
  package func willRelease(_ resource: any PoolResource) {
    state.withLock { state in
      guard let index = state.entries.firstIndex(where: { $0.resource === resource }) else { return }
      state.entries[index].lease?.task = nil
    }
  }

  /// Called when a resource broke or became usable again.
  package func changed(_ resource: any PoolResource) {
    update { state, _ in
      guard resource.isBroken, let index = state.entries.firstIndex(where: { $0.resource === resource }) else { return }
      drop(index, &state)
    }
  }

  /// Retires a resource: it is never leased again, and closed as soon as it is unused.
  package func discard(_ resource: any PoolResource) {
    update { state, _ in
      guard let index = state.entries.firstIndex(where: { $0.resource === resource }) else { return }
      state.entries[index].isRetiring = true
    }
  }

  /// Retires a resource and all that were opened before it, because their server is no longer the right one. Those in
  /// use are closed when they are released. Does nothing shortly after another replacement.
  package func replace(_ resource: any PoolResource) {
    update { state, _ in
      let now = clock.now()
      if let last = state.replacedAt, now - last < max(options.backoff, Self.shortestLife) { return }
      // A resource opened before the last replacement says nothing about the newer ones.
      guard let index = state.entries.firstIndex(where: { $0.resource === resource }),
        state.entries[index].generation == state.generation
      else { return }
      state.replacedAt = now
      drop(index, &state)
    }
  }

  /// The minimum time between two replacements of working resources.
  private static var shortestLife: Duration { .seconds(1) }

  /// Drops a resource whose peer has disconnected, and all that were opened before it, which have probably lost theirs
  /// as well. Those in use are closed when they are released.
  func drop(_ index: Int, _ state: inout State) {
    state.entries[index].isRetiring = true
    guard state.entries[index].generation == state.generation else { return }
    state.generation += 1
    for index in state.entries.indices { state.entries[index].isRetiring = true }
  }

  // MARK: Looking

  /// All resources.
  package var resources: [any PoolResource] { state.withLock { $0.entries.map(\.resource) } }

  /// Whether a resource is being opened.
  package var isOpening: Bool { state.withLock { $0.opening > 0 } }

  /// The numbers of leased resources, of waiting tasks, and of all resources.
  package var counts: (leased: Int, waiting: Int, existing: Int) {
    state.withLock { ($0.entries.count(where: \.isUsed), $0.short.count + $0.long.count, $0.entries.count) }
  }

  static var closed: KindredError { KindredError(.closed, "The database was closed.") }
}
