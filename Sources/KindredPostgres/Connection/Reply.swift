#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// An answer on its way to its receiver.
struct Reply {
  let continuation: UnsafeContinuation<Answer, Never>?
  let completion: (@Sendable (Answer) -> Void)?
  let answer: Answer
  /// The tasks that waited until this request had begun the transaction.
  let others: [CheckedContinuation<Void, Never>]

  /// Not inside the link's lock: continuing a task takes a lock of the task, and cancelling it takes the link's lock inside
  /// that one (lock order).
  func deliver() {
    completion?(answer)
    continuation?.resume(returning: answer)
    for other in others { other.resume() }
  }

  /// Delivers replies that arrived together.
  ///
  /// Resuming a task wakes a thread, which may take the processor from the resuming one, run the task, find nothing
  /// else to do and sleep again, for each reply. Instead, each task resumes the next one in its row
  /// (``Request/deliverNext()``) before it does anything else, so that a thread that is awake finds it. There are as many
  /// rows as other processors, or more if they would be too long, because each task in a row delays all those after it.
  static func deliverInTurn(_ replies: [Reply]) {
    let rows = max(otherProcessors, (replies.count + longestRow - 1) / longestRow)
    var first: [Reply] = []
    var waiting: [Reply] = []
    for reply in replies {
      if reply.continuation != nil {
        let inFront = waiting.count - rows
        waiting.append(reply)
        if inFront >= 0, waiting[inFront].answer.deliverFirst(reply) { continue }
      }
      first.append(reply)
    }
    for reply in first { reply.deliver() }
  }

  private static let longestRow = 5

  /// The number of processors other than the current one; at least 1.
  private static let otherProcessors = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)) - 1)
}
