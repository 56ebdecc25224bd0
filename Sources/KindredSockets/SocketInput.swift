#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Waiting for a socket in a task's own thread.
///
/// The reactor ends waits that take too long with a nudge. A time-out of the wait itself would make the system set a
/// timer each time, which takes half as long as a server needs for an answer.
package enum SocketInput {
  /// Whether the socket is readable.
  package static func isReadable(_ socket: Int32) -> Bool {
    var polled = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
    return poll(&polled, 1, 0) > 0
  }

  /// Waits until the socket is readable or, if requested, writable, with a time limit.
  ///
  /// - Returns: Whether the socket is ready.
  package static func wait(on socket: Int32, for interest: SocketInterest, within limit: Duration) -> Bool {
    let events = interest == .readingAndWriting ? POLLIN | POLLOUT : POLLIN
    var polled = pollfd(fd: socket, events: Int16(events), revents: 0)
    // At most an hour at once, so that the number fits.
    let milliseconds = min(max(limit, .zero), .seconds(3600)) / .milliseconds(1)
    return poll(&polled, 1, Int32(milliseconds.rounded(.up))) > 0
  }

  /// Waits until the socket is readable, spinning first if that pays off, or until there is a nudge.
  ///
  /// - Returns: Whether the socket is readable.
  package static func wait(on socket: Int32, until nudge: borrowing Nudge, polling: borrowing BackOff) -> Bool {
    if polling.spin(until: { isReadable(socket) }) { return true }
    let end = nudge.socket
    return withUnsafeTemporaryAllocation(of: pollfd.self, capacity: 2) { polled in
      polled.initializeElement(at: 0, to: pollfd(fd: socket, events: Int16(POLLIN), revents: 0))
      polled.initializeElement(at: 1, to: pollfd(fd: end, events: Int16(POLLIN), revents: 0))
      return poll(polled.baseAddress, 2, -1) > 0 && polled[0].revents != 0
    }
  }
}
