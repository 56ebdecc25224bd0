/// Who waits for the socket of a connection: the reactor, a task in its own thread, or for a moment nobody.
///
/// It is part of the connection, and only touched inside the connection's lock.
package struct SocketUse: Sendable {
  /// What the reactor waits for.
  package private(set) var interest = SocketInterest.nothing
  /// Whether a task waits for the socket itself.
  package private(set) var isAwaited = false
  /// Whether that task was told to stop waiting.
  package private(set) var isNudged = false
  /// Counts the waits of tasks, and how many of them the reactor has seen.
  private var count = 0
  private var seenCount = 0

  package init() {}

  /// Changes what the reactor waits for.
  package mutating func watch(_ socket: Int32, for wanted: SocketInterest, in watch: SocketWatch) {
    watch.change(socket, from: interest, to: wanted)
    interest = wanted
  }

  /// Gives the socket to a task.
  package mutating func beginWait() {
    isAwaited = true
    count &+= 1
  }

  /// Takes the socket back from the task.
  package mutating func endWait(_ nudge: borrowing Nudge) {
    isAwaited = false
    guard isNudged else { return }
    isNudged = false
    nudge.take()
  }

  /// Tells the task that waits to stop.
  package mutating func nudgeWaiter(_ nudge: borrowing Nudge) {
    guard isAwaited, !isNudged else { return }
    isNudged = true
    nudge.give()
  }

  /// Whether no task has begun to wait since this was asked last.
  package mutating func isUnchanged() -> Bool {
    defer { seenCount = count }
    return seenCount == count
  }
}
