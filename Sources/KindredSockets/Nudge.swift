#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A way to end the wait of a thread from another one: a pipe, whose reading end is waited for beside the sockets.
package struct Nudge: ~Copyable, Sendable {
  /// What is waited for; -1 when the process had no file descriptor left.
  package let socket: Int32
  private let sender: Int32

  package init() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      (socket, sender) = (-1, -1)
      return
    }
    for end in ends {
      // Neither end makes anybody wait: a pipe that is full has nudges enough in it.
      _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    (socket, sender) = (ends[0], ends[1])
  }

  deinit {
    for end in [socket, sender] where end >= 0 { _ = close(end) }
  }

  /// Whether there is one.
  package var isThere: Bool { socket >= 0 }

  /// Ends the wait, or the next one.
  package borrowing func give() {
    var byte: UInt8 = 0
    _ = write(sender, &byte, 1)
  }

  /// Takes the nudges that were given.
  package borrowing func take() {
    var drained: (UInt64, UInt64) = (0, 0)
    _ = read(socket, &drained, MemoryLayout.size(ofValue: drained))
  }
}
