import CPostgres
import KindredCore

/// The statements of one request, and the task that waits for their results.
///
/// Unchecked, because the fields are only accessed inside the link's lock, or by one owner after the other: the task
/// that makes the request, the holder of its reply, and the task again. The continuation is removed inside the lock
/// when the answer is made, so it is resumed once and an unsafe continuation is enough: a checked one would cost an
/// object and a metadata look-up for each request.
final class Request: @unchecked Sendable {
  /// The receiver of the answer; nil if there is none, and after the answer.
  @exclusivity(unchecked) var continuation: UnsafeContinuation<Answer, Never>?
  /// Called with the answer, for requests that no task waits for.
  @exclusivity(unchecked) var completion: (@Sendable (Answer) -> Void)?
  /// Whether the answer is complete. From then on the results do not change.
  @exclusivity(unchecked) private(set) var isAnswered = false
  /// The first result, and the others. Most requests have one.
  @exclusivity(unchecked) fileprivate var first: OpaquePointer?
  @exclusivity(unchecked) fileprivate var others: [OpaquePointer] = []
  /// Whether the connection broke before the end.
  @exclusivity(unchecked) fileprivate var isLost = false
  /// The number of its statements that the server has not fully answered.
  @exclusivity(unchecked) var unanswered = 0
  /// Whether a statement's results have begun and not ended.
  @exclusivity(unchecked) var isInStatement = false
  /// Whether a synchronisation point follows it.
  @exclusivity(unchecked) var endsBatch = false
  /// The number of statements of the transaction's preamble that the server has not confirmed. They come first, and their
  /// results are not part of the answer unless they fail.
  @exclusivity(unchecked) private var unconfirmed = 0
  /// Whether the preamble begins the transaction.
  @exclusivity(unchecked) private var isBeginning = false
  /// Whether it waits for another request to begin the transaction. Nothing was sent.
  @exclusivity(unchecked) var mustWait = false
  /// The lease that sends it; nil for an empty round trip.
  let lease: PostgresLease?
  /// Whether it may have reached the server. If not, it certainly has had no effect.
  @exclusivity(unchecked) var isSent = false
  /// Whether it was refused, because its lease has ended or another one is exclusive.
  @exclusivity(unchecked) var isRefused = false
  /// Whether no task waits for it any more.
  @exclusivity(unchecked) var isLeft = false
  /// Whether it failed because its parameter types were outdated.
  @exclusivity(unchecked) fileprivate var hasOutdatedTypes = false
  /// Whether the cancellation of the task cancels it.
  let isCancellable: Bool
  /// Whether the task was cancelled.
  @exclusivity(unchecked) var isCancelled = false
  /// Whether a cancel request was sent for it.
  @exclusivity(unchecked) var isCancelSent = false
  /// Whether a cancel request was sent on this connection while the request waited.
  @exclusivity(unchecked) var isExposed = false

  /// The priority of the task when it began to wait, and whether it continues on the shared thread pool, where only
  /// other tasks can delay it.
  @exclusivity(unchecked) private var priority = TaskPriority.medium
  @exclusivity(unchecked) private var isUnbound = false
  /// The reply that the task delivers when it continues.
  @exclusivity(unchecked) private var next: Reply?

  init(for lease: PostgresLease?, isCancellable: Bool) {
    self.lease = lease
    self.isCancellable = isCancellable
  }

  /// Whether a cancel request has to be sent for it.
  var needsCancelRequest: Bool { isCancellable && isCancelled }
  /// Whether a task that was not cancelled waits for the answer.
  var isWanted: Bool { continuation != nil && !isCancelled }

  deinit {
    if let first { PQclear(first) }
    for result in others { PQclear(result) }
  }

  /// Adds a received result.
  func receive(_ result: OpaquePointer) { if first == nil { first = result } else { others.append(result) } }

  /// Records that the statements of a preamble were sent before its own.
  func carry(_ count: Int, isBeginning: Bool) {
    unconfirmed = count
    self.isBeginning = isBeginning
  }

  /// Whether a result confirms a statement of the preamble, so that nobody has to see it.
  func confirms(_ result: OpaquePointer) -> Bool {
    guard unconfirmed > 0, PQresultStatus(result) == PGRES_COMMAND_OK else { return false }
    unconfirmed -= 1
    return true
  }

  /// Records the task that is about to wait, and whether it is on an actor.
  ///
  /// Not inside the link's lock: getting the executor takes a lock of the task, and cancelling the task takes the
  /// link's lock inside that one (lock order).
  func noteTask(on actor: (any Actor)?) {
    withUnsafeCurrentTask { task in
      guard let task else { return }
      priority = task.priority
      isUnbound = actor == nil && task.unownedTaskExecutor == nil
    }
  }

  /// Makes the task that waits for this request deliver another reply, unless that might delay it.
  func deliverFirst(_ reply: Reply) -> Bool {
    guard isUnbound, priority >= reply.answer.request.priority else { return false }
    next = reply
    return true
  }

  /// Delivers the next reply. The task calls it before it does anything else.
  func deliverNext() {
    guard let reply = next else { return }
    next = nil
    reply.deliver()
  }

  /// The answer, for a task that gets it later; nil until it is complete.
  var answer: Answer? { isAnswered ? Answer(request: self) : nil }

