import CPostgres
import DequeModule
import KindredCore
import KindredSockets
import Synchronization

/// One connection to the server, in pipeline mode: requests of several tasks are on their way at once, and are answered
/// in the order in which they were sent.
///
/// Requests that may share a synchronisation point and find others on their way are collected, and sent together as soon
/// as the server answers something or there are enough of them.
///
/// **Who may send.** Only a lease sends, and it says so with each request. A transaction or a stream owns the connection
/// while its lease lasts: what any other lease sends then is refused and never reaches the server, so that no statement
/// can run in a transaction that is not its own. The pool sees to it that this does not happen: it gives such a lease only
/// on a connection of which nobody has another one, and a lease for one statement lasts until the statement has its final
/// answer, with all that is sent again. What Kindred itself has to send between two leases, to put a session back, belongs
/// to the lease that ends. An empty round trip, which checks a connection, is no statement.
///
/// Unchecked, because the handle and the queue are plain values: they are only touched inside ``locked(_:)``, so that the
/// compiler need not check at run time who has access. Tasks send there, the reactor's thread receives there, and neither
/// waits for the network inside.
final class PostgresLink: PoolResource, SocketLink, @unchecked Sendable {
  let socket: Int32
  let types: ParameterTypes
  private let lock = SystemLock()
  let reactor: Reactor
  let cancelHandle: OpaquePointer
  /// The library has a pointer to it for as long as the connection lives.
  private let notices: NoticeLog
  @exclusivity(unchecked) private var handle: OpaquePointer?
  @exclusivity(unchecked) var pending: Deque<Request> = []
  @exclusivity(unchecked) private var statements: StatementNames
  /// How many synchronisation points the server has not answered.
  @exclusivity(unchecked) private var openBatches = 0
  /// How many requests at the end of the queue are collected: no synchronisation point stands behind them.
  @exclusivity(unchecked) private var collected = 0
  /// How many requests have one synchronisation point at the most: while the server works on some, the answers to those
  /// before are read.
  private static let mostCollected = 5
  /// A buffer for parameters that nobody uses.
  private let spareBuffer = Mutex<ParameterBuffer?>(nil)
  /// Whether requests are under way.
  let isBusy = Atomic<Bool>(false)
  /// Who waits for the socket.
  @exclusivity(unchecked) var use = SocketUse()
  /// Tells a task that waits for the socket itself to stop.
  let nudge = Nudge()
  let cancelsInFlight = Atomic<Int>(0)
  /// The transaction or stream that has the connection to itself.
  @exclusivity(unchecked) private var owner: PostgresLease?
  /// Whether the server refused to write where nobody had asked for reading only, in what is being received.
  @exclusivity(unchecked) private var refusesWrites = false
  /// Called when it refuses.
  let onRefusal: @Sendable (PostgresLink) -> Void
  @exclusivity(unchecked) var settling: [CheckedContinuation<Void, Never>] = []
  let broken = Atomic<Bool>(false)
  private let writing = Atomic<Bool>(false)
  /// Called once when the connection breaks, and whenever it has become available again.
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

  /// Whether the connection can be used no more.
  var isBroken: Bool { broken.load(ordering: .acquiring) }
  /// Whether the reactor has to wait until the socket takes more.
  var wantsToWrite: Bool { writing.load(ordering: .acquiring) }
  /// Whether new statements may be sent: a request to cancel that is under way could hit them.
  var isAvailable: Bool { !isBroken && cancelsInFlight.load(ordering: .acquiring) == 0 }
  var isAwaitingAnswers: Bool { isBusy.load(ordering: .relaxed) }
  /// Whether the server has answered everything, also what a task did not wait for any more.
  var isQuiet: Bool { !isBusy.load(ordering: .acquiring) }
  /// Whether the server has answered everything and said that no transaction is open.
  var isIdle: Bool {
    locked { handle.map { pending.isEmpty && PQtransactionStatus($0) == PQTRANS_IDLE } ?? false }
  }

  /// Runs the closure with the connection to itself. Nothing inside waits.
  func locked<Result>(_ body: () -> Result) -> Result {
    lock.withLock(body)
  }

  // MARK: Buffers

  /// A buffer for parameters of some types, to be given back with ``giveBack(_:)``.
  func takeBuffer(_ types: [Oid]) -> ParameterBuffer {
    guard let buffer = spareBuffer.withLock({ $0.take() }) else {
      return ParameterBuffer(types: types, ofUsers: self.types.ofUsers)
    }
    buffer.empty(for: types)
    return buffer
  }

  /// Takes a buffer back whose parameters were sent.
  func giveBack(_ buffer: ParameterBuffer) {
    // What was needed once for a large value is not kept.
    if buffer.size <= 65_536 { spareBuffer.withLock { $0 = buffer } }
  }

  // MARK: Owning

