/// What the server has still to be told of a transaction before its next statement: that it begins, and which savepoints
/// begin and end.
///
/// It leaves with that statement and shares its synchronisation point, so that it costs no round trip, and the statement
/// is skipped if it fails.
///
/// **No statement may run outside of its transaction.** Until the server has confirmed BEGIN, only the request that
/// carries it is sent. Any other one would run on its own if BEGIN failed, and its changes would be stored.
struct Preamble {
  private enum Beginning {
    /// The lease has no transaction, or the server has confirmed it.
    case settled
    /// It has to be sent.
    case unsent([String])
    /// It was sent, and the server has not confirmed it.
    case sent([String])
    /// It failed; nothing has run.
    case failed([String])
  }

  private enum Savepoint: Equatable {
    case begin(Int)
    case release(Int)

    var sql: String {
      switch self {
      case .begin(let depth): "SAVEPOINT kindred_\(depth)"
      case .release(let depth): "RELEASE SAVEPOINT kindred_\(depth)"
      }
    }
  }

  /// What a request has to do.
  enum Demand {
    case nothing
    /// Send these first. If they begin the transaction, ``settle(isOpen:)`` has to be called.
    case send([String], isBeginning: Bool)
    /// Wait until another request has begun the transaction.
    case wait
    /// The transaction could not begin.
    case refuse
  }

  private var beginning = Beginning.settled
  private var savepoints: [Savepoint] = []

  // MARK: Beginning

  /// Begins a transaction with the next statement.
  mutating func begin(_ statements: [String]) { beginning = .unsent(statements) }

  /// Takes what has to be sent.
  mutating func take() -> Demand {
    switch beginning {
    case .settled:
      if savepoints.isEmpty { return .nothing }
      defer { savepoints = [] }
      return .send(savepoints.map(\.sql), isBeginning: false)
    case .unsent(let statements):
      defer { savepoints = [] }
      beginning = .sent(statements)
      return .send(statements + savepoints.map(\.sql), isBeginning: true)
    case .sent: return .wait
    case .failed: return .refuse
    }
  }

  /// Records whether the server has begun the transaction.
  mutating func settle(isOpen: Bool) {
    guard case .sent(let statements) = beginning else { return }
    beginning = isOpen ? .settled : .failed(statements)
  }

  /// After BEGIN has failed, lets the next statement try it again.
  ///
  /// - Returns: Whether it had failed.
  mutating func beginAgain() -> Bool {
    guard case .failed(let statements) = beginning else { return false }
    // A limit may have failed behind BEGIN. Outside of a transaction, ROLLBACK only warns.
    beginning = .unsent(statements.first == "ROLLBACK" ? statements : ["ROLLBACK"] + statements)
    return true
  }

  /// Whether the server's answer to BEGIN is awaited.
  var isAwaited: Bool { if case .sent = beginning { true } else { false } }

  /// Whether nobody knows that the transaction has begun: it has failed to, or the answer is awaited.
  var isDoubtful: Bool {
    switch beginning {
    case .settled, .unsent: false
    case .sent, .failed: true
    }
  }

  /// Ends the transaction, and its savepoints with it.
  ///
  /// - Returns: Whether the server was never told of it.
  mutating func end() -> Bool {
    savepoints = []
    guard case .unsent = beginning else { return false }
    beginning = .settled
    return true
  }

  // MARK: Savepoints

  mutating func beginSavepoint(_ depth: Int) { savepoints.append(.begin(depth)) }

  mutating func releaseSavepoint(_ depth: Int) {
    if savepoints.last == .begin(depth) { savepoints.removeLast() } else { savepoints.append(.release(depth)) }
  }

  /// Forgets what happened since a savepoint that is rolled back to.
  ///
  /// - Returns: Whether the server has the savepoint.
  mutating func rollBack(to depth: Int) -> Bool {
    if let index = savepoints.lastIndex(of: .begin(depth)) {
      savepoints.removeSubrange(index...)
      return false
    }
    // What is left belongs to savepoints inside of this one.
    savepoints = []
    return true
  }
}
