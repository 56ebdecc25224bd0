public import KindredCore
public import Testing

/// Expects a test to run a number of statements. See ``Testing/Trait/statements(_:on:sourceLocation:)``.
public struct StatementCountTrait: TestTrait, TestScoping {
  let count: Int
  let database: (@Sendable () -> Database?)?
  let sourceLocation: SourceLocation

  /// Runs the test, and counts.
  public func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    try await expectStatements(count, on: database?(), sourceLocation: sourceLocation) { try await function() }
  }
}

extension Trait where Self == StatementCountTrait {
  /// Expects each case of the test to run so many statements.
  ///
  /// ```swift
  /// @Suite(.database(.sqliteInMemory(creating: BlogModels.all)))
  /// struct ReportTests {
  ///   @Test(.statements(2)) func report() async throws {
  ///     for entry in try await Entry.objects.all() { _ = try await entry.blog }
  ///   }
  /// }
  /// ```
  ///
  /// Statements that prepare the test are counted too; ``expectStatements(_:on:sourceLocation:_:)`` counts those of a part.
  ///
  /// - Parameters:
  ///   - count: The expected number.
  ///   - database: The database; by default the task's.
  ///   - sourceLocation: Where an issue is reported.
  public static func statements(
    _ count: Int, on database: (@Sendable () -> Database?)? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) -> StatementCountTrait {
    StatementCountTrait(count: count, database: database, sourceLocation: sourceLocation)
  }
}
