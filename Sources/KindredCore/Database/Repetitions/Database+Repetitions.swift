extension Database {
  /// Runs the closure, and reports the statements that the task and its child tasks have repeated on this database for the
  /// rows of one result, one row at a time.
  ///
  /// ```swift
  /// try await database.findingRepeatedStatements(.report { print($0) }) {
  ///   for blog in try await Blog.objects.all() { print(try await blog.entrySet.all().count) }
  /// }
  /// // 17 × SELECT … FROM "entry" WHERE "entry"."blog_id" = ?1 for Blog.entrySet of the rows from Blog.swift:12,
  /// // try prefetchRelated
  /// ```
  ///
  /// Statements with the same text that belong to no rows, such as `get(id:)` in a loop, are reported too. The reports come
  /// when the closure ends.
  ///
  /// For development and tests: counting takes a lock for each statement. To count in all tasks, see
  /// ``Options/repeatedStatements``.
  @discardableResult
  public func findingRepeatedStatements<Result>(
    _ policy: RepeatedStatementPolicy = .log(), during body: () async throws -> Result
  ) async throws -> Result {
    let reporter = RepetitionReporter(policy, logger: options.logger, during: self)
    defer { reporter.finish() }
    return try await RepetitionReporter.$scope.withValue(reporter) { try await body() }
  }
}
