public import KindredCore
public import Testing

/// Rolls back what a test changes. See ``Testing/Trait/rollback(on:)``.
public struct RollbackTrait: TestTrait, SuiteTrait, TestScoping {
  let database: (@Sendable () async throws -> Database)?

  /// Whether each test inside of suites is rolled back.
  public var isRecursive: Bool { true }

  /// Ends the transaction of a test that has passed.
  private struct Finished: Error {}

  /// Runs the test in a transaction, which never commits.
  public func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    guard let database = try await database?() ?? Database.current else { throw NoDatabase() }
    do {
      try await database.use {
        try await database.transaction {
          try await function()
          throw Finished()
        }
      }
    } catch is Finished {}
  }
}

extension Trait where Self == RollbackTrait {
  /// Runs each case of each test in a transaction that is rolled back afterwards.
  ///
  /// ```swift
  /// @Suite(.rollback { try await TestServer.database() })
  /// struct OrderTests {
  ///   @Test func deletes() async throws { try await Order.objects.delete() }
  /// }
  /// ```
  ///
  /// A transaction inside the test is a savepoint. Closures given to `onCommit` never run, and other tasks and connections
  /// do not see what the test writes. Where that matters, give each test its own database with
  /// ``Testing/Trait/database(_:)``.
  ///
  /// - Parameter database: Returns the database; by default the task's, such as that of the trait `.database` before this one.
  public static func rollback(on database: (@Sendable () async throws -> Database)? = nil) -> RollbackTrait {
    RollbackTrait(database: database)
  }

  /// Rolls back what the tests change on the task's database.
  public static var rollback: RollbackTrait { RollbackTrait(database: nil) }
}
