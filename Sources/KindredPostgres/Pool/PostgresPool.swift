import DequeModule
import KindredCore
import Synchronization

/// The connections of a database, up to a maximum that shared and leased ones count against together.
///
/// A statement outside of a transaction goes to the connection with the least under way, and does not keep others from
/// it. A transaction has its connection to itself: what others have sent there before is answered first, for the server
/// works in the order of sending.
final class PostgresPool: Sendable {
  enum Mode: Sendable { case shared, exclusive }

  struct Entry {
    let link: PostgresLink
    /// How many statements of tasks that share the connection are under way.
    var load = 0
    var isLeased = false
  }

  struct Waiter {
    let id: UInt64
    let mode: Mode
    let continuation: CheckedContinuation<PostgresLink, any Error>
    var timer: Task<Void, Never>?
  }

  struct State {
    var entries: [Entry] = []
    var opening = 0
    var waiters: Deque<Waiter> = []
    var nextID: UInt64 = 0
    /// Waiters whose task was cancelled before they were in line.
    var cancelled: Set<UInt64> = []
    var isClosed = false
    var closing: [CheckedContinuation<Void, Never>] = []
    /// After a failure nothing is opened on speculation for a while.
    var pausedUntil: ContinuousClock.Instant?
  }

  let state = Mutex(State())
  let limit: Int
  let timeout: Duration
  private let open: @Sendable (@escaping @Sendable (Result<PostgresLink, KindredError>) -> Void) -> Void

  /// Makes an empty pool.
  ///
  /// - Parameter open: Opens a connection without making anybody wait, and calls its parameter with the outcome.
  init(
    limit: Int, timeout: Duration,
    open: @escaping @Sendable (@escaping @Sendable (Result<PostgresLink, KindredError>) -> Void) -> Void
  ) {
    self.limit = max(1, limit)
    self.timeout = min(timeout, .seconds(365 * 86_400))
    self.open = open
  }

  /// Waits for a connection.
  func acquire(_ mode: Mode) async throws -> PostgresLink {
    let (link, id, opens) = try state.withLock { state -> (PostgresLink?, UInt64, Bool) in
      if state.isClosed { throw Self.closed }
      if state.waiters.isEmpty, let link = Self.grant(mode, &state, limit: limit) {
        return (link, 0, mode == .shared && wantsMore(&state))
      }
      state.nextID += 1
      return (nil, state.nextID, mayOpen(&state))
    }
    if opens { openOne() }
    if let link { return link }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { wait(Waiter(id: id, mode: mode, continuation: $0)) }
    } onCancel: {
      drop(id, CancellationError())
    }
  }

  /// The best connection for a mode, taken; nil when there is none.
  private static func grant(_ mode: Mode, _ state: inout State, limit: Int) -> PostgresLink? {
    let free = state.entries.indices.filter { !state.entries[$0].isLeased && state.entries[$0].link.isAvailable }
    guard let best = free.min(by: { state.entries[$0].load < state.entries[$1].load }) else { return nil }
    switch mode {
    case .shared: state.entries[best].load += 1
    case .exclusive:
      // A new connection is better than waiting for the statements of others.
      if state.entries[best].load > 0 && state.entries.count + state.opening < limit { return nil }
      state.entries[best].isLeased = true
    }
    return state.entries[best].link
  }

  private func mayOpen(_ state: inout State) -> Bool {
    guard !state.isClosed, state.entries.count + state.opening < limit else { return false }
    state.opening += 1
    return true
  }

  /// Whether every connection that can be shared is at work, so that another one would help those who come next.
  private func wantsMore(_ state: inout State) -> Bool {
    guard state.opening == 0, state.entries.allSatisfy({ $0.isLeased || $0.load > 1 }) else { return false }
    if let paused = state.pausedUntil, ContinuousClock.now < paused { return false }
    return mayOpen(&state)
  }

  // MARK: Opening

  private func openOne() { open { [weak self] in self?.opened($0) } }

  private func opened(_ result: Result<PostgresLink, KindredError>) {
    let (failed, unwanted) = state.withLock { state -> (Waiter?, PostgresLink?) in
      state.opening -= 1
      switch result {
      case .success(let link):
        if state.isClosed { return (nil, link) }
        state.entries.append(Entry(link: link))
        state.pausedUntil = nil
        return (nil, nil)
      case .failure:
        state.pausedUntil = ContinuousClock.now + .seconds(1)
        return (state.waiters.popFirst(), nil)
      }
    }
    unwanted?.close()
    if case .failure(let error) = result, let failed {
      failed.timer?.cancel()
      failed.continuation.resume(throwing: error)
    }
    serve()
  }

  /// Gives waiting tasks what has become free, in the order in which they came.
  func serve() {
    var served: [(Waiter, PostgresLink)] = []
    var openings = 0
    var closing: [CheckedContinuation<Void, Never>] = []
    state.withLock { state in
      while let first = state.waiters.first, let link = Self.grant(first.mode, &state, limit: limit) {
        state.waiters.removeFirst()
        served.append((first, link))
      }
      while state.opening < state.waiters.count, mayOpen(&state) { openings += 1 }
      if state.isClosed, state.opening == 0, state.entries.allSatisfy({ $0.load == 0 && !$0.isLeased }) {
        swap(&closing, &state.closing)
      }
    }
    for (waiter, link) in served {
      waiter.timer?.cancel()
      waiter.continuation.resume(returning: link)
    }
    for _ in 0..<openings { openOne() }
    for continuation in closing { continuation.resume() }
  }

  // MARK: Giving back

  /// Gives a connection back.
  ///
  /// - Parameter isReusable: Whether it is in the state in which it was leased.
  func release(_ link: PostgresLink, _ mode: Mode, isReusable: Bool = true) {
    let isDiscarded = state.withLock { state -> Bool in
      guard let index = state.entries.firstIndex(where: { $0.link === link }) else { return false }
      if mode == .shared { state.entries[index].load -= 1 } else { state.entries[index].isLeased = false }
      let isIdle = state.entries[index].load == 0 && !state.entries[index].isLeased
      guard !isReusable || (link.isBroken && isIdle) else { return false }
      state.entries.remove(at: index)
      return true
    }
    if isDiscarded { link.close() }
    serve()
  }

  /// Takes note that a connection broke, or that it can be used again.
  func changed(_ link: PostgresLink) {
    if link.isBroken {
      // One that is in use is taken out when it is given back.
      let isDiscarded = state.withLock { state -> Bool in
        guard let index = state.entries.firstIndex(where: { $0.link === link && $0.load == 0 && !$0.isLeased }) else {
          return false
        }
        state.entries.remove(at: index)
        return true
      }
      if isDiscarded { link.close() }
    }
    serve()
  }

  /// The connections that are there.
  var links: [PostgresLink] { state.withLock { $0.entries.map(\.link) } }

  /// How many are leased by transactions, wait and exist.
  var counts: (leased: Int, waiting: Int, existing: Int) {
    state.withLock { ($0.entries.count(where: \.isLeased), $0.waiters.count, $0.entries.count) }
  }

  static var closed: KindredError { KindredError(.closed, "The database was closed.") }
}
