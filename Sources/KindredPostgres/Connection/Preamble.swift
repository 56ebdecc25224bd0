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
    case sent
    /// It failed; nothing has run, and nothing will.
    case failed
  }

  private enum Savepoint: Equatable {
    case begin(String)
    case release(String)

    var sql: String {
      switch self {
      case .begin(let name): "SAVEPOINT \(name)"
      case .release(let name): "RELEASE SAVEPOINT \(name)"
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
  /// The names of the savepoints around the next statement, by depth.
  ///
  /// None is used twice: where a savepoint could not begin, rolling back to it must fail, and must not find one of an
  /// earlier block.
  private var names: [String] = []
  private var lastName = 0

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
      beginning = .sent
      return .send(statements + savepoints.map(\.sql), isBeginning: true)
    case .sent: return .wait
    case .failed: return .refuse
    }
  }

  /// Records whether the server has begun the transaction.
  mutating func settle(isOpen: Bool) {
    guard case .sent = beginning else { return }
    beginning = isOpen ? .settled : .failed
  }

  /// Whether the server's answer to BEGIN is awaited.
  var isAwaited: Bool { if case .sent = beginning { true } else { false } }

  /// Whether the transaction could not begin.
  var hasFailed: Bool { if case .failed = beginning { true } else { false } }

  /// Whether there is nothing to send or to wait for.
  var isEmpty: Bool { if case .settled = beginning { savepoints.isEmpty } else { false } }

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

  /// Begins a savepoint.
  ///
  /// - Parameter depth: The number of savepoints around the next statement, with this one.
  mutating func beginSavepoint(_ depth: Int) {
    _ = removeNames(from: depth)
    lastName += 1
    let name = "kindred_\(lastName)"
    names.append(name)
    savepoints.append(.begin(name))
  }

  /// Releases a savepoint.
  mutating func releaseSavepoint(_ depth: Int) {
    guard let name = removeNames(from: depth) else { return }
    if savepoints.last == .begin(name) { savepoints.removeLast() } else { savepoints.append(.release(name)) }
  }

  /// Ends a savepoint whose changes are undone, and forgets what happened since then.
  ///
  /// - Returns: Its name; nil if the server was never told of it.
  mutating func undoSavepoint(_ depth: Int) -> String? {
    guard let name = removeNames(from: depth) else { return nil }
    if let index = savepoints.lastIndex(of: .begin(name)) {
      savepoints.removeSubrange(index...)
      return nil
    }
    // What is left belongs to savepoints inside of this one.
    savepoints = []
    return name
  }

  /// Removes the names of a savepoint and of those inside of it, and returns its own.
  private mutating func removeNames(from depth: Int) -> String? {
    guard depth >= 1, depth <= names.count else { return nil }
    defer { names.removeSubrange((depth - 1)...) }
    return names[depth - 1]
  }
}
