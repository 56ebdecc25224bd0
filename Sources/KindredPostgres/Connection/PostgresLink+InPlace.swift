import CPostgres
import KindredCore
import KindredSockets
import Synchronization

/// Waiting for an answer in the thread of the task.
///
/// To hand a request to another thread and to get the answer from it wakes two threads, which takes longer than the
/// server needs for a small one. So the task that is alone on a connection waits for the answer itself, for a few
/// milliseconds at the most, and only where the statement is known to be quick. The reactor does not watch the socket
/// meanwhile, nor until the connection has not been used for a moment.
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
  var mayStart: Bool { !isBusy.load(ordering: .relaxed) && reactor.places.isFree && nudge.isThere }

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
      guard pending.isEmpty, isAvailable, !use.isAwaited else { return (nil, false) }
      let wasWatched = use.interest != .nothing
      use.beginWait()
      setInterest(.nothing)
      let (unsent, mustWake) = enqueue(request, isShared: false, send)
      if unsent == nil && !mustWake { return (true, wasWatched) }
      use.endWait(nudge)
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
      let isReadable =
        deadline == nil
        ? SocketInput.wait(on: socket, until: nudge, polling: known.polling)
        : SocketInput.wait(on: socket, until: nudge, polling: known.pollingForParts)
      if isReadable { service() }
      let isPartial = locked { request.answer == nil && isReadable && !use.isNudged && !isBroken }
      if isPartial {
        // More of a large answer may come for long, and nobody could stop it.
        let now = ContinuousClock.now
        let end = deadline ?? now + .milliseconds(1)
        deadline = end
        if now < end && !Task.isCancelled { continue }
      }
      return locked {
        use.endWait(nudge)
        // Others have come meanwhile, or the answer is late.
        if !pending.isEmpty && !isBroken { setInterest(wantsToWrite ? .readingAndWriting : .reading) }
        return request.answer
      }
    }
  }

  /// Watches a connection that no task waits for and that was not used since this was asked last; ends the wait of a task
  /// that has waited since then.
  ///
  /// - Returns: Whether it is watched.
  func watchWhenUnused() -> Bool {
    locked {
      if isBroken || use.interest != .nothing { return true }
      guard use.isUnchanged() else { return false }
      if use.isAwaited {
        use.nudgeWaiter(nudge)
        return false
      }
      setInterest(.reading)
      return true
    }
  }

  /// Takes in what the server has said, where nothing is under way: the end of the session, for example.
  func takeIn() {
    guard !isBusy.load(ordering: .acquiring) else { return }
    if SocketInput.isThere(on: socket) { service() }
  }

  /// Lets the reactor watch the connection.
  func watchAgain() { locked { setInterest(wantsToWrite ? .readingAndWriting : .reading) } }
}
