import KindredSockets
import Synchronization
import Testing

/// The reactor with connections of no database at all.
@Suite(.timeLimit(.minutes(1))) struct ReactorTests {
  /// A connection that takes in what comes, and says so.
  private final class Link: SocketLink {
    let pair = SocketPair()
    let reactor: Reactor
    /// Whether a byte was there, for each time that it was served.
    let events: AsyncStream<Bool>
    private let report: AsyncStream<Bool>.Continuation
    private let use = Mutex(SocketUse())
    let isBusy = Atomic<Bool>(false)
    let wants = Atomic<Bool>(false)

    init(_ reactor: Reactor) {
      self.reactor = reactor
      (events, report) = AsyncStream.makeStream()
    }

    var socket: Int32 { pair.near }
    var isBroken: Bool { false }
    var wantsToWrite: Bool { wants.load(ordering: .acquiring) }
    var isAwaitingAnswers: Bool { isBusy.load(ordering: .acquiring) }

    func service() {
      wants.store(false, ordering: .releasing)
      report.yield(pair.receive())
    }

    func watchAgain() { use.withLock { $0.watch(socket, for: .reading, in: reactor.watch) } }

    func watchNoMore() { use.withLock { $0.watch(socket, for: .nothing, in: reactor.watch) } }

    func watchWhenUnused() -> Bool {
      use.withLock { use in
        guard use.interest == .nothing else { return true }
        guard use.isUnchanged() else { return false }
        use.watch(socket, for: .reading, in: reactor.watch)
        return true
      }
    }
  }

  private func withReactor(places: Int, _ body: (Reactor) async throws -> Void) async throws {
    let reactor = try Reactor(waitingPlaces: places)
    defer { reactor.stop() }
    try await body(reactor)
  }

  @Test(arguments: [0, 2]) func eachConnectionIsServedWhenSomethingComes(places: Int) async throws {
    try await withReactor(places: places) { reactor in
      let links = (0..<5).map { _ in Link(reactor) }
      for link in links { reactor.add(link) }
      for link in links.reversed() {
        var events = link.events.makeAsyncIterator()
        for isBusy in [true, false] {
          link.isBusy.store(isBusy, ordering: .releasing)
          link.pair.send()
          #expect(await events.next() == true)
        }
      }
    }
  }

  @Test func aWakeServesThoseThatHaveSomethingToWrite() async throws {
    try await withReactor(places: 0) { reactor in
      let (idle, full) = (Link(reactor), Link(reactor))
      reactor.add(idle)
      reactor.add(full)
      full.wants.store(true, ordering: .releasing)
      reactor.wake()
      var events = full.events.makeAsyncIterator()
      #expect(await events.next() == false)
      // The one without had no look: the first of its events is the byte.
      idle.pair.send()
      var others = idle.events.makeAsyncIterator()
      #expect(await others.next() == true)
    }
  }

  @Test func aConnectionThatNobodyWatchesIsWatchedAgain() async throws {
    try await withReactor(places: 0) { reactor in
      let link = Link(reactor)
      reactor.add(link)
      link.watchNoMore()
      link.pair.send()
      reactor.noteUnwatched()
      var events = link.events.makeAsyncIterator()
      #expect(await events.next() == true)
    }
  }

  @Test func onlyOthersAreBusyBesideAConnection() async throws {
    try await withReactor(places: 0) { reactor in
      let (one, other) = (Link(reactor), Link(reactor))
      reactor.add(one)
      reactor.add(other)
      one.isBusy.store(true, ordering: .releasing)
      #expect(!reactor.hasBusyLink(beside: one))
      #expect(reactor.hasBusyLink(beside: other))
      reactor.remove(one)
      #expect(!reactor.hasBusyLink(beside: other))
    }
  }

  @Test func aStoppedReactorLetsItsConnectionsGo() async throws {
    weak var link: Link?
    let reactor = try Reactor(waitingPlaces: 0)
    do {
      let added = Link(reactor)
      reactor.add(added)
      link = added
      reactor.stop()
    }
    // Stopping takes them out of the reactor's list at once.
    #expect(link == nil)
  }
}
