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
    /// Whether the links are others than the thread knows.
    var hasChanged = true
  }

  private let state = Mutex(State())
  /// Whether the thread was woken and has not come round to it.
  private let isWoken = Atomic<Bool>(false)
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
    state.withLock { state in
      state.links.append(link)
      state.hasChanged = true
    }
    wake()
  }

  func remove(_ link: PostgresLink) {
    state.withLock { state in
      state.links.removeAll { $0 === link }
      state.hasChanged = true
    }
    wake()
  }

  func stop() {
    state.withLock { state in
      state.isStopped = true
      state.links = []
      state.hasChanged = true
    }
    wake()
  }

  /// Makes the thread look at the connections anew. Once is enough until it does.
  func wake() {
    guard !isWoken.exchange(true, ordering: .sequentiallyConsistent) else { return }
    var byte: UInt8 = 0
    _ = write(wakeWrite, &byte, 1)
  }

  private func run() {
    var drained: (UInt64, UInt64) = (0, 0)
    var links: [PostgresLink] = []
    var polled: [pollfd] = []
    while true {
      let (changed, isStopped) = state.withLock { state -> ([PostgresLink]?, Bool) in
        defer { state.hasChanged = false }
        return (state.hasChanged ? state.links : nil, state.isStopped)
      }
      if isStopped { return }
      if let changed {
        links = changed
        polled = ([wakeRead] + links.map(\.socket)).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      }
      for index in links.indices {
        polled[index + 1].events = Int16(links[index].wantsToWrite ? POLLIN | POLLOUT : POLLIN)
      }
      _ = poll(&polled, nfds_t(polled.count), -1)
      let wasWoken = polled[0].revents != 0
      if wasWoken {
        _ = read(wakeRead, &drained, MemoryLayout.size(ofValue: drained))
        // Before the connections are looked at: whoever comes now wakes the thread again.
        isWoken.store(false, ordering: .sequentiallyConsistent)
      }
      for index in links.indices {
        let link = links[index]
        // Whoever wakes the thread may have left input in the library's buffer, or a broken connection.
        if polled[index + 1].revents != 0 || (wasWoken && (link.wantsToWrite || link.isBroken)) { link.service() }
      }
    }
  }
}