  /// Gives the connection to a transaction or a stream, until ``end(_:)``.
  func begin(_ lease: PostgresLease) { locked { if owner == nil { owner = lease } } }

  /// Ends a lease. Nothing that it sends from now on reaches the server.
  func end(_ lease: PostgresLease) {
    locked {
      lease.isOver = true
      if owner === lease { owner = nil }
    }
  }

  /// Whether a lease may send. To be called inside `locked`.
  private func admits(_ lease: PostgresLease) -> Bool {
    if lease.isOver { return false }
    return lease.use.isLong ? owner === lease : owner == nil
  }

  // MARK: Sending

  /// Sends statements, and waits for their results.
  ///
  /// - Parameters:
  ///   - lease: Who sends.
  ///   - isCancellable: Whether the cancellation of the task stops them. What is not stopped is still given up when the
  ///     server does not answer a cancelled task.
  ///   - isShared: Whether it is one statement that changes nothing, and that may be answered as skipped.
  func perform(
    for lease: PostgresLease, isCancellable: Bool = true, isShared: Bool = false,
    _ send: (inout Outbox, inout StatementNames) -> Void
  ) async -> Answer {
    let request = Request(for: lease, isCancellable: isCancellable)
    let actor = #isolation
    defer { request.passOn() }
    return await withTaskCancellationHandler {
      await withUnsafeContinuation { continuation in
        request.continuation = continuation
        request.noteTask(on: actor)
        submit(request, isShared: isShared, send)
      }
    } onCancel: {
      cancel(request)
    }
  }

  /// Sends statements whose results nobody waits for.
  ///
  /// - Parameters:
  ///   - lease: Who sends.
  ///   - completion: Called with the results, on the reactor's thread.
  func post(
    for lease: PostgresLease, completion: @escaping @Sendable (Answer) -> Void,
    _ send: (inout Outbox, inout StatementNames) -> Void
  ) {
    let request = Request(for: lease, isCancellable: false)
    request.completion = completion
    submit(request, send)
  }

  /// Sends statements whose answer is of no use. What it keeps waiting is told when it has come.
  func leave(for lease: PostgresLease, _ send: (inout Outbox, inout StatementNames) -> Void) {
    let request = Request(for: lease, isCancellable: false)
    request.isLeft = true
    submit(request, send)
  }

  /// Has the server answer without a statement, and calls the closure with the answer.
  func probe(completion: @escaping @Sendable (Answer) -> Void) {
    let request = Request(for: nil, isCancellable: false)
    request.completion = completion
    submit(request) { _, _ in }
  }

  /// Sends statements whose results the task comes for later, with ``answer(to:)``, or not at all.
  @discardableResult
  func post(
    for lease: PostgresLease, isCancellable: Bool = false, _ send: (inout Outbox, inout StatementNames) -> Void
  ) -> Request {
    let request = Request(for: lease, isCancellable: isCancellable)
    submit(request, send)
    return request
  }

  /// Waits for the results of what was sent.
  func answer(to request: Request) async -> Answer {
    let actor = #isolation
    defer { request.passOn() }
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
    _ request: Request, isShared: Bool = false, _ send: (inout Outbox, inout StatementNames) -> Void
  ) {
    let (unsent, mustWake) = locked { () -> (Reply?, Bool) in
      let outcome = enqueue(request, isShared: isShared, send)
      // A task that waits for the socket itself gives it back when there are others.
      if outcome.unsent == nil && !use.isAwaited { setInterest(wantsToWrite ? .readingAndWriting : .reading) }
      return outcome
    }
    unsent?.deliver()
    if mustWake { reactor.wake() }
  }

  /// Sends a request, or collects it. To be called inside `locked`.
  ///
  /// - Returns: The reply when it cannot be sent, and whether the reactor has to be woken.
  func enqueue(
    _ request: Request, isShared: Bool, _ send: (inout Outbox, inout StatementNames) -> Void
  ) -> (unsent: Reply?, mustWake: Bool) {
    guard let handle, !isBroken, !request.isToBeStopped else {
      return (request.reply(isLost: !request.isToBeStopped), false)
    }
    if let lease = request.lease, !admits(lease) {
      request.isRefused = true
      return (request.reply(isLost: true), false)
    }
    request.isSent = true
    var outbox = Outbox(handle: handle, hasCompany: collected > 0, isShared: isShared)
    send(&outbox, &statements)
    if collected > 0 && !outbox.hasCompany { noteSync() }
    // Whoever had the connection before a request to cancel was made may send while it is under way.
    request.isExposed = cancelsInFlight.load(ordering: .relaxed) > 0
    request.unanswered = outbox.count
    pending.append(request)
    isBusy.store(true, ordering: .relaxed)
    collected += 1
    if outbox.isShared, outbox.isSound, openBatches > 0, collected < Self.mostCollected { return (nil, false) }
    outbox.sync()
    noteSync()
    return (nil, !flush(handle, outbox))
  }

