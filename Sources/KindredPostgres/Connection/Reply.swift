#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// An answer on its way to who waits for it.
struct Reply {
  let continuation: UnsafeContinuation<Answer, Never>?
  let completion: (@Sendable (Answer) -> Void)?
  let answer: Answer

  func deliver() {
    completion?(answer)
    continuation?.resume(returning: answer)
  }

  /// Delivers replies that came together.
  ///
  /// To resume a task wakes a thread, which may take the processor from the one that resumes, run the task, find nothing
  /// else to do and sleep again: so it went for each reply. Instead each task resumes one that stands behind it
  /// (``Request/passOn()``) before it does anything else, and a thread that is awake finds the next. No more are resumed
  /// here than there are processors beside this thread's.
  static func deliverInTurn(_ replies: [Reply]) {
    var first: [Reply] = []
    var last: [Reply] = []
    var place = 0
    for reply in replies {
      guard reply.continuation != nil else {
        reply.deliver()
        continue
      }
      if last.count < otherProcessors {
        first.append(reply)
        last.append(reply)
      } else {
        if !last[place].answer.precede(reply) { first.append(reply) }
        last[place] = reply
        place = (place + 1) % otherProcessors
      }
    }
    for reply in first { reply.deliver() }
  }

  /// How many processors there are beside the one that delivers; at least 1.
  private static let otherProcessors = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)) - 1)
}
