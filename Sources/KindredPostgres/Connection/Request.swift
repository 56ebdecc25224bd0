import CPostgres
import KindredCore

/// Statements that belong together, and the task that waits for their results.
///
/// Unchecked, because the fields are only touched inside the lock of the link to which it was given, or by one after the
/// other: by the task that makes the request, by whoever has its reply, and by the task again. In the lock the
/// continuation is taken out when the answer is made, so that it is resumed once, and need not be checked either: that
/// would cost each request an object and a look at a type that is only known at run time.
final class Request: @unchecked Sendable {
  /// Who takes the answer; nil when nobody does, and after the answer.
  @exclusivity(unchecked) var continuation: UnsafeContinuation<Answer, Never>?
  /// Called with the answer, for requests that no task waits for.
  @exclusivity(unchecked) var completion: (@Sendable (Answer) -> Void)?
  /// Whether the answer is complete. From then on nothing changes that belongs to it.
  @exclusivity(unchecked) private(set) var isAnswered = false
  /// The first result, and the others: most requests have one.
  @exclusivity(unchecked) fileprivate var first: OpaquePointer?
  @exclusivity(unchecked) fileprivate var others: [OpaquePointer] = []
  /// Whether the connection broke before the end.
  @exclusivity(unchecked) fileprivate var isLost = false
  /// How many of its statements the server has not answered to the end.
  @exclusivity(unchecked) var unanswered = 0
  /// Whether the results of a statement have begun and not ended.
  @exclusivity(unchecked) var isInStatement = false
  /// Whether a synchronisation point stands behind it.
  @exclusivity(unchecked) var endsBatch = false
  /// Who sends it; nil for an empty round trip.
  let lease: PostgresLease?
  /// Whether it was given to the server, as far as that can be said. What was not has certainly done nothing.
  @exclusivity(unchecked) var isSent = false
  /// Whether its lease was over, or another one has the connection to itself.
  @exclusivity(unchecked) var isRefused = false
  /// Whether its task has gone without the answer, or none waits for it.
  @exclusivity(unchecked) var isLeft = false
  /// Whether it failed because types of its parameters are not any more what they were.
  @exclusivity(unchecked) fileprivate var hasOutdatedTypes = false
  /// Whether the cancellation of the task stops it.
  let isCancellable: Bool
  /// Whether the task was cancelled.
  @exclusivity(unchecked) var isCancelled = false
  /// Whether the server was asked to stop it.
  @exclusivity(unchecked) var isCancelSent = false
  /// Whether the server was asked to stop something on this connection while the request waited.
  @exclusivity(unchecked) var isExposed = false

  /// The priority that the task had when it began to wait, and whether it goes on in one of the threads that all tasks
  /// share, where only other tasks can hold it up.
  @exclusivity(unchecked) private var priority = TaskPriority.medium
  @exclusivity(unchecked) private var isUnbound = false
  /// What the task delivers when it goes on.
  @exclusivity(unchecked) private var next: Reply?

  init(for lease: PostgresLease?, isCancellable: Bool) {
    self.lease = lease
    self.isCancellable = isCancellable
  }

  /// Whether the server has to be asked to stop it.
  var isToBeStopped: Bool { isCancellable && isCancelled }
  /// Whether a task wants the answer that was not cancelled.
  var isWanted: Bool { continuation != nil && !isCancelled }

  deinit {
    if let first { PQclear(first) }
    for result in others { PQclear(result) }
  }

  /// Takes a result that has come.
  func receive(_ result: OpaquePointer) { if first == nil { first = result } else { others.append(result) } }

  /// Takes note of the task that is about to wait, which is on an actor or is not.
  ///
  /// Not inside the link's lock: to ask for the executor takes a lock of the task, inside which a cancellation of the task
  /// asks for the link's.
  func noteTask(on actor: (any Actor)?) {
    withUnsafeCurrentTask { task in
      guard let task else { return }
      priority = task.priority
      isUnbound = actor == nil && task.unownedTaskExecutor == nil
    }
  }

  /// Has a reply delivered by the task that waits for this request, unless that may be late.
  func precede(_ reply: Reply) -> Bool {
    guard isUnbound, priority >= reply.answer.request.priority else { return false }
    next = reply
    return true
  }

  /// Delivers what stands behind this request. To be called by the task that waited, before it does anything else.
  func passOn() {
    guard let reply = next else { return }
    next = nil
    reply.deliver()
  }

  /// The answer, for a task that comes for it later; nil until it is complete.
  var answer: Answer? { isAnswered ? Answer(request: self) : nil }

  /// Makes the answer of what was received. Whoever waits for it is told outside the lock.
  func reply(isLost: Bool) -> Reply {
    self.isLost = isLost
    isAnswered = true
    defer {
      continuation = nil
      completion = nil
    }
    return Reply(continuation: continuation, completion: completion, answer: Answer(request: self))
  }

