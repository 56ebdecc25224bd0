import CPostgres
import KindredCore
import KindredSockets
import Synchronization

/// A connection in the hands of one task or transaction: shared with others for one statement, or for itself.
///
/// It is the right to send on the connection: every request names its lease, and ``PostgresLink`` refuses those of a lease
/// that is over, or that another one excludes.
final class PostgresLease: DatabaseConnection {
  enum Phase: Sendable {
    /// No transaction was begun.
    case none
    case open
    /// The transaction was committed or rolled back.
    case over
    /// Nobody knows what the server thinks; the connection is not used again.
    case unknown
  }

  let link: PostgresLink
  let use: LeaseUse
  /// When it began, where somebody measures that.
  let since: ContinuousClock.Instant?
  /// A statement that was sent without a suspension, and needs one to go on: for its answer, or because of it.
  final class Begun: BegunStatement {
    /// The state of the schema when it was sent.
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
    /// How many statements were sent in the transaction, but for those that only ask for types.
    var statementCount = 0
    var cursorCount = 0
    var depth = 0
    var isSessionChanged = false
    /// The cursors that the server has, with the number of savepoints around each.
    var cursors: [String: Int] = [:]
    /// The statements whose types were asked for here.
    var asked: Set<ObjectIdentifier> = []
    /// The statements whose types have to be asked for here.
    var outdated: Set<ObjectIdentifier> = []
    /// The failure that aborted the transaction.
    var firstFailure: PostgresFailure?
    /// The number of savepoints around the outermost block that only reads; nil when each may write.
    var readOnlyDepth: Int?
  }

  private let state = Mutex(State())
  private let over = Atomic<Bool>(false)

  init(link: PostgresLink, use: LeaseUse, since: ContinuousClock.Instant?) {
    self.link = link
    self.use = use
    self.since = since
  }

  /// Whether it was given back, so that it sends nothing more.
  var isOver: Bool {
    get { over.load(ordering: .acquiring) }
    set { over.store(newValue, ordering: .releasing) }
  }

  /// Ends it, before the pool gives the connection to somebody else.
  func end() { if use.isLong { link.end(self) } else { isOver = true } }

  /// The failure that aborted the transaction; nil while none has.
  var firstFailure: PostgresFailure? { use.isLong ? state.withLock { $0.firstFailure } : nil }

  /// Takes note of what the server reports. In a transaction, what comes behind the first failure is only its consequence.
  func note(_ failure: PostgresFailure) {
    guard use.isLong, failure.sqlState != "25P02" else { return }
    state.withLock { $0.firstFailure = $0.firstFailure ?? failure }
  }

  /// Takes note that the transaction can go on: it was put back to where it had not failed.
  func forgetFailure() { state.withLock { $0.firstFailure = nil } }

  /// Whether writing was not ruled out by whoever began the transaction, or a block in it.
  var mayWrite: Bool { use.isLong ? state.withLock { $0.readOnlyDepth == nil } : true }

  /// Takes note that a block only reads.
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

  /// Whether the transaction has begun and nothing ran in it.
  var isUntouched: Bool { state.withLock { $0.phase == .open && $0.statementCount == 0 } }

  /// Takes note that something is sent that has an effect. To be called before it is, or while nothing else can be.
  func touch() { if use.isLong { state.withLock { $0.statementCount += 1 } } }

  /// Whether the transaction is open and no more was sent in it than a number of statements.
  private func hasOnly(_ count: Int) -> Bool { state.withLock { $0.phase == .open && $0.statementCount == count } }

  /// Takes note that the transaction is given up for a new one, unless more was sent in it than a number of statements.
  private func startOver(after count: Int) -> Bool {
    state.withLock { state in
      guard state.phase == .open, state.statementCount == count else { return false }
      state.phase = .unknown
      state.statementCount = 0
      state.firstFailure = nil
      return true
    }
  }

  /// Whether text was run that is not Kindred's own, so that the session may have settings, tables or locks that the
  /// next user must not see.
  var isSessionChanged: Bool { state.withLock { $0.isSessionChanged } }

  var isReusable: Bool { !link.isBroken && (phase == .none || phase == .over) }

  /// Takes note that the types of a statement were asked for here.
  private func noteAsking(_ plan: StatementPlan) {
    state.withLock { state in
      state.outdated.remove(ObjectIdentifier(plan))
      if use.isLong { state.asked.insert(ObjectIdentifier(plan)) }
    }
  }

  /// Whether the types of a statement turned out not to be those of this connection. What other connections know of it
  /// meanwhile may not be either: they can have other search paths.
  private func mustAsk(_ plan: StatementPlan) -> Bool {
    state.withLock { $0.outdated.contains(ObjectIdentifier(plan)) }
  }

  /// Whether the types of a statement were asked for here, so that they are those of now.
  private func hasAsked(_ plan: StatementPlan) -> Bool {
    use.isLong && state.withLock { $0.asked.contains(ObjectIdentifier(plan)) }
  }

  // MARK: Cursors, of which a savepoint takes those along that were opened in it

  func addCursor() -> String {
    state.withLock { state in
      state.cursorCount += 1
      let name = "kindred_cursor_\(state.cursorCount)"
      state.cursors[name] = state.depth
      return name
    }
  }

  /// Whether the server still has a cursor. Asking it for one that is gone would abort the transaction.
  func hasCursor(_ name: String) -> Bool { state.withLock { $0.phase == .open && $0.cursors[name] != nil } }

