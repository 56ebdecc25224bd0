#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Wakes a thread that waits for sockets: a pipe whose reading end is polled along with the sockets.
package struct Nudge: ~Copyable, Sendable {
  /// The reading end; -1 if the process had no file descriptor left.
  package let socket: Int32
  private let sender: Int32

  package init() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      (socket, sender) = (-1, -1)
      return
    }
    for end in ends {
      // Non-blocking: a full pipe already contains enough wake-ups.
      _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    (socket, sender) = (ends[0], ends[1])
  }

  deinit {
    for end in [socket, sender] where end >= 0 { _ = close(end) }
  }

  /// Whether the pipe could be created.
  package var isOpen: Bool { socket >= 0 }

  /// Wakes the current wait, or the next one.
  package borrowing func give() {
    var byte: UInt8 = 0
    _ = write(sender, &byte, 1)
  }

  /// Consumes the wake-ups.
  package borrowing func take() {
    var drained: (UInt64, UInt64) = (0, 0)
    _ = read(socket, &drained, MemoryLayout.size(ofValue: drained))
  }
}
