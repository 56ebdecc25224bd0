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

/// Waiting for an answer in the thread of the task.
///
/// To hand a request to another thread and to get the answer from it wakes two threads, which takes longer than the
/// server needs for a small one. So the task that is alone on a connection waits for the answer itself, for a few
/// milliseconds at the most, and only where the statement is known to be quick. The reactor does not watch the socket
/// meanwhile, nor until the connection has not been used for a moment.
///
/// It is the reactor that ends a wait which takes too long, when it looks around: a time limit of the wait itself would
/// have the system set a timer for each, which takes half as long as the server needs for an answer.
extension PostgresLink {
  /// What became of statements that were sent.
  enum Start {
    case answered(Answer)
    /// The server has not answered yet; ``answer(to:)`` waits for it.
    case sent(Request)
    /// Nothing was sent.
    case declined
  }

  /// Whether it is worth while to ask ``start(_:)``.
  var mayStart: Bool { !isBusy.load(ordering: .relaxed) && reactor.places.isFree && nudge.read >= 0 }

  /// Sends statements and waits for their results, for a moment, without suspending the task.
  ///
  /// - Parameters:
  ///   - known: The statement.
  ///   - lease: Who sends.
  ///   - send: Sends it.
  func start(
    _ known: KnownStatement, for lease: PostgresLease, _ send: (inout Outbox, inout StatementNames) -> Void
  ) -> Start {
    guard reactor.places.take() else { return .declined }
    defer { reactor.places.leave() }
    let request = Request(for: lease, isCancellable: true)
    let (mayWait, wasWatched) = locked { () -> (Bool?, Bool) in
      guard pending.isEmpty, isAvailable, !isAwaited else { return (nil, false) }
      let wasWatched = interest != .nothing
      isAwaited = true
      useCount &+= 1
      setInterest(.nothing)
      let (unsent, mustWake) = enqueue(request, isShared: false, send)
      if unsent == nil && !mustWake { return (true, wasWatched) }
      isAwaited = false
      setInterest(wantsToWrite ? .readingAndWriting : .reading)
      return (unsent == nil ? false : nil, false)
    }
    guard let mayWait else { return .declined }
    if wasWatched { reactor.noteUnwatched() }
    guard mayWait else {
      reactor.wake()
      return .sent(request)
    }
    return wait(for: request, known).map { .answered($0) } ?? .sent(request)
  }

  private func wait(for request: Request, _ known: KnownStatement) -> Answer? {
    var deadline: ContinuousClock.Instant?
    while true {
      let isReadable = deadline == nil ? hasInput(known.polling) : hasInput(known.pollingForParts)
      if isReadable { service() }
      let isPartial = locked { request.answer == nil && isReadable && !isNudged && !isBroken }
      if isPartial {
        // More of a large answer may come for long, and nobody could stop it.
        let now = ContinuousClock.now
        let end = deadline ?? now + .milliseconds(1)
        deadline = end
        if now < end && !Task.isCancelled { continue }
      }
      return locked {
        isAwaited = false
        takeNudge()
        // Others have come meanwhile, or the answer is late.
        if !pending.isEmpty && !isBroken { setInterest(wantsToWrite ? .readingAndWriting : .reading) }
        return request.answer
      }
    }
  }

  /// Waits until something can be read, awake where that is worth while, or until there is a nudge.
  ///
  /// - Returns: Whether something can be read.
  private func hasInput(_ polling: borrowing BackOff) -> Bool {
    var polled = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
    return polling.waitAwake { poll(&polled, 1, 0) > 0 } || waitForSocket()
  }

  /// Waits asleep until something can be read, or until there is a nudge.
  ///
  /// - Returns: Whether something can be read.
  private func waitForSocket() -> Bool {
    withUnsafeTemporaryAllocation(of: pollfd.self, capacity: 2) { polled in
      polled.initializeElement(at: 0, to: pollfd(fd: socket, events: Int16(POLLIN), revents: 0))
      polled.initializeElement(at: 1, to: pollfd(fd: nudge.read, events: Int16(POLLIN), revents: 0))
      return poll(polled.baseAddress, 2, -1) > 0 && polled[0].revents != 0
    }
  }

  /// Ends the wait of the task that waits itself. To be called inside `locked`.
  func nudgeWaiter() {
    guard isAwaited, !isNudged else { return }
    isNudged = true
    var byte: UInt8 = 0
    _ = write(nudge.write, &byte, 1)
  }

  private func takeNudge() {
    guard isNudged else { return }
    isNudged = false
    var byte: UInt8 = 0
    _ = read(nudge.read, &byte, 1)
  }

  /// Watches a connection that no task waits for and that was not used since this was asked last; ends the wait of a task
  /// that has waited since then.
  ///
  /// - Returns: Whether it is watched.
  func watchWhenUnused() -> Bool {
    locked {
      if isBroken || interest != .nothing { return true }
      guard useCount == seenUseCount else {
        seenUseCount = useCount
        return false
      }
      if isAwaited {
        nudgeWaiter()
        return false
      }
      setInterest(.reading)
      return true
    }
  }

  /// Takes in what the server has said, where nothing is under way: the end of the session, for example.
  func takeIn() {
    guard !isBusy.load(ordering: .acquiring) else { return }
    var polled = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
    if poll(&polled, 1, 0) > 0 { service() }
  }

  /// Lets the reactor watch the connection.
  func watchAgain() { locked { setInterest(wantsToWrite ? .readingAndWriting : .reading) } }
}
