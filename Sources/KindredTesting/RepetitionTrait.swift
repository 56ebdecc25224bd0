public import KindredCore
public import Testing

/// Fails tests that repeat statements. See ``Testing/Trait/noRepeatedStatements(atLeast:sourceLocation:)``.
public struct RepetitionTrait: TestTrait, SuiteTrait, TestScoping {
  let threshold: Int
  let sourceLocation: SourceLocation

  /// Whether it holds for the tests inside of suites.
  public var isRecursive: Bool { true }

  /// Runs the test, and reports what it has repeated.
  public func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    guard let database = Database.current else { throw NoDatabase() }
    let policy = RepeatedStatementPolicy.report(atLeast: threshold) { [sourceLocation] statement in
      Issue.record(Comment(rawValue: statement.description), sourceLocation: sourceLocation)
    }
    try await database.findingRepeatedStatements(policy) { try await function() }
  }
}

extension Trait where Self == RepetitionTrait {
  /// Reports an issue for each statement that a test runs again and again for the rows of one result, or without any: the
  /// N+1 problem. See ``Database/findingRepeatedStatements(_:during:)``.
  ///
  /// ```swift
  /// @Suite(.database(.sqliteInMemory(creating: BlogModels.all)), .noRepeatedStatements())
  /// struct PageTests {}
  /// ```
  ///
  /// - Parameters:
  ///   - threshold: The number of runs from which a statement counts as repeated.
  ///   - sourceLocation: Where issues are reported.
  public static func noRepeatedStatements(
    atLeast threshold: Int = 5, sourceLocation: SourceLocation = #_sourceLocation
  ) -> RepetitionTrait {
    RepetitionTrait(threshold: threshold, sourceLocation: sourceLocation)
  }
}
