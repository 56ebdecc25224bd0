#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Waiting without sleeping.
///
/// A sleeping processor takes about as long to wake as the server takes to answer, and waking it takes as much of the
/// server's time. So a thread that expects an answer soon spins for a moment, and yields to other threads meanwhile.
package enum Polling {
  /// Checks the condition repeatedly for some fifty microseconds.
  ///
  /// - Returns: Whether the condition became true, and whether it took too long. If other threads need the processor, a
  ///   single yield may take milliseconds, and sleeping is better.
  package static func wait(until condition: () -> Bool) -> (succeeded: Bool, isLate: Bool) {
    let end = ContinuousClock.now + .microseconds(100)
    for _ in 0..<64 {
      sched_yield()
      let isMet = condition()
      let isLate = ContinuousClock.now > end
      if isMet || isLate { return (isMet, isLate) }
    }
    return (false, true)
  }
}
