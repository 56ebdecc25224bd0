import CPostgres
import DequeModule
import KindredCore
import Synchronization

/// One connection to the server, in pipeline mode: requests of several tasks are on their way at once, and are answered
/// in the order in which they were sent.
///
/// Unchecked, because the handle and the queue are plain values: they are only touched inside ``locked(_:)``. Tasks send
/// there, the reactor's thread receives there, and neither waits for the network inside.
final class PostgresLink: PoolResource, @unchecked Sendable {
  let socket: Int32
  let types: ParameterTypes
  private let lock = Mutex(())
  let reactor: Reactor
  let cancelHandle: OpaquePointer
  /// The library has a pointer to it for as long as the connection lives.
  private let notices: NoticeLog
  private var handle: OpaquePointer?
  var pending: Deque<Request> = []
  private var statements: StatementNames
  var cancelsInFlight = 0
  var settling: [CheckedContinuation<Void, Never>] = []
  let broken = Atomic<Bool>(false)
  private let writing = Atomic<Bool>(false)
  /// Called once when the connection breaks, and whenever it has become available again.
  let onChange: @Sendable (PostgresLink) -> Void

  init(
    _ opened: Opened, reactor: Reactor, types: ParameterTypes, notices: NoticeLog, cacheSize: Int,
    onChange: @escaping @Sendable (PostgresLink) -> Void
  ) {
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
  var isAvailable: Bool { !isBroken && locked { cancelsInFlight == 0 } }

  /// Runs the closure with the connection to itself. Nothing inside waits.
  func locked<Result>(_ body: () -> Result) -> Result {
    lock.withLock { _ in UncheckedBox(body()) }.value
  }

  // MARK: Sending

  /// Sends statements, and waits for their results.
  ///
  /// - Parameter isCancellable: Whether the cancellation of the task stops them. What is not stopped is still given up
  ///   when the server does not answer a cancelled task.
  func perform(
    isCancellable: Bool = true, _ send: (inout Outbox, inout StatementNames) -> Void
  ) async -> Answer {
    let request = Request(isCancellable: isCancellable)
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        request.continuation = continuation
        submit(request, send)
      }
    } onCancel: {
      cancel(request)
    }
  }

  /// Sends statements whose results nobody waits for.
  ///
  /// - Parameter completion: Called with the results, on the reactor's thread.
  func post(
    completion: (@Sendable (Answer) -> Void)? = nil, _ send: (inout Outbox, inout StatementNames) -> Void
  ) {
    let request = Request(isCancellable: false)
    request.completion = completion
    submit(request, send)
  }

  private func submit(_ request: Request, _ send: (inout Outbox, inout StatementNames) -> Void) {
    let (unsent, mustWake) = locked { () -> (Request?, Bool) in
      guard let handle, !isBroken, !request.isToBeStopped else { return (request, false) }
      var outbox = Outbox(handle: handle)
      send(&outbox, &statements)
      outbox.sync()
      // Whoever had the connection before a request to cancel was made may send while it is under way.
      request.isExposed = cancelsInFlight > 0
      pending.append(request)
      if !outbox.isSound {
        broken.store(true, ordering: .releasing)
        return (nil, true)
      }
      if PQflush(handle) == 0 { return (nil, false) }
      writing.store(true, ordering: .releasing)
      return (nil, true)
    }
    if let unsent { resume([unsent], isLost: !unsent.isToBeStopped) }
    if mustWake { reactor.wake() }
  }

  func resume(_ requests: [Request], isLost: Bool) {
    let answers = locked { requests.map { ($0.completion, $0.answer(isLost: isLost)) } }
    for (completion, (continuation, answer)) in answers {
      completion?(answer)
      continuation?.resume(returning: answer)
    }
  }

  /// Forgets that a plan was prepared.
  func forget(_ plan: StatementPlan) { locked { statements.remove(plan) } }

  /// Drops all prepared statements.
  func forgetAll() {
    guard !locked({ statements.areUnnamed }) else { return }
    post { outbox, statements in
      statements.removeAll()
      outbox.run("DEALLOCATE ALL")
    }
  }

  // MARK: Receiving, on the reactor's thread

  /// Writes what is left to write, and takes in what has come.
  func service() {
    var finished: [Request] = []
    var lost: [Request] = []
    var hasBroken = false
    locked {
      guard let handle else { return }
      let flushed = PQflush(handle)
      writing.store(flushed == 1, ordering: .releasing)
      let consumed = PQconsumeInput(handle)
      receive(handle, &finished)
      if flushed < 0 || consumed == 0 || PQstatus(handle) == CONNECTION_BAD || isBroken {
        hasBroken = true
        broken.store(true, ordering: .releasing)
        lost = Array(pending)
        pending = []
      }
      cancelFirstIfAsked()
    }
    resume(finished, isLost: false)
    resume(lost, isLost: true)
    if hasBroken {
      reactor.remove(self)
      settle()
      onChange(self)
    }
  }

  private func receive(_ handle: OpaquePointer, _ finished: inout [Request]) {
    var blanks = 0
    while let request = pending.first, PQisBusy(handle) == 0 {
      guard let result = PQgetResult(handle) else {
        // One stands between the results of two statements. Several in a row mean that nothing more will come.
        blanks += 1
        if blanks > 3 { return broken.store(true, ordering: .releasing) }
        continue
      }
      blanks = 0
      if PQresultStatus(result) == PGRES_PIPELINE_SYNC {
        PQclear(result)
        pending.removeFirst()
        finished.append(request)
      } else {
        request.results.append(result)
        if PQstatus(handle) == CONNECTION_BAD { return }
      }
    }
  }

  // MARK: Closing

  /// Closes the connection; what still waits is lost.
  func close() {
    reactor.remove(self)
    let lost = locked { () -> [Request] in
      broken.store(true, ordering: .releasing)
      if let handle { PQfinish(handle) }
      handle = nil
      defer { pending = [] }
      return Array(pending)
    }
    resume(lost, isLost: true)
    settle()
  }
}

/// Carries a value out of a lock whose result has to be sendable. It is used by the thread that held the lock.
private struct UncheckedBox<Value>: @unchecked Sendable {
  let value: Value

  init(_ value: Value) { self.value = value }
}