  /// Changes what the reactor waits for on the socket. To be called inside `locked`.
  func setInterest(_ wanted: SocketInterest) {
    guard handle != nil else { return }
    use.watch(socket, for: wanted, in: reactor.watch)
  }

  /// Takes note that a synchronisation point was set behind all that is pending.
  private func noteSync() {
    pending.last?.endsBatch = true
    collected = 0
    openBatches += 1
  }

  /// Gives the system what it takes of what was sent, and says whether that was all. The reactor sees to the rest, and to
  /// a connection that broke.
  private func flush(_ handle: OpaquePointer, _ outbox: Outbox) -> Bool {
    if !outbox.isSound { broken.store(true, ordering: .releasing) }
    if outbox.isSound && PQflush(handle) == 0 { return true }
    writing.store(true, ordering: .releasing)
    return false
  }

  /// Forgets that a plan was prepared.
  func forget(_ plan: StatementPlan) { locked { statements.remove(plan) } }

  /// Takes note of the types that the server gave to the parameters of a plan.
  func note(_ types: [Oid], of plan: StatementPlan, name: String) {
    locked { statements.note(types, of: plan, name: name) }
  }

  // MARK: Receiving, on the reactor's thread or that of a task that waits itself

  /// Writes what is left to write, and takes in what has come.
  func service() {
    var replies: [Reply] = []
    var hasRefused = false
    var isLeft = false
    let hasBroken = locked {
      guard let handle else { return false }
      // The library sends what is collected before it reads, so that a synchronisation point has to stand behind it.
      if collected > 0 {
        var outbox = Outbox(handle: handle, hasCompany: true, isShared: true)
        outbox.sync()
        noteSync()
        if !outbox.isSound { broken.store(true, ordering: .releasing) }
      }
      let flushed = PQflush(handle)
      writing.store(flushed == 1, ordering: .releasing)
      if !use.isAwaited { setInterest(flushed == 1 ? .readingAndWriting : .reading) }
      let consumed = PQconsumeInput(handle)
      refusesWrites = false
      isLeft = receive(handle, &replies)
      hasRefused = refusesWrites
      cancelFirstIfAsked()
      guard flushed < 0 || consumed == 0 || PQstatus(handle) == CONNECTION_BAD || isBroken else { return false }
      lose(&replies)
      setInterest(.nothing)
      return true
    }
    // Before the tasks go on: what they send next is to find the server that writes.
    if hasRefused { onRefusal(self) }
    // With other connections at work the threads are awake, and what the tasks send next is better sent together.
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

  /// Takes in the results that have come, also those that came before the connection broke.
  ///
  /// - Returns: Whether one was answered for which nobody gives the connection back.
  private func receive(_ handle: OpaquePointer, _ replies: inout [Reply]) -> Bool {
    var blanks = 0
    var isLeft = false
    while let request = pending.first, PQisBusy(handle) == 0 {
      guard let result = PQgetResult(handle) else {
        guard request.isInStatement else {
          // Several in a row mean that nothing more will come.
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
        request.receive(result)
        note(result, of: request)
      }
    }
    return isLeft
  }

  /// Takes note of a failure in the order in which the server reports them: the tasks may learn of them in another one.
  private func note(_ result: OpaquePointer, of request: Request) {
    guard PQresultStatus(result) == PGRES_FATAL_ERROR else { return }
    let failure = PostgresFailure(result)
    if failure.sqlState == "25006", request.lease?.mayWrite != false { refusesWrites = true }
    request.lease?.note(failure)
  }

  /// - Returns: Whether nobody will give the connection back for it: its task has gone, or its lease was given back before,
  ///   as by a cursor that was closed at the last moment.
  private func finishFirst(_ replies: inout [Reply]) -> Bool {
    let request = pending.removeFirst()
    replies.append(request.reply(isLost: false))
    if pending.isEmpty { isBusy.store(false, ordering: .releasing) }
    return request.isLeft || request.lease?.isOver ?? false
  }

  /// Answers all requests that the connection was lost.
  private func lose(_ replies: inout [Reply]) {
    broken.store(true, ordering: .releasing)
    use.nudgeWaiter(nudge)
    for request in pending { replies.append(request.reply(isLost: true)) }
    pending = []
    isBusy.store(false, ordering: .relaxed)
    collected = 0
  }

  // MARK: Closing

  /// Closes the connection; what still waits is lost.
  func close() {
    reactor.remove(self)
    var replies: [Reply] = []
    locked {
      lose(&replies)
      setInterest(.nothing)
      if let handle { PQfinish(handle) }
      handle = nil
    }
    for reply in replies { reply.deliver() }
    settle()
  }
}
