import Synchronization

/// Whether something that is worth while only when the server answers soon is to be tried again. After answers that were
/// late it is tried again after a while, and later each time.
package struct BackOff: ~Copyable {
  /// How many times it is not tried.
  private let pause = Atomic<Int>(0)
  /// How many answers in a row were late.
  private let misses = Atomic<Int>(0)
  /// How many answers in a row may be late before there is a pause.
  private let tolerance: Int

  package init(tolerance: Int = 0) { self.tolerance = tolerance }

  /// Whether it is tried this time.
  package var isWorthWhile: Bool {
    if pause.load(ordering: .relaxed) <= 0 { return true }
    pause.wrappingSubtract(1, ordering: .relaxed)
    return false
  }

  /// Takes note of whether an answer was late.
  package func note(isLate: Bool) {
    if isLate {
      let count = misses.wrappingAdd(1, ordering: .relaxed).newValue - tolerance
      if count > 0 { pause.store(8 << min(count, 10), ordering: .relaxed) }
    } else if misses.load(ordering: .relaxed) != 0 {
      misses.store(0, ordering: .relaxed)
    }
  }

  /// Waits awake for something to be there, where that is worth while.
  ///
  /// - Returns: Whether it is there.
  package func waitAwake(for isThere: () -> Bool) -> Bool {
    guard isWorthWhile else { return false }
    let (succeeded, isLate) = Polling.wait(for: isThere)
    note(isLate: isLate)
    return succeeded
  }
}
