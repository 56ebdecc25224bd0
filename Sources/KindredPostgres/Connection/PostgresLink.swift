import CPostgres
import DequeModule
import KindredCore
import KindredSockets
import Synchronization

/// A connection to the server, in pipeline mode: requests of several tasks are in flight at once, and are answered in
/// the order in which they were sent.
///
/// Requests that may share a synchronisation point are collected while others are in flight. They are sent together
/// when the server answers, or when there are enough of them.
///
/// **Who may send.** Every request names the lease that sends it. A transaction or a stream has the connection to
/// itself while its lease lasts: requests of any other lease are refused and never reach the server, so that no
/// statement can run in another task's transaction. Normally the pool prevents this: it grants such a lease only on a
/// connection without other leases, and the lease of a single statement lasts until its final answer, including
/// repetitions. Statements that reset a session belong to the lease that ends. The empty round trip that checks a
/// connection is not a statement.
///
/// Unchecked, because the handle and the queue are only accessed inside ``locked(_:)``, which avoids run-time
/// exclusivity checks. Tasks send there, the reactor's thread receives there, and neither blocks inside.
final class PostgresLink: PoolResource, SocketLink, @unchecked Sendable {
  let socket: Int32
  let types: ParameterTypes
  private let lock = SystemLock()
  let reactor: Reactor
  let cancelHandle: OpaquePointer
  /// libpq has a pointer to it as long as the connection lives.
  private let notices: NoticeLog
  @exclusivity(unchecked) private(set) var handle: OpaquePointer?
  /// The step of the COPY that is running; nil in pipeline mode.
  @exclusivity(unchecked) var copyStep: CopyStep?
  @exclusivity(unchecked) var pending: Deque<Request> = []
  @exclusivity(unchecked) private var statements: StatementNames
  /// The number of synchronisation points that the server has not answered.
  @exclusivity(unchecked) private var openBatches = 0
  /// The number of collected requests at the end of the queue, which have no synchronisation point yet.
  @exclusivity(unchecked) private var collected = 0
  /// The maximum number of requests that share a synchronisation point. It is small, so that answers can be read while
  /// the server runs the next requests.
  private static let maximumCollected = 5
  /// An unused parameter buffer.
  private let spareBuffer = Mutex<ParameterBuffer?>(nil)
  /// Whether requests are in flight.
  let isBusy = Atomic<Bool>(false)
  /// Who waits for the socket.
  @exclusivity(unchecked) var use = SocketUse()
  /// Tells a task that waits for the socket to stop.
  let nudge = Nudge()
  let cancelsInFlight = Atomic<Int>(0)
  /// The transaction or stream that has the connection to itself.
  @exclusivity(unchecked) private var owner: PostgresLease?
  /// Whether the server refused a write in a lease that is not read-only, among the results being received.
  @exclusivity(unchecked) private var refusesWrites = false
  /// Called when the server refuses a write in a lease that is not read-only.
  let onRefusal: @Sendable (PostgresLink) -> Void
  @exclusivity(unchecked) var settling: [CheckedContinuation<Void, Never>] = []
  /// Whether a cancel request was sent that the server may not have received yet.
  @exclusivity(unchecked) var mayBeHit = false
  let broken = Atomic<Bool>(false)
  private let writing = Atomic<Bool>(false)
  /// Called once when the connection breaks, and whenever it becomes available again.
  let onChange: @Sendable (PostgresLink) -> Void

  init(
    _ opened: Opened, reactor: Reactor, types: ParameterTypes, notices: NoticeLog, cacheSize: Int,
    onRefusal: @escaping @Sendable (PostgresLink) -> Void, onChange: @escaping @Sendable (PostgresLink) -> Void
  ) {
    self.onRefusal = onRefusal
    handle = opened.handle
    self.notices = notices
    notices.attach(to: opened.handle)
    cancelHandle = opened.cancel
    socket = PQsocket(opened.handle)
    self.reactor = reactor
    self.types = types
    statements = StatementNames(capacity: cacheSize)
    self.onChange = onChange
  }

  deinit {
    if let handle { PQfinish(handle) }
    PQfreeCancel(cancelHandle)
  }

  /// Whether the connection is unusable.
  var isBroken: Bool { broken.load(ordering: .acquiring) }
  /// Whether unsent data waits for the socket to become writable.
  var wantsToWrite: Bool { writing.load(ordering: .acquiring) }
  /// Whether new statements may be sent. Not while a cancel request is in flight, as it could hit them.
  var isAvailable: Bool { !isBroken && cancelsInFlight.load(ordering: .acquiring) == 0 }
  var isAwaitingAnswers: Bool { isBusy.load(ordering: .relaxed) }
  /// Whether the server has answered everything, including requests that no task waits for.
  var isQuiet: Bool { !isBusy.load(ordering: .acquiring) }
  /// Whether the server has answered everything and has no open transaction.
  var isIdle: Bool {
    locked { handle.map { pending.isEmpty && PQtransactionStatus($0) == PQTRANS_IDLE } ?? false }
  }

