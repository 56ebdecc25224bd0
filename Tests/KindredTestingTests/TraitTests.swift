import Kindred
import KindredSQLite
import KindredTesting
import Synchronization
import Testing

private let inMemory: InMemoryDatabases = .sqliteInMemory(
  creating: KindredTestingTestsModels.all, prepare: fillShelves)

@Suite("Databases of tests, SQLite", .database(inMemory))
struct SQLiteDatabaseTraitTests {
  @Test("each case has a database of its own, with its tables and rows", arguments: 1...3)
  func own(_ number: Int) async throws {
    #expect(try await Shelf.objects.count() == 3)
    _ = try await Shelf.objects.create(name: "D")
    #expect(try await Shelf.objects.count() == 4)
  }

  @Test("so many statements", .statements(2))
  func statements() async throws {
    for volume in try await Volume.objects.all() { _ = try await volume.shelf }
  }

  @Test("what a test writes is rolled back", .rollback)
  func rollback() async throws {
    try await Volume.objects.delete()
    #expect(try await Volume.objects.count() == 0)
    try await transaction { _ = try await Shelf.objects.create(name: "E") }
    #expect(try await Shelf.objects.filter { $0.name == "E" }.exists())
  }
}

@Suite("Databases of tests, PostgreSQL", .database(ServerDatabases()))
struct PostgresDatabaseTraitTests {
  @Test("each case has a copy of the template", arguments: 1...3)
  func own(_ number: Int) async throws {
    #expect(try await Shelf.objects.count() == 3)
    _ = try await Shelf.objects.create(name: "D")
    #expect(try await Shelf.objects.count() == 4)
    #expect(Database.current?.dialect.name == "postgres")
  }

  @Test("so many statements", .statements(2))
  func statements() async throws {
    for volume in try await Volume.objects.all() { _ = try await volume.shelf }
  }
}

/// A database that the tests of a suite share. It is closed by the process's end.
private let shared = Mutex<Database?>(nil)

@Suite("Rolling back, on a database that tests share", .serialized, .rollback(on: { try await sharedDatabase() }))
struct RollbackTraitTests {
  @Test("each case finds what was there before", arguments: 1...3)
  func unchanged(_ number: Int) async throws {
    #expect(try await Volume.objects.count() == 6)
    try await Volume.objects.delete()
  }
}

private func sharedDatabase() async throws -> Database {
  if let known = shared.withLock({ $0 }) { return known }
  let database = try await inMemory.open()
  shared.withLock { $0 = database }
  return database
}

@Suite("Rolling back, on a database for which many tests wait", .rollback(on: { try await sharedDatabase() }))
struct WaitingRollbackTests {
  @Test("each case has the database to itself", arguments: 1...40)
  func alone(_ number: Int) async throws {
    #expect(try await Volume.objects.count() == 6)
    try await Volume.objects.delete()
    await Task.yield()
    #expect(try await Volume.objects.count() == 0)
  }

  @Test("a trait inside of another one does not wait for it", .rollback(on: { try await sharedDatabase() }))
  func nested() async throws { #expect(try await Volume.objects.count() == 6) }
}

@Suite("Rolling back, checked at the end")
struct RollbackCheckTests {
  private func run(_ database: Database, _ body: @concurrent @Sendable () async throws -> Void) async throws {
    let test = try #require(Test.current)
    try await RollbackTrait.rollback(on: { database }, isolation: .serializable)
      .provideScope(for: test, testCase: nil, performing: body)
  }

  @Test("a key to a missing row fails the test; the isolation level is that of the trait")
  func keys() async throws {
    for database in [try await inMemory.open(), try await ServerDatabases().open()] {
      try await database.use {
        let error = await #expect(throws: KindredError.self) {
          try await run(database) { _ = try await Volume.objects.create(shelfID: 999, title: "x") }
        }
        #expect(error?.code == .foreignKeyViolation)
        try await run(database) {
          try await transaction(isolation: .serializable) { _ = try await Volume.objects.delete() }
        }
        #expect(try await Volume.objects.count() == 6)
      }
      await database.close()
    }
  }
}

@Suite("Numbers of statements", .database(inMemory))
struct ExpectStatementsTests {
  @Test("the right number, and what the closure returns")
  func right() async throws {
    let names = try await expectStatements(2) {
      var names: Set<String> = []
      for volume in try await Volume.objects.all() { names.insert(try await volume.shelf.name) }
      return names
    }
    #expect(names == ["A", "B", "C"])
    try await expectStatements(0, on: Database.current) {}
  }

  @Test("a wrong number is an issue that lists the statements")
  func wrong() async throws {
    let texts = Mutex<[String]>([])
    try await withKnownIssue {
      try await expectStatements(1) {
        _ = try await Shelf.objects.count()
        _ = try await Volume.objects.order { $0.id }.values { $0.title }.all()
      }
    } matching: { issue in
      texts.withLock { $0.append(contentsOf: issue.comments.map(\.rawValue)) }
      return true
    }
    #expect(
      texts.withLock(\.self) == [
        """
        1 statement was expected, and 2 ran:
        1. SELECT COUNT(*) FROM "shelf"
        2. SELECT "volume"."title" FROM "volume" ORDER BY "volume"."id" ASC
        """
      ])
  }

  @Test("a loop that repeats a statement is an issue")
  func repetition() async throws {
    let trait: RepetitionTrait = .noRepeatedStatements(atLeast: 3)
    let test = try #require(Test.current)
    let texts = Mutex<[String]>([])
    try await withKnownIssue {
      try await trait.provideScope(for: test, testCase: Test.Case.current) {
        for shelf in try await Shelf.objects.all() { _ = try await shelf.volumeSet.count() }
      }
    } matching: { issue in
      texts.withLock { $0.append(contentsOf: issue.comments.map(\.rawValue)) }
      return true
    }
    let text = try #require(texts.withLock { $0.first })
    #expect(
      text.hasPrefix(
        #"3 × SELECT COUNT(*) FROM "volume" WHERE "volume"."shelf_id" = ?1 for Shelf.volumeSet of the rows from TraitTests.swift:"#
      ))
    #expect(text.hasSuffix(", try prefetchRelated"))
    try await trait.provideScope(for: test, testCase: Test.Case.current) {
      for shelf in try await Shelf.objects.prefetchRelated({ $0.volume }).all() {
        _ = try await shelf.volumeSet.count()
      }
    }
  }
}

@Suite("Without a database")
struct NoDatabaseTests {
  @Test("the issue says so")
  func missing() async throws {
    try await withKnownIssue {
      try await expectStatements(1) {}
    } matching: { issue in
      issue.error.map { "\($0)" }?.contains("The test has no database") == true
    }
  }
}
