import CPostgres
import KindredCore
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// One thread that waits for the sockets of all connections of a database.
final class Reactor: Sendable {
  private struct State {
    var links: [PostgresLink] = []
    var isStopped = false
  }

  private let state = Mutex(State())
  private let wakeRead: Int32
  private let wakeWrite: Int32

  /// Makes a reactor and starts its thread, which keeps it alive until ``stop()``.
  init() throws {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw KindredError(.cannotOpen, "The process has no file descriptor left.") }
    for end in ends {
      _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    wakeRead = ends[0]
    wakeWrite = ends[1]
    try start()
  }

  deinit {
    _ = close(wakeRead)
    _ = close(wakeWrite)
  }

  private func start() throws {
    var thread = pthread_t.init(bitPattern: 0)
    let context = Unmanaged.passRetained(self)
    let status = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        Unmanaged<Reactor>.fromOpaque(context).takeRetainedValue().run()
        return nil
      }, context.toOpaque())
    guard status == 0 else {
      context.release()
      throw KindredError(.cannotOpen, "The process cannot start another thread.")
    }
    pthread_detach(thread)
  }

  func add(_ link: PostgresLink) {
    state.withLock { $0.links.append(link) }
    wake()
  }

  func remove(_ link: PostgresLink) {
    state.withLock { state in state.links.removeAll { $0 === link } }
    wake()
  }

  func stop() {
    state.withLock { state in
      state.isStopped = true
      state.links = []
    }
    wake()
  }

  /// Makes the thread look at the connections anew. When the pipe is full, it will wake anyway.
  func wake() {
    var byte: UInt8 = 0
    _ = write(wakeWrite, &byte, 1)
  }

  private func run() {
    var drained = [UInt8](repeating: 0, count: 64)
    while true {
      let (links, isStopped) = state.withLock { ($0.links, $0.isStopped) }
      if isStopped { return }
      var polled = [pollfd(fd: wakeRead, events: Int16(POLLIN), revents: 0)]
      for link in links {
        let events = link.wantsToWrite ? POLLIN | POLLOUT : POLLIN
        polled.append(pollfd(fd: link.socket, events: Int16(events), revents: 0))
      }
      _ = poll(&polled, nfds_t(polled.count), -1)
      let wasWoken = polled[0].revents != 0
      if wasWoken { while read(wakeRead, &drained, drained.count) == drained.count {} }
      for (index, link) in links.enumerated() {
        // Whoever wakes the thread may have left input in the library's buffer, or a broken connection.
        if polled[index + 1].revents != 0 || (wasWoken && (link.wantsToWrite || link.isBroken)) { link.service() }
      }
    }
  }
}
