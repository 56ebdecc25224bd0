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

/// One thread that waits for the sockets of all connections of a database, but for those whose task waits itself.
final class Reactor: Sendable {
  private struct State {
    var links: [Int32: PostgresLink] = [:]
    var isStopped = false
  }

  private let state = Mutex(State())
  /// Whether the thread was woken and has not come round to it.
  private let isWoken = Atomic<Bool>(false)
  private let wakeRead: Int32
  private let wakeWrite: Int32
  let watch: SocketWatch
  let places: WaitingPlaces
  /// Whether the thread may stay awake for what follows an answer, or a part of one.
  private let mayPoll: Bool
  /// Whether that was worth while lately. An answer that was late may be an exception.
  private let polling = BackOff(tolerance: 2)
  /// Whether there may be connections that are not watched and not used either.
  private let mustLookAround = Atomic<Bool>(false)

  /// How many milliseconds lie between two looks at the connections that are not watched: at the second one that finds a
  /// connection unchanged, it is watched again, and a task that waits for it itself is told to stop.
  private static let pause: Int32 = 5

  /// Makes a reactor and starts its thread, which keeps it alive until ``stop()``.
  ///
  /// - Parameter waitingPlaces: How many tasks may wait for the server in the threads that they run on; 0 where nobody is
  ///   to wait awake.
  init(waitingPlaces: Int) throws {
    places = WaitingPlaces(limit: waitingPlaces)
    mayPoll = waitingPlaces > 0
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw KindredError(.cannotOpen, "The process has no file descriptor left.") }
    for end in ends {
      _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    wakeRead = ends[0]
    wakeWrite = ends[1]
    watch = try SocketWatch(wake: wakeRead)
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
    state.withLock { $0.links[link.socket] = link }
    link.watchAgain()
  }

  func remove(_ link: PostgresLink) {
    state.withLock { state in
      if state.links[link.socket] === link { state.links[link.socket] = nil }
    }
  }

  func stop() {
    state.withLock { state in
      state.isStopped = true
      state.links = [:]
    }
    wake()
  }

  /// Makes the thread look at the connections anew. Once is enough until it does.
  func wake() {
    guard !isWoken.exchange(true, ordering: .sequentiallyConsistent) else { return }
    var byte: UInt8 = 0
    _ = write(wakeWrite, &byte, 1)
  }

  /// Takes note that a connection is not watched, so that the thread looks after it when its tasks have gone.
  func noteUnwatched() {
    guard !mustLookAround.exchange(true, ordering: .sequentiallyConsistent) else { return }
    wake()
  }

  private func run() {
    var drained: (UInt64, UInt64) = (0, 0)
    var ready: [Int32] = []
    var lastLook = ContinuousClock.now
    var expectsMore = false
    func look(_ limit: Int32) -> Bool {
      watch.wait(limit: limit) { ready.append($0) }
      return !ready.isEmpty
    }
    while true {
      if state.withLock({ $0.isStopped }) { return }
      let looksAround = mustLookAround.load(ordering: .sequentiallyConsistent)
      ready.removeAll(keepingCapacity: true)
      // Looked before the processor is given away, which may come back late: other connections may be ready.
      let isReady = expectsMore && mayPoll && (look(0) || polling.waitAwake { look(0) })
      if !isReady { _ = look(looksAround ? Self.pause : -1) }
      expectsMore = false
      if ready.contains(wakeRead) {
        _ = read(wakeRead, &drained, MemoryLayout.size(ofValue: drained))
        // Before the connections are looked at: whoever comes now wakes the thread again.
        isWoken.store(false, ordering: .sequentiallyConsistent)
        // Whoever wakes the thread may have left input in the library's buffer, or a broken connection.
        for link in links where link.wantsToWrite || link.isBroken { link.service() }
      }
      for socket in ready where socket != wakeRead {
        guard let link = state.withLock({ $0.links[socket] }) else { continue }
        link.service()
        if link.isBusy.load(ordering: .relaxed) { expectsMore = true }
      }
      guard looksAround, lastLook.duration(to: .now) >= .milliseconds(Int(Self.pause)) else { continue }
      lookAround()
      lastLook = .now
    }
  }

  /// Whether requests are under way on other connections than this one.
  func hasBusyLink(beside link: PostgresLink) -> Bool {
    state.withLock { $0.links.values.contains { $0 !== link && $0.isBusy.load(ordering: .relaxed) } }
  }

  private var links: [PostgresLink] { state.withLock { Array($0.links.values) } }

  /// Watches the connections again that were not used since the last time.
  private func lookAround() {
    mustLookAround.store(false, ordering: .sequentiallyConsistent)
    var areAllWatched = true
    for link in links where !link.watchWhenUnused() { areAllWatched = false }
    if !areAllWatched { mustLookAround.store(true, ordering: .sequentiallyConsistent) }
  }
}

/// The places of tasks that wait for the server in the threads that they run on.
final class WaitingPlaces: Sendable {
  private let taken = Atomic<Int>(0)
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  var isFree: Bool { taken.load(ordering: .relaxed) < limit }

  func take() -> Bool {
    guard isFree else { return false }
    if taken.wrappingAdd(1, ordering: .relaxed).newValue <= limit { return true }
    leave()
    return false
  }

  func leave() { taken.wrappingSubtract(1, ordering: .relaxed) }
}
