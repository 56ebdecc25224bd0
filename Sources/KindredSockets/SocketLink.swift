/// A connection whose socket a ``Reactor`` waits for.
///
/// All of it may be asked on any thread.
package protocol SocketLink: AnyObject, Sendable {
  var socket: Int32 { get }
  /// Whether the connection can be used no more.
  var isBroken: Bool { get }
  /// Whether the socket has to take more before all is sent.
  var wantsToWrite: Bool { get }
  /// Whether answers are to come.
  var isAwaitingAnswers: Bool { get }

  /// Writes what is left to write, and takes in what has come. Nothing inside waits.
  func service()
  /// Has the reactor watch the socket.
  func watchAgain()
  /// Has the reactor watch a socket that no task waits for and that was not used since this was asked last; ends the wait
  /// of a task that has waited since then.
  ///
  /// - Returns: Whether it is watched.
  func watchWhenUnused() -> Bool
}
