/// Reservations for waiting transactions and streams.
///
/// A transaction or a stream needs a resource without any other lease. If statements share resources, there may never
/// be one by chance. So for each waiting task that can be served, one resource accepts nothing new until its statements
/// have ended.
extension ResourcePool {
  /// Reserves exactly as many resources as the waiting tasks need in addition to those that are being opened or
  /// checked. Slow openings and checks are not counted.
  func reserve(_ state: inout State) {
    guard isSharing else { return }
    let needed = min(state.long.count, max(0, longLimit - state.longCount))
    // Retiring resources are never leased again, so a reservation of one is useless.
    for index in state.entries.indices where state.entries[index].isRetiring { state.entries[index].isReserved = false }
    let reserved = state.entries.count(where: \.isReserved)
    if needed == 0 && reserved == 0 { return }
    var coming = state.opening + state.entries.count { $0.checkedUntil != nil }
    if mayOpen(state) { coming += options.maximum - state.entries.count - state.opening }
    // Opening may never finish if the network drops packets.
    if coming > 0, let first = state.long.first, clock.now() - first.since >= Self.openingGracePeriod { coming = 0 }
    var missing = max(0, needed - coming) - reserved
    while missing < 0, let index = mostLoaded(state) {
      state.entries[index].isReserved = false
      missing += 1
    }
    while missing > 0, let index = leastLoaded(state) {
      state.entries[index].isReserved = true
      state.overtakings = 0
      missing -= 1
    }
  }

  /// Counts a statement that ended on another resource while tasks wait for a reserved one. The reserved one may be
  /// busy for long, so after some statements another one is reserved instead.
  func noteOvertaking(on index: Int, _ state: inout State) {
    guard isSharing, !state.entries[index].isReserved, let stuck = mostLoaded(state) else { return }
    state.overtakings += 1
    guard state.overtakings >= Self.maximumOvertakings * state.entries.count, let other = leastLoaded(state) else {
      return
    }
    state.overtakings = 0
    state.entries[stuck].isReserved = false
    state.entries[other].isReserved = true
  }

  /// How long the first waiting task waits for a resource that is being opened or checked.
  private static var openingGracePeriod: Duration { .seconds(1) }

  /// How many statements may end on each resource before another one is reserved.
  private static var maximumOvertakings: Int { 16 }

  private func leastLoaded(_ state: State) -> Int? {
    state.entries.indices.filter { state.entries[$0].isOpenToAll }.min {
      state.entries[$0].load < state.entries[$1].load
    }
  }

  private func mostLoaded(_ state: State) -> Int? {
    state.entries.indices.filter { state.entries[$0].isReserved }.max {
      state.entries[$0].load < state.entries[$1].load
    }
  }
}