  /// Forgets a cursor, and says whether there is something to close.
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
    guard link.mayStart, let known = link.types.known(plan), known.waiting.isWorthWhile else { return .notBegun }
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
    goingOnWith begun: (any BegunStatement)?, _ read: RowBody
  ) async throws -> StatementOutcome {
    var begun = begun as? Begun
    if begun == nil, let known = link.types.known(plan) {
      // What most statements come to is done without further calls that may suspend: each has its price.
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
      // What others' failure kept from being run is sent alone.
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
      link.giveBack(buffer)
      throw error
    }
  }

  private func outcome(
    of answer: Answer, _ plan: StatementPlan, _ links: PeerLinks?, _ read: RowBody
  ) throws -> StatementOutcome {
    try answer.withResult { result in
      try PostgresCells.forEachRow(of: result, ofUsers: link.types.ofUsers, links, read)
      return StatementOutcome(
        changes: plan.isWrite ? changes(of: result) : 0, insertedKey: 0, rows: Int(PQntuples(result)))
    }
  }

  /// The answer to a statement that was begun.
  private func answer(to begun: Begun, _ plan: StatementPlan) async -> Answer? {
    if let answer = begun.answer { return answer }
    guard let request = begun.request else { return nil }
    let answer = await link.answer(to: request)
    note(answer, plan, runs: 1)
    return answer
  }

  private func changes(of result: OpaquePointer) -> Int {
    PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
  }

  func execute(_ sql: String, changesSession: Bool) async throws {
    touch()
    if changesSession { state.withLock { $0.isSessionChanged = true } }
    _ = try await link.perform(for: self) { outbox, _ in outbox.run(sql) }.checked()
  }

  // MARK: Statements

  /// Writes parameters, and says in words what the server's types do not take.
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
      if let index = buffer.largestOfTooMany() {
        throw ParameterError(
          index: index, status: PostgresParameters.tooLarge,
          problem: PostgresParameters.problem(PostgresParameters.tooLarge, buffer))
      }
    }
  }

  /// The types of a statement's parameters, asked for once in the life of a database.
  func types(of plan: StatementPlan) async throws -> [Oid] {
    if !mustAsk(plan), let types = link.types[plan] { return types }
    var name = ""
    let answer = try await retrying(plan, hasTypes: false) { _ in
      await link.perform(for: self) { outbox, statements in
        name = prepare(plan, types: nil, &outbox, &statements)
        outbox.describe(name)
      }
    }
    if answer.failed != nil { link.forget(plan) }
    let (types, columns) = try answer.withResult { result in
      ((0..<PQnparams(result)).map { PQparamtype(result, $0) }, (0..<PQnfields(result)).map { PQftype(result, $0) })
    }
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

  /// Sends one run of a statement, and gives the buffer back: the library has copied what is in it.
  private func sendOnce(
    _ plan: StatementPlan, _ buffer: ParameterBuffer, _ outbox: inout Outbox, _ statements: inout StatementNames
  ) {
    send(plan, buffer, runs: 1, &outbox, &statements)
    link.giveBack(buffer)
  }

  /// More results than runs: the statement was prepared there, and perhaps that is what failed.
  func note(_ answer: Answer, _ plan: StatementPlan, runs: Int) {
    if answer.count > runs && answer.failed != nil { link.forget(plan) }
  }

  /// The name under which a plan is prepared, or will be when what is sent here is done; empty where names do not live
  /// longer than that.
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

  /// Does again what failed through no fault of its own, where nothing of it is in effect: a statement whose
  /// preparation was lost or made stale by a change of the schema, one that the cancellation of another task's
  /// statement hit, or one that was skipped because another one had failed.
  ///
  /// Inside a transaction a failure aborts what was done before, and what others of its tasks did meanwhile, so that it is
  /// repeated there only when it is all that was sent. Otherwise it fails as a transaction that can be run again.
  ///
  /// - Parameters:
  ///   - begun: What was sent before.
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
      // A server that is in disorder must not keep the task for ever; others' tasks may be cancelled again and again.
      if mustRepeat { repetitions += 1 } else { hits += 1 }
      guard repetitions <= 3, hits <= 100 else { return answer }
      if use.isLong {
        guard await beginAgain(after: hasTypes ? 1 : 0) else { return answer }
      }
      await link.settled()
      try Task.checkCancellation()
    }
  }

  /// Whether a statement failed because of what is remembered of it, which is forgotten here.
  func isOutdated(
    _ answer: Answer, _ plan: StatementPlan, _ generation: UInt64, _ mayRefresh: inout Bool
  ) -> Bool {
    if answer.isStale {
      link.forget(plan)
      link.types.schemaChanged(since: generation)
      return true
    }
    // Once is enough: with types that were just asked for it is the statement's own fault.
    guard answer.hasSuspectTypes(link.types[plan]) else { return false }
    guard mayRefresh else {
      // A connection that sees other types has asked for them meanwhile; the transaction can be run again.
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

  /// Begins the same transaction once more, in place of one in which nothing was done.
  ///
  /// - Parameter count: How many statements the task that asks has sent. When there are more, they are others', and the
  ///   transaction is left as it is.
  private func beginAgain(after count: Int) async -> Bool {
    guard hasOnly(count) else { return false }
    var isAllowed = false
    let answer = await link.perform(for: self, isCancellable: false) { outbox, _ in
      // While nothing else can be sent.
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
