public import KindredCore
public import Testing

/// Rolls back what a test changes. See ``Testing/Trait/rollback(on:)``.
public struct RollbackTrait: TestTrait, SuiteTrait, TestScoping {
  let database: (@Sendable () async throws -> Database)?
  let isolation: IsolationLevel?

  /// Whether each test inside of suites is rolled back.
  public var isRecursive: Bool { true }

  /// Ends the transaction of a test that has passed.
  private struct Finished: Error {}

  /// Runs the test in a transaction, which never commits.
  public func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    guard let database = try await database?() ?? Database.current else { throw NoDatabase() }
    try await TestTurns.with(.database(ObjectIdentifier(database))) {
      do {
        try await database.use {
          try await database.transaction(isolation: isolation) {
            try await function()
            try await checkKeys(in: database)
            throw Finished()
          }
        }
      } catch is Finished {}
    }
  }

  /// Throws if a foreign key refers to a missing row: keys are checked at the commit, which never comes.
  private func checkKeys(in database: Database) async throws {
    if database.dialect.name == "postgres" { try await database.execute("SET CONSTRAINTS ALL IMMEDIATE") }
    guard database.dialect.name == "sqlite" else { return }
    let tables = try await database.query(#"SELECT "table" FROM pragma_foreign_key_check"#, as: String.self).all()
    guard let table = tables.first else { return }
    throw KindredError(
      .foreignKeyViolation, "At the end of the test, a foreign key of \"\(table)\" refers to a row that is not there.")
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
  /// Tests that share a database wait for each other, for as long as it takes.
  ///
  /// At the end, foreign keys are checked as a commit would: a test that leaves one to a missing row fails.
  ///
  /// - Parameters:
  ///   - database: Returns the database, one for all tests; by default the task's, such as that of the trait `.database`
  ///     before this one.
  ///   - isolation: The isolation level, where the tested code asks for one: a transaction inside cannot have a higher one.
  public static func rollback(
    on database: (@Sendable () async throws -> Database)? = nil, isolation: IsolationLevel? = nil
  ) -> RollbackTrait {
    RollbackTrait(database: database, isolation: isolation)
  }

  /// Rolls back what the tests change on the task's database.
  public static var rollback: RollbackTrait { RollbackTrait(database: nil, isolation: nil) }
}
