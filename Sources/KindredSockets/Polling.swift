#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Waiting without sleeping.
///
/// A processor that has gone to sleep takes about as long to wake up as the server takes to answer, and waking it costs
/// the server as much again. So whoever expects an answer at once stays awake for a moment, while other threads may have
/// the processor.
package enum Polling {
  /// Asks again and again, for some fifty microseconds, whether something is there.
  ///
  /// - Returns: Whether something is there, and whether it took too long: where others want the processor, one turn may
  ///   take milliseconds, and it is better to sleep.
  package static func wait(for isThere: () -> Bool) -> (succeeded: Bool, isLate: Bool) {
    let end = ContinuousClock.now + .microseconds(100)
    for _ in 0..<64 {
      sched_yield()
      let isThere = isThere()
      let isLate = ContinuousClock.now > end
      if isThere || isLate { return (isThere, isLate) }
    }
    return (false, true)
  }
}