  /// Runs the closure inside the connection's lock. Nothing inside blocks.
  func locked<Result>(_ body: () -> Result) -> Result {
    lock.withLock(body)
  }

  // MARK: Buffers

  /// A buffer for parameters of the types. Return it with ``release(_:)``.
  func takeBuffer(_ types: [Oid]) -> ParameterBuffer {
    guard let buffer = spareBuffer.withLock({ $0.take() }) else {
      return ParameterBuffer(types: types, userTypes: self.types.userTypes)
    }
    buffer.empty(for: types)
    return buffer
  }

  /// Returns a buffer whose parameters were sent.
  func release(_ buffer: ParameterBuffer) {
    // A buffer that was enlarged for a large value is not kept.
    if buffer.size <= 65_536 { spareBuffer.withLock { $0 = buffer } }
  }

  // MARK: Exclusive use

  /// Gives the connection to a transaction or a stream, until ``end(_:)``.
  func begin(_ lease: PostgresLease) { locked { if owner == nil { owner = lease } } }

  /// Ends a lease. Its later requests never reach the server.
  func end(_ lease: PostgresLease) {
    locked {
      lease.isOver = true
      if owner === lease { owner = nil }
    }
  }

  /// Whether a lease may send. Call it inside `locked`.
  func admits(_ lease: PostgresLease) -> Bool {
    if lease.isOver { return false }
    return lease.use.isLong ? owner === lease : owner == nil
  }

  // MARK: Sending

  /// Sends statements and waits for their results.
  ///
  /// - Parameters:
  ///   - lease: The lease that sends.
  ///   - isCancellable: Whether the cancellation of the task cancels them. Otherwise the task only stops waiting if the
  ///     server does not answer.
  ///   - isShared: Whether it is a single read-only statement that may be answered as skipped.
  ///   - isEnd: Whether they end the transaction, so that it need not have begun.
  func perform(
    for lease: PostgresLease, isCancellable: Bool = true, isShared: Bool = false, isEnd: Bool = false,
    _ send: (inout Outbox, inout StatementNames) -> Void
  ) async -> Answer {
    // What begins a transaction or a savepoint must not be hit by a cancel request for an earlier statement.
    if !isEnd, !isAvailable, lease.use.isLong, !lease.withPreamble({ $0.isEmpty }) { await settled() }
    while true {
      let answer = await performOnce(for: lease, isCancellable, isShared, isEnd, send)
      guard answer.mustWait else { return answer }
      await lease.beginningSettled(isCancellable: isCancellable)
    }
  }

  private func performOnce(
    for lease: PostgresLease, _ isCancellable: Bool, _ isShared: Bool, _ isEnd: Bool,
    _ send: (inout Outbox, inout StatementNames) -> Void
  ) async -> Answer {
    let request = Request(for: lease, isCancellable: isCancellable)
    let actor = #isolation
    defer { request.deliverNext() }
    return await withTaskCancellationHandler {
      await withUnsafeContinuation { continuation in
        request.continuation = continuation
        request.noteTask(on: actor)
        submit(request, isShared: isShared, isEnd: isEnd, send)
      }
    } onCancel: {
      cancel(request)
    }
  }

  /// Sends statements whose results no task waits for.
  ///
  /// - Parameters:
  ///   - lease: The lease that sends.
  ///   - completion: Called with the results, on the reactor's thread.
  func post(
    for lease: PostgresLease, completion: @escaping @Sendable (Answer) -> Void,
    _ send: (inout Outbox, inout StatementNames) -> Void
  ) {
    let request = Request(for: lease, isCancellable: false)
    request.completion = completion
    submit(request, send)
  }

  /// Sends statements whose answer is ignored. Waiting work is notified when it arrives.
  func leave(for lease: PostgresLease, _ send: (inout Outbox, inout StatementNames) -> Void) {
    let request = Request(for: lease, isCancellable: false)
    request.isLeft = true
    submit(request, send)
  }

  /// Sends an empty round trip, and calls the closure with the answer.
  func probe(completion: @escaping @Sendable (Answer) -> Void) {
    let request = Request(for: nil, isCancellable: false)
    request.completion = completion
    submit(request) { _, _ in }
  }

