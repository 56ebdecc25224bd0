import Synchronization

/// A statement that has run, as ``Database/recordingStatements(showsValues:_:)`` returns it.
public struct RecordedStatement: Sendable, CustomStringConvertible {
  /// The statement.
  public let statement: DatabaseStatement
  /// How long it took, with its rows.
  public internal(set) var duration: Duration
  /// The error that it failed with.
  public internal(set) var error: (any Error)?

  /// The text, with placeholders.
  public var sql: String { statement.sql }
  /// The bound values, if they were asked for.
  public var values: [DatabaseValue]? { statement.values }

  /// The text.
  public var description: String { sql }
}

/// Collects the statements of a task, in the order in which they began.
///
/// ```swift
/// let recorder = StatementRecorder()
/// let count = try await database.recordingStatements(by: recorder) { try await Blog.objects.count() }
/// print(recorder.statements.map(\.sql))
/// ```
public final class StatementRecorder: Sendable {
  private struct State {
    var statements: [RecordedStatement] = []
    /// The number of statements that were removed.
    var removed = 0
  }

  private let state = Mutex(State())

  /// Makes an empty recorder.
  public init() {}

  /// The statements so far. One that is still running has a duration of zero.
  public var statements: [RecordedStatement] { state.withLock(\.statements) }

  /// Removes all statements.
  public func removeAll() {
    state.withLock { state in
      state.removed += state.statements.count
      state.statements = []
    }
  }

  /// - Returns: The number of the statement, from 0.
  fileprivate func begin(_ statement: DatabaseStatement) -> Int {
    state.withLock { state in
      state.statements.append(RecordedStatement(statement: statement, duration: .zero, error: nil))
      return state.removed + state.statements.count - 1
    }
  }

  fileprivate func end(_ number: Int, after duration: Duration, _ error: (any Error)?) {
    state.withLock { state in
      let index = number - state.removed
      guard state.statements.indices.contains(index) else { return }
      state.statements[index].duration = duration
      state.statements[index].error = error
    }
  }
}

extension Database {
  /// Runs the closure and returns the statements that the task and its child tasks ran on this database.
  ///
  /// For tests that state which queries some code runs. Other tasks are not recorded, so tests can run in parallel.
  ///
  /// ```swift
  /// let statements = try await database.recordingStatements {
  ///   for entry in try await Entry.objects.all() { _ = try await entry.blog }
  /// }
  /// assert(statements.count == 2)
  /// ```
  ///
  /// - Parameter showsValues: Whether the bound values are recorded.
  public func recordingStatements(
    showsValues: Bool = false, _ body: () async throws -> Void
  ) async throws -> [RecordedStatement] {
    let recorder = StatementRecorder()
    try await recordingStatements(by: recorder, showsValues: showsValues, body)
    return recorder.statements
  }

  /// Runs the closure and adds the statements of the task and its child tasks to a recorder, also if the closure throws.
  @discardableResult
  public func recordingStatements<Result>(
    by recorder: StatementRecorder, showsValues: Bool = false, _ body: () async throws -> Result
  ) async throws -> Result {
    try await withStatementWrapper(showsValues: showsValues) { statement, run in
      let number = recorder.begin(statement)
      let start = ContinuousClock.now
      do {
        let result = try await run()
        recorder.end(number, after: ContinuousClock.now - start, nil)
        return result
      } catch {
        recorder.end(number, after: ContinuousClock.now - start, error)
        throw error
      }
    } during: {
      try await body()
    }
  }
}
