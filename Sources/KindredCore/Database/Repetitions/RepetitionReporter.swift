import Logging
public import Synchronization

/// Finds repeated statements: of a database, or of a task while a closure runs.
@usableFromInline
final class RepetitionReporter: Sendable {
  private struct State {
    /// The results whose statements were counted, while the closure runs.
    var watches: [ResultWatch] = []
    /// The statements that belong to no rows.
    var unrelated: ResultWatch?
    var isOver = false
  }

  /// Whether there are any reporters. Checked before anything else is read.
  @usableFromInline static let count = Atomic<Int>(0)

  @TaskLocal static var scope: RepetitionReporter?

  private let policy: RepeatedStatementPolicy
  private let logger: Logger
  /// The database, for the reporter of a closure; nil for that of a database.
  private let database: ObjectIdentifier?
  private let state = Mutex(State())

  init(_ policy: RepeatedStatementPolicy, logger: Logger, during database: Database? = nil) {
    self.policy = policy
    self.logger = logger
    self.database = database.map { ObjectIdentifier($0) }
    Self.count.wrappingAdd(1, ordering: .relaxed)
  }

  deinit { Self.count.wrappingSubtract(1, ordering: .relaxed) }

  /// Whether statements are counted anywhere.
  @inlinable @inline(__always)
  static var isActive: Bool { count.load(ordering: .relaxed) > 0 }

  /// The reporter of the current task's statements on a database.
  static func current(on database: Database) -> RepetitionReporter? {
    if let scope, scope.database == ObjectIdentifier(database), !scope.state.withLock(\.isOver) { return scope }
    return database.repetitions
  }

  /// Counts a statement that belongs to no rows. Only a closure has an end at which such statements can be reported.
  static func note(_ sql: String, of schema: ModelSchema, on database: Database) {
    guard let scope = current(on: database), scope.database != nil else { return }
    let watch = scope.state.withLock { state -> ResultWatch? in
      if state.isOver { return nil }
      let watch = state.unrelated ?? ResultWatch(scope, model: "", site: nil)
      state.unrelated = watch
      return watch
    }
    watch?.note(sql, Repetition(relation: nil, cause: .other, model: schema.name))
  }

  /// Whether statements are still counted.
  var isCounting: Bool { database == nil || !state.withLock(\.isOver) }

  /// Keeps the counts of a result until the closure ends.
  func keep(_ watch: ResultWatch) {
    guard database != nil else { return }
    state.withLock { if !$0.isOver { $0.watches.append(watch) } }
  }

  /// Reports what was counted in the closure.
  func finish() {
    let watches = state.withLock { state in
      state.isOver = true
      defer { (state.watches, state.unrelated) = ([], nil) }
      return state.watches
    }
    for watch in watches { watch.report() }
  }

  func report(_ statement: RepeatedStatement) {
    if statement.count < policy.threshold { return }
    if let handler = policy.handler { return handler(statement) }
    logger.warning(
      "repeated statement: \(statement)", metadata: ["count": "\(statement.count)", "model": "\(statement.model)"])
  }
}
