import CPostgres
import KindredSockets
import Synchronization

/// Bulk loading with COPY.
///
/// libpq has no COPY in pipeline mode, so the connection leaves it for that time. It belongs to one transaction then, and
/// no other statement of that transaction may run meanwhile. Each step is a request, so that it is waited for, cancelled
/// and lost as any other.
extension PostgresLink {
  /// A step of a COPY.
  enum CopyStep {
    /// The statement was sent, and the server has not said yet that it takes data.
    case beginning
    /// The server takes data.
    case sending
    /// All data was sent, or the COPY was given up.
    case ending
  }

  /// Begins a COPY, when all statements before it are answered.
  ///
  /// - Returns: The server's answer; nil if statements of other tasks are in flight.
  func beginCopy(_ sql: String, for lease: PostgresLease) async -> Answer? {
    let request = Request(for: lease, isCancellable: true)
    var isFree = true
    let answer = await perform(request) {
      guard let handle, pending.isEmpty, !use.isAwaited, PQexitPipelineMode(handle) == 1 else {
        isFree = false
        return request.reply(isLost: true)
      }
      copyStep = .beginning
      return send(request) { PQsendQuery($0, sql) == 1 }
    }
    return isFree ? answer : nil
  }

  /// Sends data, and waits until libpq has passed it on, so that memory is bounded.
  ///
  /// - Returns: Whether the connection is still sound. What the server thinks of the data is known at the end.
  func sendCopy(_ data: [UInt8], for lease: PostgresLease) async -> Bool {
    let request = Request(for: lease, isCancellable: true)
    let answer = await perform(request) {
      send(request) { handle in
        data.withUnsafeBytes { bytes in
          let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
          return PQputCopyData(handle, start, Int32(clamping: bytes.count)) == 1
        }
      }
    }
    return !answer.isLost
  }

  /// Ends a COPY and returns to pipeline mode.
  ///
  /// - Parameter isGivenUp: Whether the server undoes it.
  func endCopy(isGivenUp: Bool, for lease: PostgresLease) async -> Answer {
    // One that is given up is over at once, whether or not the task was cancelled.
    let request = Request(for: lease, isCancellable: !isGivenUp)
    return await perform(request) {
      copyStep = .ending
      return send(request) { PQputCopyEnd($0, isGivenUp ? "given up" : nil) == 1 }
    }
  }

  private func perform(_ request: Request, _ begin: () -> Reply?) async -> Answer {
    let actor = #isolation
    defer { request.deliverNext() }
    return await withTaskCancellationHandler {
      await withUnsafeContinuation { continuation in
        request.continuation = continuation
        request.noteTask(on: actor)
        let replies = locked { () -> [Reply] in
          guard handle != nil, !isBroken, request.lease.map(admits) ?? false else {
            return [request.reply(isLost: true)]
          }
          if let reply = begin() { return [reply] }
          // An error that the server found while it still took data has been received already, and the socket would not
          // become readable again.
          var replies: [Reply] = []
          if let handle, let copyStep, !isBroken { receiveCopy(handle, copyStep, &replies) }
          return replies
        }
        for reply in replies { reply.deliver() }
        if isBroken || wantsToWrite { reactor.wake() }
      }
    } onCancel: {
      cancel(request)
    }
  }

  /// Passes something to libpq for a step. Call it inside `locked`.
  ///
  /// - Returns: The reply, if the step is over already.
  private func send(_ request: Request, _ body: (OpaquePointer) -> Bool) -> Reply? {
    guard let handle else { return request.reply(isLost: true) }
    request.isSent = true
    request.endsBatch = true
    request.isExposed = cancelsInFlight.load(ordering: .relaxed) > 0
    let isSound = body(handle)
    let flushed = isSound ? PQflush(handle) : -1
    note(flushed: flushed)
    if case .sending = copyStep, flushed == 0 { return request.reply(isLost: false) }
    pending.append(request)
    isBusy.store(true, ordering: .relaxed)
    setInterest(flushed == 1 ? .readingAndWriting : .reading)
    return nil
  }

  /// Receives what belongs to the current step. Call it inside `locked`.
  func receiveCopy(_ handle: OpaquePointer, _ step: CopyStep, _ replies: inout [Reply]) {
    // Steps that no task waits for any more are over with the next one.
    while pending.count > 1 { replies.append(finishStep()) }
    guard let request = pending.first else { return }
    if case .sending = step {
      if !wantsToWrite { replies.append(finishStep()) }
      return
    }
    while PQisBusy(handle) == 0 {
      guard let result = PQgetResult(handle) else {
        // The COPY is over.
        copyStep = nil
        if PQenterPipelineMode(handle) != 1 { broken.store(true, ordering: .releasing) }
        return replies.append(finishStep())
      }
      let takesData = PQresultStatus(result) == PGRES_COPY_IN
      request.receive(result)
      note(result, of: request)
      guard takesData else { continue }
      // Asked again, libpq would say the same again.
      copyStep = .sending
      return replies.append(finishStep())
    }
  }

  private func finishStep() -> Reply {
    let request = pending.removeFirst()
    isBusy.store(false, ordering: .releasing)
    return request.reply(isLost: false)
  }
}
