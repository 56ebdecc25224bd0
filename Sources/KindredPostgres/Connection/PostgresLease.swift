import CPostgres
import KindredCore
import KindredSockets
import Synchronization

/// A task's or transaction's lease of a connection: shared for one statement, or exclusive.
///
/// It is the right to send on the connection: every request names its lease, and ``PostgresLink`` refuses requests of a
/// lease that has ended, or while another lease is exclusive.
final class PostgresLease: DatabaseConnection {
  enum Phase: Sendable {
    /// No transaction was begun.
    case none
    case open
    /// The transaction was committed or rolled back.
    case over
    /// The server's state is unknown; the connection is not used again.
    case unknown
  }

  let link: PostgresLink
  let use: LeaseUse
  /// The start of the lease, if its duration is measured.
  let since: ContinuousClock.Instant?
  /// A statement that was sent without suspension and has to be resumed, to wait for its answer or to repeat it.
  final class Begun: BegunStatement {
    /// The schema generation at the time of sending.
    let generation: UInt64
    let request: Request?
    let answer: Answer?

    init(generation: UInt64, request: Request? = nil, answer: Answer? = nil) {
      self.generation = generation
      self.request = request
      self.answer = answer
    }
  }

  private struct State {
    var limits: [String] = []
    var phase = Phase.none
    /// The number of statements sent in the transaction, except those that only ask for types.
    var statementCount = 0
    var cursorCount = 0
    var depth = 0
    var isSessionChanged = false
    /// The open cursors, each with the number of savepoints around it.
    var cursors: [String: Int] = [:]
    /// The statements whose types this lease has asked for.
    var asked: Set<ObjectIdentifier> = []
    /// The statements whose types this lease has to ask for.
    var outdated: Set<ObjectIdentifier> = []
    /// The failure that aborted the transaction.
    var firstFailure: PostgresFailure?
    /// The number of savepoints around the outermost read-only block; nil if no block is read-only.
    var readOnlyDepth: Int?
    var preamble = Preamble()
    /// The tasks that wait until the transaction has begun.
    var waiting: [UInt64: CheckedContinuation<Void, Never>] = [:]
    var lastWait: UInt64 = 0
  }

  private let state = Mutex(State())
  private let over = Atomic<Bool>(false)

  init(link: PostgresLink, use: LeaseUse, since: ContinuousClock.Instant?) {
    self.link = link
    self.use = use
    self.since = since
  }

  /// Whether the lease was released, so that it can send nothing more.
  var isOver: Bool {
    get { over.load(ordering: .acquiring) }
    set { over.store(newValue, ordering: .releasing) }
  }

  /// Ends the lease, before the pool leases the connection to another task.
  func end() { if use.isLong { link.end(self) } else { isOver = true } }

  /// The failure that aborted the transaction; nil if it is not aborted.
  var firstFailure: PostgresFailure? { use.isLong ? state.withLock { $0.firstFailure } : nil }

  /// Records a failure reported by the server. In a transaction only the first one counts, as later ones are its
  /// consequences.
  func note(_ failure: PostgresFailure) {
    guard use.isLong, failure.sqlState != "25P02" else { return }
    state.withLock { $0.firstFailure = $0.firstFailure ?? failure }
  }

  /// Called when the transaction was rolled back to a state before its failure.
  func forgetFailure() { state.withLock { $0.firstFailure = nil } }

  /// Whether neither the transaction nor a block in it was declared read-only.
  var mayWrite: Bool { use.isLong ? state.withLock { $0.readOnlyDepth == nil } : true }

  /// Records that a block is read-only.
  ///
  /// - Parameter depth: The number of savepoints around it.
  func forbidWriting(_ depth: Int) { state.withLock { $0.readOnlyDepth = $0.readOnlyDepth ?? depth } }

  /// The statements that set the limits of the transaction, which end with it.
  var limits: [String] {
    get { state.withLock { $0.limits } }
    set { state.withLock { $0.limits = newValue } }
  }

  var phase: Phase {
    get { state.withLock { $0.phase } }
    set { state.withLock { $0.phase = newValue } }
  }

  /// Whether the transaction has begun and nothing has run in it.
  var isUntouched: Bool { state.withLock { $0.phase == .open && $0.statementCount == 0 } }

