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
  /// else to do and sleep again: so it went for each reply. Instead a task resumes one that stands behind it
  /// (``Request/passOn()``) before it does anything else, and a thread that is awake finds the next. There are as many rows
  /// of tasks as processors beside this thread's, and more where they would be long: where other tasks are in front of
  /// each, every place costs their time.
  static func deliverInTurn(_ replies: [Reply]) {
    let rows = max(otherProcessors, (replies.count + longestRow - 1) / longestRow)
    var first: [Reply] = []
    var waiting: [Reply] = []
    for reply in replies {
      if reply.continuation != nil {
        let inFront = waiting.count - rows
        waiting.append(reply)
        if inFront >= 0, waiting[inFront].answer.precede(reply) { continue }
      }
      first.append(reply)
    }
    for reply in first { reply.deliver() }
  }

  private static let longestRow = 5

  /// How many processors there are beside the one that delivers; at least 1.
  private static let otherProcessors = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)) - 1)
}
