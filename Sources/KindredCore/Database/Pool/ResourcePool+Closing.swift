import DequeModule
import Synchronization

extension ResourcePool {
  /// Refuses further leases, ends all waiting, and returns when every resource has come back and is closed.
  ///
  /// - Parameter limit: How long to wait for those in use before they are ended all the same; nil for as long as it
  ///   takes.
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
        // Nobody waits for its answer any more.
        state.entries[index].checkedUntil = nil
      }
    }
  }

  /// Ends all resources at once, those in use as well, as far as that can be done.
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
