import DequeModule
import KindredCore
import Synchronization

extension PostgresPool {
  /// Puts a task in line. It may have been cancelled on the way there, and a connection may have become free.
  func wait(_ waiter: Waiter) {
    let failure = state.withLock { state -> (any Error)? in
      if state.cancelled.remove(waiter.id) != nil { return CancellationError() }
      if state.isClosed { return Self.closed }
      var waiter = waiter
      waiter.timer = timer(for: waiter.id)
      state.waiters.append(waiter)
      return nil
    }
    if let failure { waiter.continuation.resume(throwing: failure) } else { serve() }
  }

  private func timer(for id: UInt64) -> Task<Void, Never> {
    Task { [weak self, timeout] in
      guard (try? await Task.sleep(for: timeout)) != nil, let self else { return }
      let (leased, waiting, existing) = counts
      drop(
        id,
        KindredError(
          .leaseTimeout,
          "No connection became free within \(timeout): \(leased) of \(existing) are leased by transactions and streams, "
            + "at most \(limit) may exist, and \(waiting) tasks wait. Look for a stream or a transaction that is kept "
            + "open, or raise the limit."))
    }
  }

  /// Takes a task out of the line, with an error.
  func drop(_ id: UInt64, _ error: any Error) {
    let waiter = state.withLock { state -> Waiter? in
      if let index = state.waiters.firstIndex(where: { $0.id == id }) { return state.waiters.remove(at: index) }
      if error is CancellationError { state.cancelled.insert(id) }
      return nil
    }
    waiter?.timer?.cancel()
    waiter?.continuation.resume(throwing: error)
  }

  /// Refuses further leases, ends all waiting, and returns when every connection has come back and is closed.
  func close() async {
    let waiters = state.withLock { state in
      state.isClosed = true
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters {
      waiter.timer?.cancel()
      waiter.continuation.resume(throwing: Self.closed)
    }
    await withCheckedContinuation { continuation in
      state.withLock { $0.closing.append(continuation) }
      serve()
    }
    abandon()
  }

  /// Closes all connections at once.
  func abandon() {
    let links = state.withLock { state in
      state.isClosed = true
      defer { state.entries = [] }
      return state.entries.map(\.link)
    }
    for link in links { link.close() }
  }
}
