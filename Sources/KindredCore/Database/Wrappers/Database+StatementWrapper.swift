import Synchronization

extension Database {
  /// Runs the closure with a wrapper around every statement of the task and its child tasks on this database.
  ///
  /// The wrapper may refuse a statement by throwing an error, delay it, count it or measure it:
  ///
  /// ```swift
  /// struct PageMayNotWrite: Error {}
  ///
  /// try await database.withStatementWrapper { statement, run in
  ///   if statement.kind != .read { throw PageMayNotWrite() }
  ///   return try await run()
  /// } during: {
  ///   try await Blog.objects.count()
  /// }
  /// ```
  ///
  /// - Wrappers nest: the outermost one is called first. `Database.Options.statementWrapper` is around all others.
  /// - A wrapper runs its statement at most once. If it throws before, nothing was sent, and a transaction stays usable.
  ///   If it throws after, the statement was run all the same.
  /// - The connection is leased inside, so a wrapper that waits keeps no connection, except that of a transaction. If the
  ///   task is cancelled meanwhile, what the wrapper throws is thrown.
  /// - Statements that a wrapper runs itself are only seen by the wrappers around it.
  /// - `bulkCreate` calls it once for many rows, a stream once before its first row. It is not called for `BEGIN`,
  ///   `COMMIT`, savepoints and advisory locks.
  /// - A task that outlives the closure is no longer wrapped when the closure has returned.
  ///
  /// - Parameters:
  ///   - showsValues: Whether the wrapper sees the bound values.
  ///   - wrapper: Gets the statement, and a closure that runs it.
  ///   - body: The closure whose statements are wrapped.
  @discardableResult
  public func withStatementWrapper<Result>(
    showsValues: Bool = false, _ wrapper: @escaping StatementWrapper, during body: () async throws -> Result
  ) async throws -> Result {
    let scope = StatementWrappers.Scope(wrapper, showsValues: showsValues, on: self)
    wrapperCount.wrappingAdd(1, ordering: .relaxed)
    defer {
      scope.isOver = true
      wrapperCount.wrappingSubtract(1, ordering: .relaxed)
    }
    return try await StatementWrappers.with(scope, body)
  }

  /// The wrapper of the options.
  var ownWrapper: StatementWrappers.Scope? {
    options.statementWrapper.map { StatementWrappers.Scope($0, showsValues: options.logsValues, on: self) }
  }
}