  /// Sends statements whose results the task may get later with ``answer(to:)``.
  @discardableResult
  func post(
    for lease: PostgresLease, isCancellable: Bool = false, _ send: (inout Outbox, inout StatementNames) -> Void
  ) -> Request {
    let request = Request(for: lease, isCancellable: isCancellable)
    submit(request, send)
    return request
  }

  /// Waits for the results of a request.
  func answer(to request: Request) async -> Answer {
    let actor = #isolation
    defer { request.deliverNext() }
    return await withTaskCancellationHandler {
      await withUnsafeContinuation { continuation in
        request.noteTask(on: actor)
        let answer = locked {
          if request.answer == nil { request.continuation = continuation }
          return request.answer
        }
        if let answer { continuation.resume(returning: answer) }
      }
    } onCancel: {
      cancel(request)
    }
  }

  private func submit(
    _ request: Request, isShared: Bool = false, isEnd: Bool = false,
    _ send: (inout Outbox, inout StatementNames) -> Void
  ) {
    let (unsent, mustWake) = locked { () -> (Reply?, Bool) in
      let outcome = enqueue(request, isShared: isShared, isEnd: isEnd, send)
      // A task that waits for the socket itself stops if there are other requests.
      if outcome.unsent == nil && !use.isAwaited { setInterest(wantsToWrite ? .readingAndWriting : .reading) }
      return outcome
    }
    unsent?.deliver()
    if mustWake { reactor.wake() }
  }

  /// Sends or collects a request. Call it inside `locked`.
  ///
  /// - Returns: The reply if it cannot be sent, and whether the reactor has to be woken.
  func enqueue(
    _ request: Request, isShared: Bool, isEnd: Bool = false, _ send: (inout Outbox, inout StatementNames) -> Void
  ) -> (unsent: Reply?, mustWake: Bool) {
    guard let handle, !isBroken, !request.needsCancelRequest else {
      return (request.reply(isLost: !request.needsCancelRequest), false)
    }
    if let lease = request.lease, !admits(lease) || copyStep != nil {
      request.isRefused = true
      return (request.reply(isLost: true), false)
    }
    let demand = isEnd ? .nothing : request.lease?.takePreamble() ?? .nothing
    switch demand {
    case .nothing, .send: break
    case .wait:
      request.mustWait = true
      return (request.reply(isLost: true), false)
    case .refuse:
      request.isRefused = true
      return (request.reply(isLost: true), false)
    }
    request.isSent = true
    var outbox = Outbox(handle: handle, hasPending: collected > 0, isShared: isShared)
    if case .send(let statements, let isBeginning) = demand {
      for sql in statements { outbox.run(sql) }
      request.carry(statements.count, isBeginning: isBeginning)
    }
    send(&outbox, &statements)
    if collected > 0 && !outbox.hasPending { noteSync() }
    // A lease granted before a cancel request was made may send while that is in flight.
    request.isExposed = cancelsInFlight.load(ordering: .relaxed) > 0
    request.unanswered = outbox.count
    pending.append(request)
    isBusy.store(true, ordering: .relaxed)
    collected += 1
    if outbox.isShared, outbox.isSound, openBatches > 0, collected < Self.maximumCollected { return (nil, false) }
    outbox.sync()
    noteSync()
    return (nil, !flush(handle, outbox))
  }

  /// Changes the events that the reactor waits for on the socket. Call it inside `locked`.
  func setInterest(_ wanted: SocketInterest) {
    guard handle != nil else { return }
    use.watch(socket, for: wanted, in: reactor.watch)
  }

  /// Records that a synchronisation point was set after all pending requests.
  private func noteSync() {
    pending.last?.endsBatch = true
    collected = 0
    openBatches += 1
  }

  /// Flushes sent data to the system, and returns whether everything was flushed. The reactor sends the rest, and
  /// handles broken connections.
  private func flush(_ handle: OpaquePointer, _ outbox: Outbox) -> Bool {
    if !outbox.isSound { broken.store(true, ordering: .releasing) }
    if outbox.isSound && PQflush(handle) == 0 { return true }
    writing.store(true, ordering: .releasing)
    return false
  }

  /// Records how libpq has passed its data on: 1 if a rest is left, below 0 if the connection is broken.
  func note(flushed: Int32) {
    writing.store(flushed == 1, ordering: .releasing)
    if flushed < 0 { broken.store(true, ordering: .releasing) }
  }

  /// Forgets that a plan was prepared.
  func forget(_ plan: StatementPlan) { locked { statements.remove(plan) } }

  /// Records the parameter types that the server reported for a plan.
  func note(_ types: [Oid], of plan: StatementPlan, name: String) {
    locked { statements.note(types, of: plan, name: name) }
  }

