import Synchronization

/// The wrappers of the current task.
final class StatementWrappers: Sendable {
  /// One wrapper, while its scope lasts.
  final class Scope: Sendable {
    let wrapper: StatementWrapper
    let showsValues: Bool
    let database: ObjectIdentifier
    private let over = Atomic<Bool>(false)

    init(_ wrapper: @escaping StatementWrapper, showsValues: Bool, on database: Database) {
      self.wrapper = wrapper
      self.showsValues = showsValues
      self.database = ObjectIdentifier(database)
    }

    /// Whether the scope has ended. A task that was started in it may still run.
    var isOver: Bool {
      get { over.load(ordering: .acquiring) }
      set { over.store(newValue, ordering: .releasing) }
    }
  }

  /// The scopes around the current task, outermost first, and the databases whose own wrapper is running.
  private struct Surroundings {
    var scopes: [Scope] = []
    var skipped: [ObjectIdentifier] = []
  }

  @TaskLocal private static var surroundings = Surroundings()

  /// Outermost first.
  private let scopes: [Scope]
  private let surroundings: Surroundings
  let showsValues: Bool

  private init(_ scopes: [Scope], in surroundings: Surroundings) {
    self.scopes = scopes
    self.surroundings = surroundings
    showsValues = scopes.contains(where: \.showsValues)
  }

  /// The wrappers of a statement of the current task; nil if there are none.
  @inline(never)
  static func applying(to database: Database) -> StatementWrappers? {
    let surroundings = surroundings
    let identity = ObjectIdentifier(database)
    var scopes = surroundings.scopes.filter { $0.database == identity && !$0.isOver }
    if let wrapper = database.ownWrapper, !surroundings.skipped.contains(identity) { scopes.insert(wrapper, at: 0) }
    return scopes.isEmpty ? nil : StatementWrappers(scopes, in: surroundings)
  }

  /// Runs the closure with one more scope.
  static func with<Result>(_ scope: Scope, _ body: () async throws -> Result) async rethrows -> Result {
    var inner = surroundings
    inner.scopes.append(scope)
    return try await $surroundings.withValue(inner) { try await body() }
  }

  /// Runs a statement inside its wrappers.
  func run(
    _ statement: DatabaseStatement, on database: Database, _ body: () async throws -> StatementOutcome
  ) async throws -> StatementOutcome {
    try await run(scopes[...], statement, on: database, body)
  }

  private func run(
    _ scopes: ArraySlice<Scope>, _ statement: DatabaseStatement, on database: Database,
    _ body: () async throws -> StatementOutcome
  ) async throws -> StatementOutcome {
    guard let scope = scopes.first else { return try await body() }
    var seen = statement
    if !scope.showsValues { seen.values = nil }
    var outcome: StatementOutcome?
    var isStarted = false
    _ = try await Self.$surroundings.withValue(surroundings(of: scope)) {
      try await scope.wrapper(seen) {
        if isStarted { throw Self.ranTwice }
        isStarted = true
        let result = try await run(scopes.dropFirst(), statement, on: database, body)
        outcome = result
        return StatementResult(result)
      }
    }
    guard let outcome else { throw Self.notRun }
    return outcome
  }

  /// The surroundings of statements that a wrapper itself runs: only the wrappers around it see them. Otherwise, it would
  /// be called for its own statements.
  private func surroundings(of scope: Scope) -> Surroundings {
    var outer = surroundings
    let own = outer.scopes.firstIndex { $0 === scope }
    let inner = outer.scopes.suffix(from: own ?? 0).filter { $0.database != scope.database }
    outer.scopes = outer.scopes.prefix(own ?? 0) + inner
    if own == nil { outer.skipped.append(scope.database) }
    return outer
  }

  static var notRun: KindredError {
    KindredError(
      .invalidQuery,
      "A statement wrapper returned without running its statement. Return what run() returns, or throw an "
        + "error to refuse the statement.")
  }

  private static var ranTwice: KindredError {
    KindredError(
      .invalidQuery,
      "A statement wrapper ran its statement twice. To run work again after a conflict, use "
        + "transaction(retry:).")
  }
}

extension Database {
  /// Whether a task may have wrappers around its statements. Checked before anything else is read.
  @inline(__always)
  var mayBeWrapped: Bool { wrapperCount.load(ordering: .relaxed) != 0 }
}