  /// Records that a statement with an effect is sent. Call it before, or while nothing else can be sent.
  func touch() { if use.isLong { state.withLock { $0.statementCount += 1 } } }

  /// Whether the transaction is open and at most this number of statements was sent in it.
  private func hasOnly(_ count: Int) -> Bool { state.withLock { $0.phase == .open && $0.statementCount == count } }

  /// Resets the state for a new transaction, unless more than this number of statements was sent in the current one.
  private func startOver(after count: Int) -> Bool {
    state.withLock { state in
      guard state.phase == .open, state.statementCount == count else { return false }
      state.phase = .unknown
      state.statementCount = 0
      state.firstFailure = nil
      return true
    }
  }

  /// Whether the user's own SQL was run, which may have left settings, tables or locks in the session that have to be
  /// reset.
  var isSessionChanged: Bool { state.withLock { $0.isSessionChanged } }

  /// Records that a statement of the user's is sent, if it may change the session.
  private func note(_ raw: RawTraits) { if raw.changesSession { state.withLock { $0.isSessionChanged = true } } }

  var isReusable: Bool { !link.isBroken && (phase == .none || phase == .over) }

  /// Records that this lease has asked for a statement's types.
  private func noteAsking(_ plan: StatementPlan) {
    state.withLock { state in
      state.outdated.remove(ObjectIdentifier(plan))
      if use.isLong { state.asked.insert(ObjectIdentifier(plan)) }
    }
  }

  /// Whether a statement's shared types turned out to be wrong for this connection. Those learned by other connections
  /// may be wrong as well: they can have another search path.
  private func mustAsk(_ plan: StatementPlan) -> Bool {
    state.withLock { $0.outdated.contains(ObjectIdentifier(plan)) }
  }

  /// Whether this lease has asked for a statement's types, so that they are current.
  private func hasAsked(_ plan: StatementPlan) -> Bool {
    use.isLong && state.withLock { $0.asked.contains(ObjectIdentifier(plan)) }
  }

  // MARK: What the server has still to be told

  func withPreamble<Result>(_ body: (inout Preamble) -> Result) -> Result { state.withLock { body(&$0.preamble) } }

  /// What a request has to send first. Called inside the link's lock, while nothing else can be sent.
  func takePreamble() -> Preamble.Demand { use.isLong ? withPreamble { $0.take() } : .nothing }

  /// Whether the transaction could not begin.
  var hasFailedToBegin: Bool { use.isLong && withPreamble { $0.hasFailed } }

  /// Records whether the server has begun the transaction.
  ///
  /// - Returns: The tasks that waited for it.
  func settleBeginning(isOpen: Bool) -> [CheckedContinuation<Void, Never>] {
    state.withLock { state in
      state.preamble.settle(isOpen: isOpen)
      defer { state.waiting = [:] }
      return Array(state.waiting.values)
    }
  }

