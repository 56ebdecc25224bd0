import CSockets
import KindredCore
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The events to wait for on a socket.
package enum SocketInterest: Sendable {
  case nothing, reading, readingAndWriting
}

#if os(Linux)
  /// The sockets that a thread waits for. Other threads may change the events without waking it.
  package final class SocketWatch: Sendable {
    private let epoll: Int32

    /// - Parameter wake: A socket that is always watched.
    init(wake: Int32) throws {
      epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
      guard epoll >= 0 else { throw KindredError(.cannotOpen, "The process has no file descriptor left.") }
      change(wake, from: .nothing, to: .reading)
    }

    deinit { _ = close(epoll) }

    /// Changes the events for a socket. A socket without events is removed, because it may be closed.
    package func change(_ socket: Int32, from former: SocketInterest, to interest: SocketInterest) {
      guard former != interest else { return }
      var event = epoll_event()
      event.data.fd = socket
      event.events = EPOLLIN.rawValue | (interest == .readingAndWriting ? EPOLLOUT.rawValue : 0)
      let operation =
        interest == .nothing ? EPOLL_CTL_DEL : former == .nothing ? EPOLL_CTL_ADD : EPOLL_CTL_MOD
      _ = epoll_ctl(epoll, operation, socket, &event)
    }

    /// Waits until sockets are readable or writable, and calls the closure with each of them.
    ///
    /// - Parameter limit: The time limit in milliseconds; -1 for none.
    func wait(limit: Int32, _ body: (Int32) -> Void) {
      withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: 64) { events in
        let count = epoll_wait(epoll, events.baseAddress, 64, limit)
        for index in 0..<Swift.max(0, Int(count)) { body(events[index].data.fd) }
      }
    }
  }
#else
  /// The sockets that a thread waits for. Other threads may change the events, which wakes it.
  package final class SocketWatch: Sendable {
    private let interests = Mutex<[Int32: SocketInterest]>([:])
    private let nudge = Nudge()

    /// - Parameter wake: A socket that is always watched.
    init(wake: Int32) throws {
      guard nudge.isOpen else { throw KindredError(.cannotOpen, "The process has no file descriptor left.") }
      change(wake, from: .nothing, to: .reading)
    }

    /// Changes the events for a socket.
    package func change(_ socket: Int32, from former: SocketInterest, to interest: SocketInterest) {
      guard former != interest else { return }
      interests.withLock { $0[socket] = interest == .nothing ? nil : interest }
      nudge.give()
    }

    /// Waits until sockets are readable or writable, and calls the closure with each of them.
    ///
    /// - Parameter limit: The time limit in milliseconds; -1 for none.
    func wait(limit: Int32, _ body: (Int32) -> Void) {
      var polled = [pollfd(fd: nudge.socket, events: Int16(POLLIN), revents: 0)]
      for (socket, interest) in interests.withLock({ $0 }) {
        let events = interest == .readingAndWriting ? POLLIN | POLLOUT : POLLIN
        polled.append(pollfd(fd: socket, events: Int16(events), revents: 0))
      }
      _ = poll(&polled, nfds_t(polled.count), limit)
      nudge.take()
      for entry in polled.dropFirst() where entry.revents != 0 { body(entry.fd) }
    }
  }
#endif
