import CPostgres
import KindredCore
import KindredSockets
import Synchronization

/// Waiting for an answer in the task's own thread.
///
/// Passing a request to another thread and getting the answer back wakes two threads, which takes longer than the
/// server needs for a small statement. So a task that is alone on a connection waits for the answer itself, for a few
/// milliseconds at most, and only if the statement is known to be fast. Meanwhile, and until the connection was unused
/// for a moment, the reactor does not watch the socket.
extension PostgresLink {
  /// The state of statements after ``start(_:)``.
  enum Start {
    case answered(Answer)
    /// The server has not answered yet; ``answer(to:)`` waits for it.
    case sent(Request)
    /// Nothing was sent.
    case declined
  }

  /// Whether ``start(_:)`` is likely to pay off.
  var mayStart: Bool { !isBusy.load(ordering: .relaxed) && reactor.places.isFree && nudge.isOpen }

  /// Sends statements and waits for their results for a moment, without suspending the task.
  ///
  /// - Parameters:
  ///   - known: The statement.
  ///   - lease: The lease that sends.
  ///   - send: Sends the statements.
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
        // A large answer may take long to arrive, and this wait cannot be cancelled.
        let now = ContinuousClock.now
        let end = deadline ?? now + .milliseconds(1)
        deadline = end
        if now < end && !Task.isCancelled { continue }
      }
      return locked {
        use.endWait(nudge)
        // Other requests have arrived meanwhile, or the answer is late.
        if !pending.isEmpty && !isBroken { setInterest(wantsToWrite ? .readingAndWriting : .reading) }
        return request.answer
      }
    }
  }

  /// Watches a connection that no task waits for and that was not used since the last call. Ends the wait of a task
  /// that has waited since then.
  ///
  /// - Returns: Whether the socket is watched.
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

  /// Processes unsolicited messages of the server, such as the end of the session, if no request is in flight.
  func receiveUnsolicited() {
    guard !isBusy.load(ordering: .acquiring) else { return }
    if SocketInput.isReadable(socket) { service() }
  }

  /// Makes the reactor watch the connection again.
  func watchAgain() { locked { setInterest(wantsToWrite ? .readingAndWriting : .reading) } }
}
