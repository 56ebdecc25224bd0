import DequeModule
import Synchronization

extension ResourcePool {
  /// The maximum pause after failures.
  private static var longestPause: Duration { .seconds(5) }

  func mayOpen(_ state: State) -> Bool {
    !state.isClosed && state.pausedUntil == nil && state.opening < options.maximumOpening
      && state.entries.count + state.opening < options.maximum
  }

  /// Opens `count` resources, which are already counted as opening.
  func startOpening(_ count: Int) {
    guard count > 0 else { return }
    let start = observer == nil ? nil : clock.now()
    switch opener {
    case .concurrent(let open):
      for _ in 0..<count {
        open { [weak self] result in
          guard let self else { return Self.abandon(result) }
          self.startOpening(self.opened(result, start).more)
        }
      }
    case .blocking(let make):
      var left = count
      while left > 0 { left += opened(Result { try make() }, start).more - 1 }
    }
  }

  /// Opens a resource in the current thread and leases it at once.
  ///
  /// Queueing for it instead would let the resource sit leased while its task waits for a thread. Other tasks would
  /// queue as well, and once there is a queue, no lease would succeed without suspension any more.
  ///
  /// - Returns: nil if the task has to wait for a resource.
  func openAtOnce(_ use: LeaseUse, _ site: LeaseSite?) throws -> (any PoolResource)? {
    guard case .blocking(let make) = opener else { return nil }
    let isAllowed = state.withLock { state in
      guard mayOpen(state), state.short.isEmpty, state.long.isEmpty, !use.isLong || state.longCount < longLimit else {
        return false
      }
      state.opening += 1
      return true
    }
    guard isAllowed else { return nil }
    let start = observer == nil ? nil : clock.now()
    let result = Result { try make() }
    let (more, isLeased) = opened(result, start, for: (use, site))
    startOpening(more)
    switch result {
    // Others may have reached the limit meanwhile; then the resource is free for the waiting tasks.
    case .success(let resource): return isLeased ? resource : nil
    case .failure(let error):
      // The waiting tasks get existing resources when they are released.
      if options.backoff > .zero, !state.withLock({ $0.entries.isEmpty }) { return nil }
      throw error
    }
  }

  private static func abandon(_ result: Result<any PoolResource, any Error>) {
    if case .success(let resource) = result { resource.close() }
  }

  /// Adds an opened resource.
  ///
  /// - Parameter lease: The lease to grant at once, if allowed.
  /// - Returns: How many more to open, and whether the lease was granted.
  private func opened(
    _ result: Result<any PoolResource, any Error>, _ start: Instant?,
    for lease: (use: LeaseUse, site: LeaseSite?)? = nil
  ) -> (more: Int, isLeased: Bool) {
    var work = Work()
    var isLeased = false
    state.withLock { state in
      state.opening -= 1
      switch result {
      case .success(let resource):
        state.failures = 0
        state.lastFailure = nil
        state.pausedUntil = nil
        if let start { work.events.append(.opened(time: clock.now() - start)) }
        if state.isClosed {
          work.closing.append(resource)
        } else {
          state.entries.append(entry(resource, state))
          if let lease, !lease.use.isLong || state.longCount < longLimit {
            take(state.entries.count - 1, lease.use, lease.site, &state)
            isLeased = true
          }
        }
      case .failure(let error):
        state.failures += 1
        state.lastFailure = error
        if observer != nil { work.events.append(.openingFailed) }
        pause(&state)
        // Waiting tasks get existing resources when they are released; if there are none, the first task has to get the
        // error.
        if state.entries.isEmpty || options.backoff == .zero, let waiter = longestWaiting(&state) {
          work.failed.append((waiter, error))
        }
      }
      settle(&state, &work)
    }
    let more = work.openings
    work.openings = 0
    perform(work)
    return (more, isLeased)
  }

  private func entry(_ resource: any PoolResource, _ state: State) -> Entry {
    let expires = options.maximumLifetime.map { lifetime in
      clock.now() + lifetime - lifetime * Double.random(in: 0...0.1)
    }
    return Entry(resource: resource, generation: state.generation, expires: expires)
  }

  private func pause(_ state: inout State) {
    guard options.backoff > .zero else { return }
    let pause = min(options.backoff * (1 << min(state.failures - 1, 16)), Self.longestPause)
    state.pausedUntil = clock.now() + pause
  }

  private func longestWaiting(_ state: inout State) -> Waiter? {
    switch (state.short.first?.id, state.longCount < longLimit ? state.long.first?.id : nil) {
    case (nil, nil): nil
    case (.some, nil): state.short.popFirst()
    case (nil, .some): state.long.popFirst()
    case (let short?, let long?): short < long ? state.short.popFirst() : state.long.popFirst()
    }
  }

  /// Opens the minimum number of resources, if allowed now.
  package func fill() { update { _, _ in } }
}