  /// Waits until the server has answered BEGIN, or the task is cancelled.
  func beginningSettled(isCancellable: Bool) async {
    let number = state.withLock { state in
      state.lastWait += 1
      return state.lastWait
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = state.withLock { state in
          if !state.preamble.isAwaited || isCancellable && Task.isCancelled { return true }
          state.waiting[number] = continuation
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      if isCancellable { state.withLock { $0.waiting.removeValue(forKey: number) }?.resume() }
    }
  }

  // MARK: Cursors. Rolling back to a savepoint closes those opened inside it.

  func addCursor() -> String {
    state.withLock { state in
      state.cursorCount += 1
      let name = "kindred_cursor_\(state.cursorCount)"
      state.cursors[name] = state.depth
      return name
    }
  }

  /// Whether the server still has a cursor. Fetching from a closed one would abort the transaction.
  func hasCursor(_ name: String) -> Bool { state.withLock { $0.phase == .open && $0.cursors[name] != nil } }

  /// Removes a cursor, and returns whether it has to be closed.
  func removeCursor(_ name: String) -> Bool {
    state.withLock { $0.cursors.removeValue(forKey: name) != nil && $0.phase == .open }
  }

  func enterSavepoint(_ depth: Int) { state.withLock { $0.depth = depth } }

  func leaveSavepoint(_ depth: Int, isUndone: Bool) {
    state.withLock { state in
      state.depth = depth - 1
      if state.readOnlyDepth == depth { state.readOnlyDepth = nil }
      state.cursors = state.cursors.compactMapValues { $0 < depth ? $0 : isUndone ? nil : depth - 1 }
    }
  }

  // MARK: Running

  func start(
    _ plan: StatementPlan, _ parameters: borrowing Parameters, _ links: PeerLinks?, _ read: RowBody
  ) throws -> StatementStart {
    if let raw = plan.raw { note(raw) }
    guard link.mayStart, let known = link.types.known(plan), known.waiting.shouldSpin else { return .notBegun }
    let buffer = try self.buffer(known.types, parameters, plan)
    let generation = link.types.generation
    let start = link.start(known, for: self) { outbox, statements in
      touch()
      sendOnce(plan, buffer, &outbox, &statements)
    }
    switch start {
    case .declined: return .notBegun
    case .answered(let answer):
      known.waiting.note(isLate: false)
      note(answer, plan, runs: 1)
      if answer.isFine { return .finished(try outcome(of: answer, plan, links, read)) }
      return .begun(Begun(generation: generation, answer: answer))
    case .sent(let request):
      known.waiting.note(isLate: true)
      return .begun(Begun(generation: generation, request: request))
    }
  }

  func run(
    _ plan: StatementPlan, _ parameters: borrowing Parameters, _ links: PeerLinks?,
    resuming begun: (any BegunStatement)?, _ read: RowBody
  ) async throws -> StatementOutcome {
    var begun = begun as? Begun
    if let raw = plan.raw { note(raw) }
    if begun == nil, let known = link.types.known(plan) {
      // The usual case is handled without further async calls, because each has a cost.
      let buffer = try self.buffer(known.types, parameters, plan)
      let generation = link.types.generation
      let answer = await link.perform(for: self, isShared: use == .lookUp) { outbox, statements in
        touch()
        sendOnce(plan, buffer, &outbox, &statements)
      }
      note(answer, plan, runs: 1)
      if answer.isFine { return try outcome(of: answer, plan, links, read) }
      begun = Begun(generation: generation, answer: answer)
    }
    let answer = try await retrying(plan, begun) { isRepetition in
      let types = try await types(of: plan)
      let buffer = try self.buffer(types, parameters, plan)
      // A statement that was skipped because of another one's failure is sent alone.
      return await execute(plan, buffer, runs: 1, isShared: use == .lookUp && !isRepetition)
    }
    return try outcome(of: answer, plan, links, read)
  }

  private func buffer(
    _ types: [Oid], _ parameters: borrowing Parameters, _ plan: StatementPlan
  ) throws -> ParameterBuffer {
    let buffer = link.takeBuffer(types)
    do {
      try write(to: buffer, plan.decimalLimits) { try parameters.bind(to: &$0) }
      return buffer
    } catch {
      link.release(buffer)
      throw error
    }
  }

  private func outcome(
    of answer: Answer, _ plan: StatementPlan, _ links: PeerLinks?, _ read: RowBody
  ) throws -> StatementOutcome {
    try answer.withResult { result in
      try PostgresCells.forEachRow(of: result, userTypes: link.types.userTypes, links, read)
      return StatementOutcome(
        changes: plan.isWrite ? changes(of: result, plan) : 0, insertedKey: 0, rows: Int(PQntuples(result)))
    }
  }

  /// The answer to a statement that was started.
  private func answer(to begun: Begun, _ plan: StatementPlan) async -> Answer? {
    if let answer = begun.answer { return answer }
    guard let request = begun.request else { return nil }
    let answer = await link.answer(to: request)
    note(answer, plan, runs: 1)
    return answer
  }

  private func changes(of result: OpaquePointer, _ plan: StatementPlan) -> Int {
    // The tag of a query has its number of rows.
    if plan.raw != nil, let tag = PQcmdStatus(result), String(cString: tag).hasPrefix("SELECT") { return 0 }
    return PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
  }

  func execute(_ sql: String, changesSession: Bool) async throws {
    touch()
    if changesSession { state.withLock { $0.isSessionChanged = true } }
    _ = try await link.perform(for: self) { outbox, _ in outbox.run(sql) }.checked()
  }

  // MARK: Statements

  /// Writes parameters, and throws an error for values that the server's types do not accept.
  func write(
    to buffer: ParameterBuffer, _ limits: DecimalLimits? = nil, _ body: (inout ParameterWriter) throws -> Void
  ) throws {
    try withExtendedLifetime(buffer) {
      let handle = OpaquePointer(Unmanaged.passUnretained(buffer).toOpaque())
      var writer = ParameterWriter(handle: handle, functions: PostgresParameters.functions, limits: limits)
      do {
        try body(&writer)
      } catch let error as ParameterError where error.problem == nil && error.status > 0 {
        throw ParameterError(
          index: error.index, status: error.status, problem: PostgresParameters.problem(error.status, buffer))
      }
      if let index = buffer.indexOfLargestIfTooLarge() {
        throw ParameterError(
          index: index, status: PostgresParameters.tooLarge,
          problem: PostgresParameters.problem(PostgresParameters.tooLarge, buffer))
      }
    }
  }

  /// The types of a statement's parameters. The server is asked once per database.
  func types(of plan: StatementPlan) async throws -> [Oid] {
    if !mustAsk(plan), let types = link.types[plan] { return types }
    // A description of four bytes for each, in a message of at most 30,000.
    guard plan.parameterCount <= 7490 else {
      throw KindredError(
        .invalidQuery,
        "The statement has \(plan.parameterCount) values; on PostgreSQL it can have 7,490. A list of more than 1,024 values "
          + "counts as one: join lists, or ask in several queries."
      )
    }
    var name = ""
    let answer = try await retrying(plan, hasTypes: false) { _ in
      await link.perform(for: self) { outbox, statements in
        name = prepare(plan, types: nil, &outbox, &statements)
        outbox.describe(name)
      }
    }
    if answer.failed != nil { link.forget(plan) }
    let (types, columns, names) = try answer.withResult { result in
      let fields = 0..<PQnfields(result)
      let names =
        plan.raw == nil ? [] : fields.map { field in PQfname(result, field).map { String(cString: $0) } ?? "" }
      return ((0..<PQnparams(result)).map { PQparamtype(result, $0) }, fields.map { PQftype(result, $0) }, names)
    }
    try plan.check(parameters: types.count)
    if plan.raw != nil { try plan.check(columns: names) }
    try await learn(types + columns, of: plan)
    link.note(types, of: plan, name: name)
    link.types[plan] = types
    noteAsking(plan)
    return types
  }

  func execute(_ plan: StatementPlan, _ buffer: ParameterBuffer, runs: Int, isShared: Bool = false) async -> Answer {
    touch()
    let answer = await link.perform(for: self, isShared: isShared) { send(plan, buffer, runs: runs, &$0, &$1) }
    note(answer, plan, runs: runs)
    return answer
  }

  func send(
    _ plan: StatementPlan, _ buffer: ParameterBuffer, runs: Int, _ outbox: inout Outbox,
    _ statements: inout StatementNames
  ) {
    let name = prepare(plan, types: buffer.types, &outbox, &statements)
    for run in 0..<runs { outbox.execute(name, buffer, run: run) }
  }

  /// Sends one run of a statement, and releases the buffer, which libpq has copied.
  private func sendOnce(
    _ plan: StatementPlan, _ buffer: ParameterBuffer, _ outbox: inout Outbox, _ statements: inout StatementNames
  ) {
    send(plan, buffer, runs: 1, &outbox, &statements)
    link.release(buffer)
  }

  /// Forgets the prepared statement after a failure in the request that prepared it: the preparation may be what failed.
  /// Such a request has more results than runs.
  func note(_ answer: Answer, _ plan: StatementPlan, runs: Int) {
    if answer.count > runs && answer.failed != nil { link.forget(plan) }
  }

  /// The name under which a plan is prepared, or will be once this request has run; empty for unnamed statements.
  private func prepare(
    _ plan: StatementPlan, types: [Oid]?, _ outbox: inout Outbox, _ statements: inout StatementNames
  ) -> String {
    if statements.areUnnamed {
      outbox.separate()
      outbox.prepare("", plan.sql, types: types ?? [])
      return ""
    }
    if statements.enter(link.types.generation) {
      outbox.separate()
      outbox.run("DEALLOCATE ALL")
    }
    if let name = statements.name(of: plan, types: types) { return name }
    outbox.separate()
    let (name, evicted) = statements.add(plan, types: types)
    if let evicted { outbox.run("DEALLOCATE \(evicted)") }
    outbox.prepare(name, plan.sql, types: types ?? [])
    return name
  }

  /// Repeats a statement that failed through no fault of its own and had no effect: its preparation was lost or
  /// outdated by a schema change, it was hit by the cancellation of another task's statement, or it was skipped because
  /// another one had failed.
  ///
  /// Inside a transaction, a failure also undoes earlier statements and those of other tasks, so a statement is only
  /// repeated there if nothing else was sent. Otherwise it fails with an error that invites a retry of the transaction.
  ///
  /// - Parameters:
  ///   - begun: The statement that was already sent.
  ///   - hasTypes: Whether the statement itself is sent, with its parameters; otherwise only its types are asked for.
  ///   - body: Called with whether the statement was sent before.
  func retrying(
    _ plan: StatementPlan, _ begun: Begun? = nil, hasTypes: Bool = true,
    _ body: (_ isRepetition: Bool) async throws -> Answer
  ) async throws -> Answer {
    var begun = begun
    let wasSent = begun != nil
    var mayRefresh = hasTypes
    var repetitions = 0
    var hits = 0
    while true {
      let generation = begun?.generation ?? link.types.generation
      // Not in one expression with the call, which may suspend.
      let known = if let begun { await self.answer(to: begun, plan) } else { nil as Answer? }
      begun = nil
      let answer = if let known { known } else { try await body(wasSent || repetitions + hits > 0) }
      if answer.isFine { return answer }
      let mustRepeat = answer.wasSkipped || isOutdated(answer, plan, generation, &mayRefresh)
      guard mustRepeat || answer.wasHit else { return answer }
      // A faulty server must not keep the task for ever, but other tasks may be cancelled any number of times.
      if mustRepeat { repetitions += 1 } else { hits += 1 }
      guard repetitions <= 3, hits <= 100 else { return answer }
      if use.isLong {
        guard await beginAgain(after: hasTypes ? 1 : 0) else { return answer }
      }
      await link.settled()
      try Task.checkCancellation()
    }
  }

  /// Whether a statement failed because of outdated cached data, which is then discarded.
  func isOutdated(
    _ answer: Answer, _ plan: StatementPlan, _ generation: UInt64, _ mayRefresh: inout Bool
  ) -> Bool {
    if answer.isStale {
      link.forget(plan)
      link.types.schemaChanged(since: generation)
      return true
    }
    // Once is enough: with fresh types, it is the statement's own fault.
    guard answer.hasSuspectTypes(link.types[plan]) else { return false }
    guard mayRefresh else {
      // Another connection has learned other types meanwhile; the transaction can be run again.
      if use.isLong, !hasAsked(plan) {
        answer.noteOutdatedTypes()
        link.types.forget(plan)
      }
      return false
    }
    mayRefresh = false
    if !hasAsked(plan) { answer.noteOutdatedTypes() }
    state.withLock { _ = $0.outdated.insert(ObjectIdentifier(plan)) }
    link.forget(plan)
    link.types.forget(plan)
    return true
  }

  /// Replaces a transaction in which nothing was done by a new one with the same options.
  ///
  /// - Parameter count: The number of statements that the calling task has sent. If there are more, they belong to
  ///   other tasks, and the transaction is left unchanged.
  private func beginAgain(after count: Int) async -> Bool {
    guard hasOnly(count) else { return false }
    var isAllowed = false
    let answer = await link.perform(for: self, isCancellable: false) { outbox, _ in
      // Decided while nothing else can be sent.
      isAllowed = startOver(after: count)
      guard isAllowed else { return }
      outbox.run("ROLLBACK AND CHAIN")
      for limit in limits { outbox.run(limit) }
    }
    guard isAllowed, answer.isFine else { return false }
    phase = .open
    return true
  }
}