  // MARK: Receiving, on the reactor's thread or on that of a waiting task

  /// Sends buffered data and reads available input.
  func service() {
    var replies: [Reply] = []
    var hasRefused = false
    var isLeft = false
    let hasBroken = locked {
      guard let handle else { return false }
      // libpq flushes before it reads, so the collected requests need a synchronisation point first.
      if collected > 0 {
        var outbox = Outbox(handle: handle, hasPending: true, isShared: true)
        outbox.sync()
        noteSync()
        if !outbox.isSound { broken.store(true, ordering: .releasing) }
      }
      let flushed = PQflush(handle)
      writing.store(flushed == 1, ordering: .releasing)
      if !use.isAwaited { setInterest(flushed == 1 ? .readingAndWriting : .reading) }
      let consumed = PQconsumeInput(handle)
      refusesWrites = false
      if let copyStep { receiveCopy(handle, copyStep, &replies) } else { isLeft = receive(handle, &replies) }
      hasRefused = refusesWrites
      cancelFirstIfAsked()
      guard flushed < 0 || consumed == 0 || PQstatus(handle) == CONNECTION_BAD || isBroken else { return false }
      failAll(&replies)
      setInterest(.nothing)
      return true
    }
    // Before the tasks continue, so that their next statement finds a writable server.
    if hasRefused { onRefusal(self) }
    // If other connections are busy, the threads are awake, and it is better if the tasks' next statements are sent
    // together.
    if replies.count > 1 && !reactor.hasBusyLink(beside: self) {
      Reply.deliverInTurn(replies)
    } else {
      for reply in replies { reply.deliver() }
    }
    if hasBroken {
      reactor.remove(self)
      settle()
    }
    if hasBroken || isLeft { onChange(self) }
  }

  /// Receives available results, including those that arrived before the connection broke.
  ///
  /// - Returns: Whether a request was answered whose connection nobody else releases.
  private func receive(_ handle: OpaquePointer, _ replies: inout [Reply]) -> Bool {
    var blanks = 0
    var isLeft = false
    while let request = pending.first, PQisBusy(handle) == 0 {
      guard let result = PQgetResult(handle) else {
        guard request.isInStatement else {
          // Several NULL results in a row mean that there is nothing more.
          blanks += 1
          if blanks > 3 {
            broken.store(true, ordering: .releasing)
            return isLeft
          }
          continue
        }
        // The end of a statement's results.
        request.isInStatement = false
        request.unanswered -= 1
        if request.unanswered == 0 && !request.endsBatch { isLeft = finishFirst(&replies) || isLeft }
        continue
      }
      blanks = 0
      if PQresultStatus(result) == PGRES_PIPELINE_SYNC {
        PQclear(result)
        guard request.endsBatch else {
          broken.store(true, ordering: .releasing)
          return isLeft
        }
        openBatches -= 1
        isLeft = finishFirst(&replies) || isLeft
      } else {
        request.isInStatement = true
        if request.confirms(result) {
          PQclear(result)
        } else {
          request.receive(result)
          note(result, of: request)
        }
      }
    }
    return isLeft
  }

  /// Records failures in the order in which the server reports them; the tasks may see them in another order.
  func note(_ result: OpaquePointer, of request: Request) {
    guard PQresultStatus(result) == PGRES_FATAL_ERROR else { return }
    let failure = PostgresFailure(result)
    if failure.sqlState == "25006", request.lease?.mayWrite != false { refusesWrites = true }
    request.lease?.note(failure)
  }

  /// - Returns: Whether nobody else releases the connection: the task has gone, or its lease was released before, as by
  ///   a cursor closed at the last moment.
  private func finishFirst(_ replies: inout [Reply]) -> Bool {
    let request = pending.removeFirst()
    replies.append(request.reply(isLost: false))
    if pending.isEmpty { isBusy.store(false, ordering: .releasing) }
    return request.isLeft || request.lease?.isOver ?? false
  }

  /// Answers all requests with a lost connection.
  private func failAll(_ replies: inout [Reply]) {
    broken.store(true, ordering: .releasing)
    use.nudgeWaiter(nudge)
    for request in pending { replies.append(request.reply(isLost: true)) }
    pending = []
    isBusy.store(false, ordering: .relaxed)
    collected = 0
  }

  // MARK: Closing

  /// Closes the connection; waiting requests are lost.
  func close() {
    reactor.remove(self)
    var replies: [Reply] = []
    locked {
      failAll(&replies)
      setInterest(.nothing)
      if let handle { PQfinish(handle) }
      handle = nil
    }
    for reply in replies { reply.deliver() }
    settle()
  }
}