  /// Makes the answer from the received results. The receiver is resumed outside of the lock.
  func reply(isLost: Bool) -> Reply {
    self.isLost = isLost
    isAnswered = true
    let others = isBeginning ? lease?.settleBeginning(isOpen: unconfirmed == 0) ?? [] : []
    defer {
      continuation = nil
      completion = nil
    }
    return Reply(continuation: continuation, completion: completion, answer: Answer(request: self), others: others)
  }

  /// Lets the task continue as if the connection were lost. The server's answer is still received here.
  func detach() -> Reply {
    let stand = Request(for: lease, isCancellable: isCancellable)
    stand.continuation = continuation
    stand.isCancelled = isCancelled
    stand.isSent = isSent
    continuation = nil
    isLeft = true
    return stand.reply(isLost: true)
  }
}

/// The results of a request, one for each statement up to the first that failed.
///
/// It is the request itself, which does not change any more.
struct Answer: Sendable {
  fileprivate let request: Request

  fileprivate init(request: Request) { self.request = request }

  /// Makes the task that gets this answer deliver another reply, unless that might delay it.
  func deliverFirst(_ reply: Reply) -> Bool { request.deliverFirst(reply) }

  var results: [OpaquePointer] { (request.first.map { [$0] } ?? []) + request.others }
  /// The number of results.
  var count: Int { (request.first == nil ? 0 : 1) + request.others.count }
  /// Whether the connection broke before the end.
  var isLost: Bool { request.isLost }
  /// Whether it may have reached the server.
  var wasSent: Bool { request.isSent }
  /// Whether it waits for another request to begin the transaction. Nothing was sent.
  var mustWait: Bool { request.mustWait }
  var isCancelled: Bool { request.isCancelled }
  /// Whether a cancel request of another task may have hit it.
  var isExposed: Bool { request.isExposed && !request.isCancelled }

  /// The first result that reports a failure.
  var failed: OpaquePointer? {
    if let first = request.first, Self.isFailure(first) { return first }
    return request.others.first(where: Self.isFailure)
  }

  private static func isFailure(_ result: OpaquePointer) -> Bool {
    switch PQresultStatus(result) {
    case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY, PGRES_COPY_IN: false
    default: true
    }
  }

  /// The SQLSTATE of the failure.
  var sqlState: String? {
    failed.flatMap { PQresultErrorField($0, PostgresFailure.Field.sqlState) }.map { String(cString: $0) }
  }

  /// Whether there is no failure.
  var isFine: Bool { failed == nil && !isLost }

  /// Whether it was skipped, because a request with the same synchronisation point failed before it.
  var wasSkipped: Bool { request.first.map { PQresultStatus($0) == PGRES_PIPELINE_ABORTED } ?? false }

  /// Whether the cancel request of another task stopped it, or probably did.
  var wasHit: Bool { isExposed && sqlState == "57014" }

  /// Whether a statement failed only because its preparation was lost, or made for another schema.
  var isStale: Bool {
    switch sqlState {
    case "26000": true
    case "0A000": failed.map { PostgresFailure($0).isStalePlan } ?? false
    default: false
    }
  }

  /// Whether a statement may have failed because its parameters were sent with outdated types.
  ///
  /// If a type was dropped, the server says that it does not exist, or reports its number as an internal error without
  /// an SQLSTATE of its own.
  ///
  /// - Parameter types: The types of the parameters; nil if another task has already found them outdated.
  func hasSuspectTypes(_ types: [Oid]?) -> Bool {
    switch sqlState {
    case "42804", "42846", "42883", "22P02", "22P03": true
    case "42704", "XX000": types?.contains { $0 >= TypeOID.firstUserDefined } ?? true
    default: false
    }
  }

  /// Records that the parameter types are outdated, unless the SQLSTATE says that a value may be malformed instead.
  func noteOutdatedTypes() { request.hasOutdatedTypes = sqlState?.hasPrefix("22") == false }

  /// Whether the server has not answered: the connection broke, and a failure without SQLSTATE is libpq's own message
  /// for that.
  var isUnanswered: Bool { failed == nil ? isLost : sqlState == nil }

  /// Runs the closure with the first result, if there is one.
  func withFirstResult<Result>(_ body: (OpaquePointer) -> Result) -> Result? {
    withExtendedLifetime(request) { request.first.map(body) }
  }

  /// Runs the closure with the last result, which lives as long as the answer.
  ///
  /// - Throws: The errors of ``checked()`` and of the closure.
  func withResult<Result>(_ body: (OpaquePointer) throws -> Result) throws -> Result {
    try withExtendedLifetime(request) { try body(try checked()) }
  }

  /// The last result. Use it only as long as the answer is kept.
  ///
  /// - Throws: The error of the server or of the connection, or `CancellationError` if the task was cancelled.
  func checked() throws -> OpaquePointer {
    if request.isRefused {
      if request.lease?.hasFailedToBegin == true { throw PostgresFailure.notBegun(request.lease?.firstFailure) }
      throw request.lease?.isOver == false ? PostgresFailure.duringCopy : PostgresFailure.leaseOver
    }
    if isUnanswered {
      if isCancelled { throw CancellationError() }
      throw wasSent ? PostgresFailure.connectionLost : PostgresFailure.notSent
    }
    if let failed {
      if isCancelled && sqlState == "57014" { throw CancellationError() }
      throw PostgresFailure(failed, hasOutdatedTypes: request.hasOutdatedTypes).error(
        behind: request.lease?.firstFailure)
    }
    // Nothing was sent for a task that was already cancelled.
    guard let last = request.others.last ?? request.first else { throw CancellationError() }
    return last
  }
}
