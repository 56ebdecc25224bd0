import Synchronization

/// Limits how many tasks wait for the server in their own threads.
package final class WaitingPlaces: Sendable {
  private let taken = Atomic<Int>(0)
  private let limit: Int

  package init(limit: Int) { self.limit = limit }

  package var isFree: Bool { taken.load(ordering: .relaxed) < limit }

  package func take() -> Bool {
    guard isFree else { return false }
    if taken.wrappingAdd(1, ordering: .relaxed).newValue <= limit { return true }
    leave()
    return false
  }

  package func leave() { taken.wrappingSubtract(1, ordering: .relaxed) }
}
