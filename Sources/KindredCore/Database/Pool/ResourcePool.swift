import DequeModule
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Hands out a bounded number of connections, in the order in which they were asked for.
///
/// Where resources can be shared, statements of different tasks go to the one with the least under way, and a
/// transaction or a stream has one to itself; where they cannot, everybody has one to itself. What is free is handed out
/// without suspension. Waiting is fair, bounded in time and ends at once when the task is cancelled.
///
/// A transaction or a stream gets a resource only when nobody else has a lease of it: a statement that is under way there
/// may have to be sent again, and would then run in the transaction. So that those who wait are not overtaken for ever by
/// new statements, a resource is reserved for each of them, which takes nothing new until it is free.
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

  /// The points in time of an entry. The size of their type is only known at run time, which made every look at an entry
  /// slow.
  ///
  /// Unchecked, because it is only used inside the lock of the pool.
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
    /// How many statements are under way.
    var load = 0
    /// How many of them are look-ups.
    var lookUps = 0
    /// Whether a task has it to itself for longer than a statement.
    private(set) var isLeased = false
    /// Whether nobody gets it any more.
    var isRetiring = false
    /// Whether it has to be checked before the next use.
    var isStale = false
    /// Whether it takes no new statements, because a transaction or a stream in line is to have it.
    var isReserved = false
    /// The thread that had it last.
    var thread = 0
    /// Whether it was used since the timer looked last.
    var wasUsed = true
    /// What is seldom looked at.
    private let details: Details

    init(resource: any PoolResource, generation: Int, expires: Instant?) {
      self.resource = resource
      self.generation = generation
      details = Details(expires: expires)
    }

    var expires: Instant? { details.expires }
    /// The lease of a task that has it to itself for longer than a statement.
    var lease: Lease? {
      get { details.lease }
      set {
        details.lease = newValue
        isLeased = newValue != nil
      }
    }
    /// When the statement began that has it to itself.
    var since: Instant? {
      get { details.since }
      nonmutating set { details.since = newValue }
    }
    /// Until when the check has to be over.
    var checkedUntil: Instant? {
      get { details.checkedUntil }
      nonmutating set { details.checkedUntil = newValue }
    }
    var lastUse: Instant? {
      get { details.lastUse }
      nonmutating set { details.lastUse = newValue }
    }

    var isUsed: Bool { load > 0 || isLeased }
    /// Whether statements wait for others that may take any time.
    @inline(__always) var isCrowded: Bool { load > (lookUps == load ? ResourcePool.lookUpsTogether : 1) }
    /// Whether a look-up would wait for nothing but a few other look-ups.
    @inline(__always) var takesLookUp: Bool { load > 0 && load == lookUps && load < ResourcePool.lookUpsTogether }
    /// Whether it may be handed out, as far as the pool knows, to who may have what is reserved.
    @inline(__always) var isOpen: Bool { !isLeased && !isRetiring && !isStale }
    /// Whether it may be handed out to anybody, as far as the pool knows.
    @inline(__always) var isOpenToAll: Bool { isOpen && !isReserved }
    /// Whether nobody else has it, so that a transaction or a stream may.
    @inline(__always) var isFree: Bool { isOpen && load == 0 }
  }

  struct State {
    var entries: [Entry] = []
    /// How many entries have a long lease.
    var longCount = 0
    var opening = 0
    var short: Deque<Waiter> = []
    var long: Deque<Waiter> = []
    /// How many statements ended elsewhere while somebody waited for what is reserved.
    var overtakings = 0
    var generation = 0
    var isClosed = false
    var closing: [CheckedContinuation<Void, Never>] = []
    /// How many openings failed in a row, and the last reason.
    var failures = 0
    /// When resources were replaced last that still worked.
    var replacedAt: Instant?
    var lastFailure: (any Error)?
    var pausedUntil: Instant?
    var timer: Task<Void, Never>?
    var timerNumber = 0
    var wakesAt: Instant?
    var looksAt: Instant?
  }

  /// How many look-ups stand behind each other before another resource is used, though one is free. The server needs
  /// about 10 µs for each, so that the last one waits for a third of a millisecond.
  static let lookUpsTogether = 32
  /// On how many resources look-ups are spread before they join others: one for each two processors. What makes and
  /// reads a look-up takes about as long here as the server needs for it, so that more would wait for this process.
  package static let processorsForLookUps = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)) / 2)

  let state = Mutex(State())
  let nextWaiter = Atomic<UInt64>(0)
  let name: String
  package let options: PoolOptions
  /// Whether statements of several tasks may be under way on one resource.
  let isSharing: Bool
  /// On how many resources look-ups are spread before they join others.
  let lookUpSpread: Int
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
  ///   - lookUpSpread: On how many resources look-ups are spread before they join others.
  ///   - observer: Called after what happens, outside of all locks.
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
      let helps = isSharing && state.entries[index].isCrowded && state.opening == 0 && mayOpen(state)
      if helps { state.opening += 1 }
      return (state.entries[index].resource, helps)
    }
    if helps { startOpening(1) }
    guard let resource = try resource ?? openAtOnce(use, site) else { return nil }
    if observer != nil { noteLease(waited: .zero) }
    return resource
  }

  /// The resource to hand out for a use; nil when there is none.
  ///
  /// - Parameter isFirst: Whether nobody in line for a transaction or a stream came before, so that what is reserved may be
  ///   given as well.
  func best(_ use: LeaseUse, _ state: State, isFirst: Bool = false) -> Int? {
    if use.isLong { return free(state) }
    if use == .lookUp, isSharing, let index = company(state) { return index }
    var best: Int?
    var least = isSharing ? Int.max : 1
    // What a processor has read of a file is in its cache, so that a thread gets the connection again that it had.
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

  /// A resource that nobody else has, for a transaction or a stream.
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

  /// The resource on which a look-up joins others; nil when it is to have one for itself.
  ///
  /// What is sent together costs less than what is sent apart: fewer calls of the system, fewer processes that wake.
  /// Only look-ups stand behind each other while something is free, for any other statement may take its time.
  private func company(_ state: State) -> Int? {
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

  /// Tells one thread from another.
  @inline(__always)
  private static var currentThread: Int { Int(bitPattern: pthread_self()) }

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

  /// Replaces a resource, and with it all that were opened before, because they do not lead any more to where they should.
  /// Those in use are closed when they are given back. Shortly after such a replacement nothing is done.
  package func replace(_ resource: any PoolResource) {
    update { state, _ in
      let now = clock.now()
      if let last = state.replacedAt, now - last < max(options.backoff, Self.shortestLife) { return }
      guard let index = state.entries.firstIndex(where: { $0.resource === resource }),
        state.entries[index].generation == state.generation
      else { return }
      state.replacedAt = now
      drop(index, &state)
    }
  }

  /// How much time lies between two replacements of what still works, at least.
  private static var shortestLife: Duration { .seconds(1) }

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
