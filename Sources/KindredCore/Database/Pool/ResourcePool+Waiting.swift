import DequeModule
import Synchronization

/// A waiting task.
struct Waiter: Sendable {
  let id: UInt64
  let use: LeaseUse
  let site: LeaseSite?
  let task: Int?
  let since: ContinuousClock.Instant
  let continuation: CheckedContinuation<any PoolResource, any Error>
}

extension ResourcePool {
  /// Adds the task to the queue.
  package func wait(_ use: LeaseUse, _ site: LeaseSite?) async throws -> any PoolResource {
    let id = nextWaiter.wrappingAdd(1, ordering: .relaxed).newValue
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        enqueue(
          Waiter(
            id: id, use: use, site: site, task: Session.task, since: clock.now(), continuation: continuation))
      }
    } onCancel: {
      cancel(id)
    }
  }

  private func enqueue(_ waiter: Waiter) {
    update { state, work in
      // The flag is set before the cancellation handler runs, and the handler takes the same lock, so one of the two
      // sees it.
      if withUnsafeCurrentTask(body: { $0?.isCancelled ?? false }) {
        return work.failed.append((waiter, CancellationError()))
      }
      if state.isClosed { return work.failed.append((waiter, Self.closed)) }
      if waiter.use.isLong { state.long.append(waiter) } else { state.short.append(waiter) }
      settle(&state, &work)
      guard isStuck(state), let waiter = remove(waiter.id, &state) else { return }
      work.failed.append((waiter, deadlock(state)))
    }
  }

  private func cancel(_ id: UInt64) {
    // Its reservation is free for other tasks.
    update { state, work in if let waiter = remove(id, &state) { work.failed.append((waiter, CancellationError())) } }
  }

  private func remove(_ id: UInt64, _ state: inout State) -> Waiter? {
    if let index = state.short.firstIndex(where: { $0.id == id }) { return state.short.remove(at: index) }
    if let index = state.long.firstIndex(where: { $0.id == id }) { return state.long.remove(at: index) }
    return nil
  }

  /// Whether all holders of resources wait in the queue themselves, which is a deadlock.
  ///
  /// Statements always end. If there can be several resources, they also make progress; then only tasks that wait for a
  /// transaction or a stream count.
  ///
  /// Only the holders themselves count, not their child tasks: a holder may cancel a waiting child, or release the
  /// lease before it awaits the child. Task-local values cannot tell a child from an independent task.
  private func isStuck(_ state: State) -> Bool {
    guard state.longCount >= longLimit else { return false }
    let waiting = Set((options.maximum > 1 ? [] : state.short.compactMap(\.task)) + state.long.compactMap(\.task))
    return state.entries.allSatisfy { entry in
      guard let lease = entry.lease else { return true }
      return lease.task.map(waiting.contains) ?? false
    }
  }

  /// Fails the tasks that have waited too long.
  func expire(_ now: Instant, _ state: inout State, _ work: inout Work) {
    func expired(_ waiter: Waiter?) -> Bool { waiter.map { $0.since + options.leaseTimeout <= now } ?? false }
    var late: [Waiter] = []
    while expired(state.short.first), let waiter = state.short.popFirst() { late.append(waiter) }
    while expired(state.long.first), let waiter = state.long.popFirst() { late.append(waiter) }
    for waiter in late {
      work.failed.append((waiter, timeout(waiter, now, state)))
      if observer != nil { work.events.append(.timedOut) }
    }
  }

  // MARK: Errors

  private func deadlock(_ state: State) -> KindredError {
    KindredError(
      .leaseDeadlock,
      "A task that holds a \(name) asked for another one, and no other task will release one: "
        + "\(holders(state, clock.now())). Use the connection that the task already has, end the stream "
        + "first, or raise the limit.")
  }

  private func timeout(_ waiter: Waiter, _ now: Instant, _ state: State) -> KindredError {
    let used = state.entries.count(where: \.isUsed)
    let reason = state.lastFailure.map {
      " The last attempt to open one failed: \(($0 as? KindredError)?.message ?? "\($0)")"
    }
    return KindredError(
      .leaseTimeout,
      "No \(name) became free within \(now - waiter.since): \(used) of \(options.maximum) are leased and "
        + "\(state.short.count + state.long.count) other tasks wait. Leased: \(holders(state, now)). Look for a stream "
        + "or a transaction that is kept open, or raise the limit.\(reason ?? "")"
    ) { $0.underlying = state.lastFailure }
  }

  /// Lists the holders of the resources.
  private func holders(_ state: State, _ now: Instant) -> String {
    var parts: [String] = []
    var statements = 0
    for entry in state.entries {
      statements += entry.load
      guard let lease = entry.lease else { continue }
      var text = lease.use == .stream ? "a stream" : "a transaction"
      if let site = lease.site { text += " from \(site.fileID):\(site.line)" }
      if options.tracksLeases, let since = lease.since { text += " for \(now - since)" }
      if parts.count < 10 { parts.append(text) }
    }
    if state.longCount > parts.count { parts.append("\(state.longCount - parts.count) more") }
    if statements > 0 { parts.append("\(statements) statement\(statements == 1 ? "" : "s")") }
    return parts.isEmpty ? "none" : parts.joined(separator: ", ")
  }
}