  /// Lets the task go with the answer that the connection was lost. What the server answers still comes here.
  func letGo() -> Reply {
    let stand = Request(for: lease, isCancellable: isCancellable)
    stand.continuation = continuation
    stand.isCancelled = isCancelled
    stand.isSent = isSent
    continuation = nil
    isLeft = true
    return stand.reply(isLost: true)
  }
}

/// The results of a request, one for each of its statements up to the first that failed.
///
/// It is the request itself, which changes no more.
struct Answer: Sendable {
  fileprivate let request: Request

  fileprivate init(request: Request) { self.request = request }

  /// Has another reply delivered by the task that gets this answer, unless that may be late.
  func precede(_ reply: Reply) -> Bool { request.precede(reply) }

  var results: [OpaquePointer] { (request.first.map { [$0] } ?? []) + request.others }
  /// How many results there are.
  var count: Int { (request.first == nil ? 0 : 1) + request.others.count }
  /// Whether the connection broke before the end.
  var isLost: Bool { request.isLost }
  /// Whether it was given to the server, as far as that can be said.
  var wasSent: Bool { request.isSent }
  var isCancelled: Bool { request.isCancelled }
  /// Whether another task's cancellation may have hit it.
  var isExposed: Bool { request.isExposed && !request.isCancelled }

  /// The first result that reports a failure.
  var failed: OpaquePointer? {
    if let first = request.first, Self.isFailure(first) { return first }
    return request.others.first(where: Self.isFailure)
  }

  private static func isFailure(_ result: OpaquePointer) -> Bool {
    switch PQresultStatus(result) {
    case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: false
    default: true
    }
  }

  /// The SQLSTATE of the failure.
  var sqlState: String? {
    failed.flatMap { PQresultErrorField($0, PostgresFailure.Field.sqlState) }.map { String(cString: $0) }
  }

  /// Whether there is nothing to report.
  var isFine: Bool { failed == nil && !isLost }

  /// Whether it was not run, because one with which it shared its synchronisation point failed before.
  var wasSkipped: Bool { request.first.map { PQresultStatus($0) == PGRES_PIPELINE_ABORTED } ?? false }

  /// Whether another task's cancellation stopped it, or probably did.
  var wasHit: Bool { isExposed && sqlState == "57014" }

  /// Whether a statement failed only because what the connection had prepared is gone or was made for another schema.
  var isStale: Bool {
    switch sqlState {
    case "26000": true
    case "0A000": failed.map { PostgresFailure($0).isStalePlan } ?? false
    default: false
    }
  }

  /// Whether a statement may have failed because its parameters were sent as types that the columns had before.
  ///
  /// Of a type that is gone the server says that it does not exist, or reports the number as an error of its own, which
  /// has no state of its own either.
  ///
  /// - Parameter types: The types that the parameters had; nil when others have found out already that they have changed.
  func hasSuspectTypes(_ types: [Oid]?) -> Bool {
    switch sqlState {
    case "42804", "42846", "42883", "22P02", "22P03": true
    case "42704", "XX000": types?.contains { $0 >= TypeOID.firstOfUser } ?? true
    default: false
    }
  }

  /// Takes note that the types of the parameters are not any more what they were, where the failure says so for certain:
  /// a value may also have the wrong form.
  func noteOutdatedTypes() { request.hasOutdatedTypes = sqlState?.hasPrefix("22") == false }

  /// Whether the server has not answered: the connection broke, and a failure that has no SQLSTATE is the library's own
  /// word for that.
  var isUnanswered: Bool { failed == nil ? isLost : sqlState == nil }

  /// Runs the closure with the first result, if there is one.
  func withFirstResult<Result>(_ body: (OpaquePointer) -> Result) -> Result? {
    withExtendedLifetime(request) { request.first.map(body) }
  }

  /// Runs the closure with the last result, which lives as long as the answer.
  ///
  /// - Throws: What ``checked()`` and the closure throw.
  func withResult<Result>(_ body: (OpaquePointer) throws -> Result) throws -> Result {
    try withExtendedLifetime(request) { try body(try checked()) }
  }

  /// The last result, to be dropped or read while the answer is kept.
  ///
  /// - Throws: What the server or the connection reports, or `CancellationError` when the task was cancelled.
  func checked() throws -> OpaquePointer {
    if request.isRefused { throw PostgresFailure.leaseOver }
    if isUnanswered {
      if isCancelled { throw CancellationError() }
      throw wasSent ? PostgresFailure.connectionLost : PostgresFailure.notSent
    }
    if let failed {
      if isCancelled && sqlState == "57014" { throw CancellationError() }
      throw PostgresFailure(failed, hasOutdatedTypes: request.hasOutdatedTypes).error(
        behind: request.lease?.firstFailure)
    }
    // Nothing was sent for a task that was cancelled before.
    guard let last = request.others.last ?? request.first else { throw CancellationError() }
    return last
  }
}
