import DequeModule
import Synchronization

extension ResourcePool {
  /// Refuses further leases, fails all waiting tasks, and returns when every resource is released and closed.
  ///
  /// - Parameter limit: How long to wait for resources in use before they are aborted; nil without a limit.
  package func close(within limit: Duration? = nil) async {
    refuse()
    let timer = limit.map { limit in
      Task.detached { [clock] in
        guard (try? await clock.sleep(clock.now() + min(limit, .seconds(365 * 86_400)))) != nil else { return }
        self.abandon()
      }
    }
    await withCheckedContinuation { continuation in
      update { state, _ in state.closing.append(continuation) }
    }
    timer?.cancel()
  }

  private func refuse() {
    update { state, work in
      state.isClosed = true
      for waiter in state.short { work.failed.append((waiter, Self.closed)) }
      for waiter in state.long { work.failed.append((waiter, Self.closed)) }
      state.short = []
      state.long = []
      for index in state.entries.indices {
        state.entries[index].isRetiring = true
        // Nobody waits for the result of the check any more.
        state.entries[index].checkedUntil = nil
      }
    }
  }

  /// Closes all resources at once; those in use are aborted if possible.
  package func abandon() {
    refuse()
    let (resources, closing) = state.withLock { state in
      defer {
        state.entries = []
        state.longCount = 0
        state.closing = []
        disarm(&state)
      }
      return (state.entries.map(\.resource), state.closing)
    }
    for resource in resources { resource.abort() }
    for continuation in closing { continuation.resume() }
  }
}
