/// A connection whose socket a ``Reactor`` waits for.
///
/// All members may be called on any thread.
package protocol SocketLink: AnyObject, Sendable {
  var socket: Int32 { get }
  /// Whether the connection is unusable.
  var isBroken: Bool { get }
  /// Whether unsent data waits for the socket to become writable.
  var wantsToWrite: Bool { get }
  /// Whether answers are expected.
  var isAwaitingAnswers: Bool { get }

  /// Sends buffered data and reads available input, without blocking.
  func service()
  /// Makes the reactor watch the socket again.
  func watchAgain()
  /// Makes the reactor watch the socket if no task waits for it and it was not used since the last call. Ends the wait
  /// of a task that has waited since then.
  ///
  /// - Returns: Whether the socket is watched.
  func watchWhenUnused() -> Bool
}
