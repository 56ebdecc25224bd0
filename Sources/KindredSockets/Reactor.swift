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
package final class Reactor: Sendable {
  private struct State {
    var links: [Int32: any SocketLink] = [:]
    var isStopped = false
  }

  private let state = Mutex(State())
  /// Whether the thread was woken and has not come round to it.
  private let isWoken = Atomic<Bool>(false)
  private let nudge = Nudge()
  package let watch: SocketWatch
  package let places: WaitingPlaces
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
  package init(waitingPlaces: Int) throws {
    places = WaitingPlaces(limit: waitingPlaces)
    mayPoll = waitingPlaces > 0
    guard nudge.isThere else { throw KindredError(.cannotOpen, "The process has no file descriptor left.") }
    watch = try SocketWatch(wake: nudge.socket)
    try start()
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

  package func add(_ link: any SocketLink) {
    state.withLock { $0.links[link.socket] = link }
    link.watchAgain()
  }

  package func remove(_ link: any SocketLink) {
    state.withLock { state in
      if state.links[link.socket] === link { state.links[link.socket] = nil }
    }
  }

  package func stop() {
    state.withLock { state in
      state.isStopped = true
      state.links = [:]
    }
    wake()
  }

  /// Makes the thread look at the connections anew. Once is enough until it does.
  package func wake() {
    guard !isWoken.exchange(true, ordering: .sequentiallyConsistent) else { return }
    nudge.give()
  }

  /// Takes note that a connection is not watched, so that the thread looks after it when its tasks have gone.
  package func noteUnwatched() {
    guard !mustLookAround.exchange(true, ordering: .sequentiallyConsistent) else { return }
    wake()
  }

  private func run() {
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
      if ready.contains(nudge.socket) {
        nudge.take()
        // Before the connections are looked at: whoever comes now wakes the thread again.
        isWoken.store(false, ordering: .sequentiallyConsistent)
        // Whoever wakes the thread may have left input in a buffer, or a broken connection.
        for link in links where link.wantsToWrite || link.isBroken { link.service() }
      }
      for socket in ready where socket != nudge.socket {
        guard let link = state.withLock({ $0.links[socket] }) else { continue }
        link.service()
        if link.isAwaitingAnswers { expectsMore = true }
      }
      guard looksAround, lastLook.duration(to: .now) >= .milliseconds(Int(Self.pause)) else { continue }
      lookAround()
      lastLook = .now
    }
  }

  /// Whether requests are under way on other connections than this one.
  package func hasBusyLink(beside link: any SocketLink) -> Bool {
    state.withLock { $0.links.values.contains { $0 !== link && $0.isAwaitingAnswers } }
  }

  private var links: [any SocketLink] { state.withLock { Array($0.links.values) } }

  /// Watches the connections again that were not used since the last time.
  private func lookAround() {
    mustLookAround.store(false, ordering: .sequentiallyConsistent)
    var areAllWatched = true
    for link in links where !link.watchWhenUnused() { areAllWatched = false }
    if !areAllWatched { mustLookAround.store(true, ordering: .sequentiallyConsistent) }
  }
}
