/// Who waits for a connection's socket: the reactor, a task in its own thread, or (briefly) nobody.
///
/// It is part of the connection, and only accessed inside the connection's lock.
package struct SocketUse: Sendable {
  /// What the reactor waits for.
  package private(set) var interest = SocketInterest.nothing
  /// Whether a task waits for the socket itself.
  package private(set) var isAwaited = false
  /// Whether that task was told to stop waiting.
  package private(set) var isNudged = false
  /// The number of waits by tasks, and how many of them the reactor has seen.
  private var count = 0
  private var seenCount = 0

  package init() {}

  /// Changes the events that the reactor waits for.
  package mutating func watch(_ socket: Int32, for wanted: SocketInterest, in watch: SocketWatch) {
    watch.change(socket, from: interest, to: wanted)
    interest = wanted
  }

  /// Called when a task starts to wait for the socket.
  package mutating func beginWait() {
    isAwaited = true
    count &+= 1
  }

  /// Called when the task's wait has ended.
  package mutating func endWait(_ nudge: borrowing Nudge) {
    isAwaited = false
    guard isNudged else { return }
    isNudged = false
    nudge.take()
  }

  /// Tells the waiting task to stop.
  package mutating func nudgeWaiter(_ nudge: borrowing Nudge) {
    guard isAwaited, !isNudged else { return }
    isNudged = true
    nudge.give()
  }

  /// Whether no task has started a wait since the last call.
  package mutating func isUnchanged() -> Bool {
    defer { seenCount = count }
    return seenCount == count
  }
}
