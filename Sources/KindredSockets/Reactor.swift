import KindredCore
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A thread that waits for the sockets of all connections of a database, except those whose task waits itself.
package final class Reactor: Sendable {
  private struct State {
    var links: [Int32: any SocketLink] = [:]
    var isStopped = false
  }

  private let state = Mutex(State())
  /// Whether the thread was woken and has not reacted yet.
  private let isWoken = Atomic<Bool>(false)
  private let nudge = Nudge()
  package let watch: SocketWatch
  package let places: WaitingPlaces
  /// Whether the thread may spin for further answers or parts of an answer.
  private let mayPoll: Bool
  /// Whether spinning paid off recently. A single late answer may be an exception.
  private let polling = BackOff(tolerance: 2)
  /// Whether there may be connections that are neither watched nor used.
  private let mustCheckUnwatched = Atomic<Bool>(false)

  /// The interval between two checks of the unwatched connections, in milliseconds. At the second check without a
  /// change, a connection is watched again, and a task that waits for it itself is told to stop.
  private static let pause: Int32 = 5

  /// Makes a reactor and starts its thread. The thread keeps it alive until ``stop()``.
  ///
  /// - Parameter waitingPlaces: How many tasks may wait for the server in their own threads; 0 disables this and all
  ///   spinning.
  package init(waitingPlaces: Int) throws {
    places = WaitingPlaces(limit: waitingPlaces)
    mayPoll = waitingPlaces > 0
    guard nudge.isOpen else { throw KindredError(.cannotOpen, "The process has no file descriptor left.") }
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

  /// Makes the thread check all connections. One wake-up is enough until it does.
  package func wake() {
    guard !isWoken.exchange(true, ordering: .sequentiallyConsistent) else { return }
    nudge.give()
  }

  /// Announces that a connection is not watched, so that the thread checks it once its tasks have gone.
  package func noteUnwatched() {
    guard !mustCheckUnwatched.exchange(true, ordering: .sequentiallyConsistent) else { return }
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
      let looksAround = mustCheckUnwatched.load(ordering: .sequentiallyConsistent)
      ready.removeAll(keepingCapacity: true)
      // Checked before the thread yields or sleeps, which may take long: other connections may be ready.
      let isReady = expectsMore && mayPoll && (look(0) || polling.spin { look(0) })
      if !isReady { _ = look(looksAround ? Self.pause : -1) }
      expectsMore = false
      if ready.contains(nudge.socket) {
        nudge.take()
        // Reset before the connections are checked, so that later wake-ups are not lost.
        isWoken.store(false, ordering: .sequentiallyConsistent)
        // A wake-up may mean that input is buffered, or that a connection is broken.
        for link in links where link.wantsToWrite || link.isBroken { link.service() }
      }
      for socket in ready where socket != nudge.socket {
        guard let link = state.withLock({ $0.links[socket] }) else { continue }
        link.service()
        if link.isAwaitingAnswers { expectsMore = true }
      }
      guard looksAround, lastLook.duration(to: .now) >= .milliseconds(Int(Self.pause)) else { continue }
      checkUnwatched()
      lastLook = .now
    }
  }

  /// Whether other connections have running requests.
  package func hasBusyLink(beside link: any SocketLink) -> Bool {
    state.withLock { $0.links.values.contains { $0 !== link && $0.isAwaitingAnswers } }
  }

  private var links: [any SocketLink] { state.withLock { Array($0.links.values) } }

  /// Watches connections again that were not used since the last check.
  private func checkUnwatched() {
    mustCheckUnwatched.store(false, ordering: .sequentiallyConsistent)
    var areAllWatched = true
    for link in links where !link.watchWhenUnused() { areAllWatched = false }
    if !areAllWatched { mustCheckUnwatched.store(true, ordering: .sequentiallyConsistent) }
  }
}
