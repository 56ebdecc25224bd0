import Synchronization

/// Decides whether to spin for the server's answer. Spinning only pays off if the answer comes soon, so after late
/// answers it pauses, longer each time.
package struct BackOff: ~Copyable {
  /// How many more times not to spin.
  private let pause = Atomic<Int>(0)
  /// The number of consecutive late answers.
  private let misses = Atomic<Int>(0)
  /// How many consecutive late answers are tolerated without a pause.
  private let tolerance: Int

  package init(tolerance: Int = 0) { self.tolerance = tolerance }

  /// Whether to spin this time.
  package var shouldSpin: Bool {
    if pause.load(ordering: .relaxed) <= 0 { return true }
    pause.wrappingSubtract(1, ordering: .relaxed)
    return false
  }

  /// Records whether an answer was late.
  package func note(isLate: Bool) {
    if isLate {
      let count = misses.wrappingAdd(1, ordering: .relaxed).newValue - tolerance
      if count > 0 { pause.store(8 << min(count, 10), ordering: .relaxed) }
    } else if misses.load(ordering: .relaxed) != 0 {
      misses.store(0, ordering: .relaxed)
    }
  }

  /// Spins until the condition is true, if that is likely to pay off.
  ///
  /// - Returns: Whether the condition is true.
  package func spin(until condition: () -> Bool) -> Bool {
    guard shouldSpin else { return false }
    let (succeeded, isLate) = Polling.wait(until: condition)
    note(isLate: isLate)
    return succeeded
  }
}
