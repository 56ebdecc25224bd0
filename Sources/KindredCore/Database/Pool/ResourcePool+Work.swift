import DequeModule
import Synchronization

/// The work to do after a state change, outside of the lock.
struct Work: Sendable {
  var served: [(Waiter, any PoolResource)] = []
  var failed: [(Waiter, any Error)] = []
  var closing: [any PoolResource] = []
  var checking: [any PoolResource] = []
  var openings = 0
  var finished: [CheckedContinuation<Void, Never>] = []
  var events: [PoolEvent] = []
}

extension ResourcePool {
  /// Changes the state, settles the pool, and performs the resulting work.
  func update(_ body: (inout State, inout Work) -> Void) {
    let work = state.withLock { state in
      var work = Work()
      body(&state, &work)
      settle(&state, &work)
      return work
    }
    perform(work)
  }

  /// Settles the pool after a change: closes retired resources, grants leases in the order of the requests, and opens
  /// and checks resources as needed.
  func settle(_ state: inout State, _ work: inout Work) {
    for index in state.entries.indices.reversed() {
      let entry = state.entries[index]
      guard entry.isRetiring, !entry.isUsed, entry.checkedUntil == nil || entry.resource.isBroken else { continue }
      close(index, &state, &work)
    }
    serve(&state, &work)
    let wanted = state.short.count + min(state.long.count, max(0, longLimit - state.longCount))
    check(upTo: wanted, &state, &work)
    var missing = wanted - state.opening - state.entries.count { $0.checkedUntil != nil }
    if state.failures == 0 { missing = max(missing, options.minimum - state.entries.count - state.opening) }
    while missing > 0, mayOpen(state) {
      state.opening += 1
      work.openings += 1
      missing -= 1
    }
    if state.isClosed, state.opening == 0, state.entries.allSatisfy({ !$0.isUsed }) {
      work.finished += state.closing
      state.closing = []
    }
    arm(&state)
  }

  private func serve(_ state: inout State, _ work: inout Work) {
    while true {
      reserve(&state)
      let firstLong = state.longCount < longLimit ? state.long.first?.id ?? .max : .max
      let short = state.short.first.flatMap { waiter in
        best(waiter.use, state, isFirst: waiter.id < firstLong).map { (waiter, $0) }
      }
      let long = state.long.first.flatMap { waiter in best(waiter.use, state).map { (waiter, $0) } }
      guard let (waiter, index) = [short, long].compactMap({ $0 }).min(by: { $0.0.id < $1.0.id }) else { return }
      if waiter.use.isLong { state.long.removeFirst() } else { state.short.removeFirst() }
      take(index, waiter.use, waiter.site, task: waiter.task, &state)
      work.served.append((waiter, state.entries[index].resource))
    }
  }

  /// Removes an entry and closes its resource.
  func close(_ index: Int, _ state: inout State, _ work: inout Work) {
    work.closing.append(state.entries[index].resource)
    state.entries.remove(at: index)
    if observer != nil { work.events.append(.closed) }
  }

  /// Performs the work.
  func perform(_ work: Work) {
    for resource in work.closing { resource.close() }
    for (waiter, resource) in work.served {
      if observer != nil { noteLease(waited: clock.now() - waiter.since) }
      waiter.continuation.resume(returning: resource)
    }
    for (waiter, error) in work.failed { waiter.continuation.resume(throwing: error) }
    for resource in work.checking { startCheck(of: resource) }
    for continuation in work.finished { continuation.resume() }
    if observer != nil { note(work.events) }
    startOpening(work.openings)
  }

  // MARK: Observing

  func noteLease(waited: Duration) { note([.leased(wait: waited)]) }

  func noteUse(since: Instant?, _ work: inout Work) {
    if let since { work.events.append(.returned(use: clock.now() - since)) }
  }

  func note(_ events: [PoolEvent]) {
    guard let observer else { return }
    for event in events { observer(event) }
    let (used, waiting, existing) = counts
    observer(.counts(used: used, idle: existing - used, waiting: waiting))
  }
}
