import KindredSockets
import PostgresTestServer
import Testing

@testable import KindredCore
@testable import KindredPostgres

/// Answers that a task waits for in its own thread, and those that are late.
@Suite struct InPlaceTests {
  /// The statement has run before, so that the task waits for it itself at first.
  @Test func aLateAnswerIsWaitedForElsewhere() async throws {
    try await withDatabase(connections: 1) { bench async throws in
      _ = try await Note.objects.create(Note(slug: "a"))
      for weight in UInt16(1)...3 { #expect(try await Note.objects.update { $0.weight.set(weight) } == 1) }
      let raw = try bench.raw()
      try raw.run("BEGIN")
      try raw.run("UPDATE note SET weight = 7")
      let late = Task { try await Note.objects.update { $0.weight.set(4) } }
      try await bench.waitUntil(TestBench.waitsForALock)
      let behind = Task { try await Note.objects.filter { $0.weight == 4 }.count() }
      try raw.run("COMMIT")
      #expect(try await late.value == 1)
      #expect(try await behind.value == 1)
    }
  }

  @Test func aLateStatementIsStoppedByCancellation() async throws {
    try await withDatabase(connections: 1) { bench async throws in
      _ = try await Note.objects.create(Note(slug: "a"))
      #expect(try await Note.objects.update { $0.weight.set(1) } == 1)
      let raw = try bench.raw()
      try raw.run("BEGIN")
      try raw.run("UPDATE note SET weight = 7")
      let late = Task { try await Note.objects.update { $0.weight.set(2) } }
      try await bench.waitUntil(TestBench.waitsForALock)
      late.cancel()
      await #expect(throws: CancellationError.self) { _ = try await late.value }
      try raw.run("COMMIT")
      #expect(try await Note.objects.filter { $0.weight == 7 }.count() == 1)
    }
  }

  /// The violation is the answer of a statement that was sent without a suspension.
  @Test func anErrorOfAKnownStatementIsReportedAndTheConnectionGoesOn() async throws {
    try await withDatabase(connections: 1) { bench async throws in
      for slug in ["a", "b"] { _ = try await Note.objects.create(Note(slug: slug)) }
      for _ in 0..<3 {
        await #expect(throws: KindredError.self) { _ = try await Note.objects.create(Note(slug: "a")) }
        #expect(try await Note.objects.count() == 2)
      }
    }
  }

  /// They share the connection, and which of them waits in its thread is chance: none may get the answer of another.
  @Test func childrenOfATransactionGetTheirOwnAnswers() async throws {
    try await withDatabase(connections: 1) { bench async throws in
      for round in 0..<20 {
        try await bench.database.transaction {
          try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<8 {
              group.addTask {
                let weight = UInt16(round * 8 + number)
                let made = try await Note.objects.create(Note(slug: "\(weight)", weight: weight))
                #expect(made.slug == "\(weight)")
                #expect(try await Note.objects.get { $0.weight == weight }.slug == "\(weight)")
                #expect(try await Note.objects.filter { $0.weight == weight }.count() == 1)
              }
            }
            try await group.waitForAll()
          }
        }
      }
      #expect(try await Note.objects.count() == 160)
    }
  }

  /// The answer comes in many parts, of which each is soon there.
  @Test func aLargeAnswerOfAKnownStatementIsComplete() async throws {
    try await withDatabase(connections: 1) { bench async throws in
      try bench.raw().run("INSERT INTO note (slug, weight) SELECT i::text, 1 FROM generate_series(1, 50000) i")
      for _ in 0..<4 { #expect(try await Note.objects.all().count == 50_000) }
    }
  }

  @Test func aStatementThatWasLateIsTriedAgainAfterAWhileAndLaterEachTime() async throws {
    try await withDatabase { bench async throws in
      _ = try await Note.objects.count()
      let plan = try #require(try Database.current?.plans.plan(for: PlanKey(kind: .rows, query: Note.objects.query)))
      let known = KnownStatement(plan: plan, types: [])
      func isTried() -> Bool { known.waiting.shouldSpin }
      #expect(isTried())
      known.waiting.note(isLate: true)
      #expect((0..<16).allSatisfy { _ in !isTried() })
      #expect(isTried())
      known.waiting.note(isLate: true)
      #expect((0..<32).allSatisfy { _ in !isTried() })
      #expect(isTried())
      known.waiting.note(isLate: false)
      known.waiting.note(isLate: true)
      #expect((0..<16).allSatisfy { _ in !isTried() })
      #expect(isTried())
    }
  }

  /// Many answers come close behind each other, with and without a thread that stays awake for them.
  @Test(arguments: [true, false]) func answersOneBehindTheOtherReachTheirTasks(staysAwake: Bool) async throws {
    try await withDatabase(connections: 1, spinsForFastStatements: staysAwake) { bench async throws in
      try bench.raw().run("INSERT INTO note (slug, weight) SELECT i::text, i FROM generate_series(1, 200) i")
      for _ in 0..<3 {
        let slugs = try await withThrowingTaskGroup(of: (UInt16, String).self) { group in
          for weight in UInt16(1)...200 {
            group.addTask { (weight, try await Note.objects.get { $0.weight == weight }.slug) }
          }
          return try await group.reduce(into: [UInt16: String]()) { $0[$1.0] = $1.1 }
        }
        #expect(slugs.count == 200)
        #expect(slugs.allSatisfy { String($0.key) == $0.value })
        #expect(try await Note.objects.all().count == 200)
      }
    }
  }
}
