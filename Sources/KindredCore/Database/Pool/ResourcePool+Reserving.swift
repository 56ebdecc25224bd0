/// Resources that are kept for transactions and streams in line.
///
/// A transaction or a stream needs a resource without any other lease. Where statements share resources, there may never be
/// one by chance. So for each that may be served, one resource takes nothing new until what is under way on it has ended.
extension ResourcePool {
  /// Reserves as many resources as those in line need beside what is being opened and checked for them, and no more.
  /// What takes long to come is not counted.
  func reserve(_ state: inout State) {
    guard isSharing else { return }
    let needed = min(state.long.count, max(0, longLimit - state.longCount))
    // What nobody gets any more would stand in the way of what is to come.
    for index in state.entries.indices where state.entries[index].isRetiring { state.entries[index].isReserved = false }
    let reserved = state.entries.count(where: \.isReserved)
    if needed == 0 && reserved == 0 { return }
    var coming = state.opening + state.entries.count { $0.checkedUntil != nil }
    if mayOpen(state) { coming += options.maximum - state.entries.count - state.opening }
    // An opening may take for ever where the network swallows it.
    if coming > 0, let first = state.long.first, clock.now() - first.since >= Self.patience { coming = 0 }
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

  /// Takes note that a statement ended while somebody waits for what is reserved. What is under way there may take long, and
  /// what is elsewhere may not: after a while another resource is reserved in its place.
  func noteOvertaking(on index: Int, _ state: inout State) {
    guard isSharing, !state.entries[index].isReserved, let stuck = mostLoaded(state) else { return }
    state.overtakings += 1
    guard state.overtakings >= Self.overtakingsAtMost * state.entries.count, let other = leastLoaded(state) else {
      return
    }
    state.overtakings = 0
    state.entries[stuck].isReserved = false
    state.entries[other].isReserved = true
  }

  /// How long the first in line waits for what is being opened or checked.
  private static var patience: Duration { .seconds(1) }

  /// How many statements may end on each resource before another one is reserved.
  private static var overtakingsAtMost: Int { 16 }

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
