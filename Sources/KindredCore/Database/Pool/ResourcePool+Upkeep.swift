import Synchronization

extension ResourcePool {
  // MARK: The timer

  /// Schedules the timer for the next time when something is due.
  func arm(_ state: inout State) {
    if state.isClosed && state.entries.isEmpty { return disarm(&state) }
    var next = state.pausedUntil
    func consider(_ instant: Instant?) {
      guard let instant else { return }
      next = next.map { min($0, instant) } ?? instant
    }
    consider(state.short.first.map { $0.since + options.leaseTimeout })
    consider(state.long.first.map { $0.since + options.leaseTimeout })
    if let interval, !state.entries.isEmpty {
      if state.looksAt == nil { state.looksAt = clock.now() + interval }
      consider(state.looksAt)
    }
    for entry in state.entries {
      consider(entry.checkedUntil)
      if !entry.isRetiring { consider(entry.expires) }
    }
    guard let next, state.wakesAt.map({ next < $0 }) ?? true else { return }
    disarm(&state)
    state.timerNumber += 1
    state.wakesAt = next
    // Detached, so that it keeps no values of the current task alive.
    state.timer = Task.detached { [weak self, clock, number = state.timerNumber] in
      guard (try? await clock.sleep(next)) != nil else { return }
      self?.wake(number)
    }
  }

  func disarm(_ state: inout State) {
    state.timer?.cancel()
    state.timer = nil
    state.wakesAt = nil
  }

  private func wake(_ number: Int) {
    let isDue = state.withLock { state in
      guard number == state.timerNumber else { return false }
      state.timer = nil
      state.wakesAt = nil
      return true
    }
    if isDue { keepUp() }
  }

  /// Does everything that is due: the timer's work.
  package func keepUp() {
    update { state, work in
      let now = clock.now()
      if let until = state.pausedUntil, until <= now {
        state.pausedUntil = nil
        // One attempt is made to reach the minimum.
        if state.entries.count + state.opening < options.minimum, mayOpen(state) {
          state.opening += 1
          work.openings += 1
        }
      }
      look(now, &state)
      expire(now, &state, &work)
    }
  }

  // MARK: What was not used

  /// Records which resources were used since the last time, and closes those that are idle or old.
  private func look(_ now: Instant, _ state: inout State) {
    for index in state.entries.indices {
      if let expires = state.entries[index].expires, expires <= now { state.entries[index].isRetiring = true }
      if let until = state.entries[index].checkedUntil, until <= now {
        state.entries[index].checkedUntil = nil
        drop(index, &state)
      }
    }
    guard let interval, let looksAt = state.looksAt, looksAt <= now else { return }
    state.looksAt = now + interval
    for index in state.entries.indices {
      if state.entries[index].wasUsed || state.entries[index].isUsed {
        state.entries[index].lastUse = now
        state.entries[index].wasUsed = false
      } else if let checkAfter = options.checkAfter, now - (state.entries[index].lastUse ?? now) >= checkAfter {
        state.entries[index].isStale = true
      }
    }
    guard let idleTimeout = options.idleTimeout else { return }
    var surplus = state.entries.count { !$0.isRetiring } - options.minimum
    // The last entries are used least.
    for index in state.entries.indices.reversed() where surplus > 0 && !state.entries[index].isRetiring {
      let entry = state.entries[index]
      guard !entry.isUsed, now - (entry.lastUse ?? now) >= idleTimeout else { continue }
      state.entries[index].isRetiring = true
      surplus -= 1
    }
  }

  // MARK: Checking

  /// Checks up to `wanted` resources that were idle for long.
  func check(upTo wanted: Int, _ state: inout State, _ work: inout Work) {
    var left = wanted - state.entries.count { $0.checkedUntil != nil }
    for index in state.entries.indices where left > 0 {
      let entry = state.entries[index]
      guard entry.isStale, entry.checkedUntil == nil, !entry.isRetiring, entry.resource.isAvailable else { continue }
      state.entries[index].checkedUntil = clock.now() + options.checkTimeout
      work.checking.append(entry.resource)
      left -= 1
    }
  }

  func startCheck(of resource: any PoolResource) {
    resource.check { [weak self] isSound in self?.checked(resource, isSound) }
  }

  private func checked(_ resource: any PoolResource, _ isSound: Bool) {
    update { state, _ in
      guard let index = state.entries.firstIndex(where: { $0.resource === resource }),
        state.entries[index].checkedUntil != nil
      else { return }
      state.entries[index].checkedUntil = nil
      state.entries[index].isStale = false
      state.entries[index].wasUsed = true
      if !isSound { drop(index, &state) }
    }
  }
}
