public import KindredCore
public import Testing

/// Gives each test a database of its own. See ``Testing/Trait/database(_:)``.
public struct DatabaseTrait: TestTrait, SuiteTrait, TestScoping {
  let source: any DatabaseSource

  /// Whether the tests inside of suites have databases of their own too.
  public var isRecursive: Bool { true }

  /// Opens a database, runs the test on it, and closes it.
  public func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    try await TestTurns.with(.ownDatabase) {
      let database = try await source.open()
      do {
        try await database.use { try await function() }
      } catch {
        await source.discard(database)
        throw error
      }
      await source.discard(database)
    }
  }
}

extension Trait where Self == DatabaseTrait {
  /// Gives each case of each test a database of its own, which all queries of the test use.
  ///
  /// ```swift
  /// @Suite(.database(.sqliteInMemory(creating: BlogModels.all)))
  /// struct BlogTests {
  ///   @Test func counts() async throws {
  ///     _ = try await Blog.objects.create(name: "Beatles Blog")
  ///     #expect(try await Blog.objects.count() == 1)
  ///   }
  /// }
  /// ```
  ///
  /// `.sqliteInMemory` is part of KindredSQLite; KindredPostgres has `.postgres`, which copies a template that is made once.
  /// Tests can run in parallel, up to 16 with such databases at a time: `Database.current` is another one in each. The
  /// database is closed after the test.
  public static func database(_ source: some DatabaseSource) -> DatabaseTrait { DatabaseTrait(source: source) }
}
