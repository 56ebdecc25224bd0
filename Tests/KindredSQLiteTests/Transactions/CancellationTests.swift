import KindredCore
import KindredSQLite
import Testing

@testable import HandWritten

/// One at a time: a statement that never ends holds the thread on which it runs, and there may be only two.
@Suite("Cancellation", .serialized, .timeLimit(.minutes(2)))
struct CancellationTests {
  /// A view of which the rows never end, and a table of which a change never ends.
  private func inScratch(_ body: (Scratch) async throws -> Void) async throws {
    try await Scratch.run([Shelf.self, Book.self], configuration: .init(maximumReaders: 1)) { scratch in
      try scratch.raw.run(
        """
        INSERT INTO shelf VALUES (1, 'full', 1, NULL);
        CREATE VIEW cell AS
          WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS id, i AS value FROM n;
        CREATE TRIGGER slow BEFORE UPDATE ON shelf BEGIN SELECT count(*) FROM cell; END
        """)
      try await body(scratch)
    }
  }

  private func changeEndlessly() async throws { try await Shelf.objects.update { $0.note.set("changed") } }

  @Test("A query that would never end is cancelled, and the connection works")
  func reading() async throws {
    try await inScratch { scratch in
      for _ in 0..<3 {
        let task = Task { try await Cell<Int>.objects.count() }
        #expect(await eventually { scratch.readers.leased == 1 })
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(scratch.readers == (leased: 0, waiting: 0, existing: 1))
        let found = try await Shelf.objects.count()
        #expect(found == 1)
      }
    }
  }

  @Test("A stream whose first row never comes is cancelled")
  func streaming() async throws {
    try await inScratch { scratch in
      let task = Task { for try await _ in Cell<Int>.objects.filter({ $0.value < 0 }).rows {} }
      _ = await eventually { scratch.readers.leased == 1 }
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
      #expect(scratch.readers.leased == 0)
      let found = try await Shelf.objects.count()
      #expect(found == 1)
    }
  }

  @Test("A change that would never end is cancelled and undone")
  func writing() async throws {
    try await inScratch { scratch in
      let task = Task { try await changeEndlessly() }
      #expect(await eventually { scratch.writer.leased == 1 })
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
      #expect(scratch.writer == (leased: 0, waiting: 0, existing: 1))
      #expect(try scratch.raw.cell("SELECT count(*) FROM shelf WHERE note = 'changed'") == "0")
      try await Shelf.objects.create(Shelf(label: "next"))
    }
  }

  @Test("A cancelled transaction is rolled back, and the next one starts clean")
  func transaction() async throws {
    try await inScratch { scratch in
      let started = Gate()
      let never = Gate()
      let task = Task {
        try await scratch.database.transaction {
          try await Shelf.objects.create(Shelf(label: "lost"))
          started.open()
          await never.wait()
        }
      }
      await started.wait()
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
      try await scratch.database.transaction { try await Shelf.objects.create(Shelf(label: "next")) }
      #expect(try scratch.raw.rows("SELECT label FROM shelf ORDER BY id") == [["full"], ["next"]])
      #expect(scratch.writer == (leased: 0, waiting: 0, existing: 1))
    }
  }

  @Test("A cancelled task begins no transaction, and runs no statement in one")
  func alreadyCancelled() async throws {
    try await inScratch { scratch in
      let ran = Notes<String>()
      let gate = Gate()
      let task = Task {
        await gate.wait()
        try await scratch.database.transaction { ran.add("body") }
      }
      task.cancel()
      gate.open()
      await #expect(throws: CancellationError.self) { try await task.value }
      let inside = Task {
        try await scratch.database.transaction {
          withUnsafeCurrentTask { $0?.cancel() }
          try await Shelf.objects.create(Shelf(label: "lost"))
          ran.add("statement")
        }
      }
      await #expect(throws: CancellationError.self) { try await inside.value }
      #expect(ran.all.isEmpty)
      let found = try scratch.raw.cell("SELECT count(*) FROM shelf")
      #expect(found == "1")
    }
  }

  @Test("A task that is cancelled while it waits for the writer stops waiting")
  func waitingForWriter() async throws {
    try await inScratch { scratch in
      try await scratch.database.transaction {
        let write = Task.detached {
          try await scratch.database.use { try await Shelf.objects.create(Shelf(label: "lost")) }
        }
        let whole = Task.detached { try await scratch.database.transaction {} }
        #expect(await eventually { scratch.writer.waiting == 2 })
        write.cancel()
        whole.cancel()
        await #expect(throws: CancellationError.self) { try await write.value }
        await #expect(throws: CancellationError.self) { try await whole.value }
        #expect(scratch.writer == (leased: 1, waiting: 0, existing: 1))
        try await Shelf.objects.create(Shelf(label: "kept"))
      }
      #expect(try scratch.raw.rows("SELECT label FROM shelf ORDER BY id") == [["full"], ["kept"]])
    }
  }

  @Test("When a child's change is interrupted, SQLite ends the transaction: nothing that follows is stored on its own")
  func interruptedChild() async throws {
    try await inScratch { scratch in
      let error = await kindredError {
        try await scratch.database.transaction {
          try await Shelf.objects.create(Shelf(label: "before"))
          let child = Task { try await changeEndlessly() }
          // The child runs on the transaction's own thread, which this task leaves to it.
          let canceller = Task.detached {
            for _ in 0..<100_000 { await Task.yield() }
            child.cancel()
          }
          await canceller.value
          await #expect(throws: CancellationError.self) { try await child.value }
          let following = await kindredError { try await Shelf.objects.create(Shelf(label: "after")) }
          #expect(following == nil || following?.code == .transaction)
          _ = await kindredError { for try await _ in Shelf.objects.rows {} }
          _ = await kindredError { try await scratch.database.transaction {} }
          _ = await kindredError { try await Shelf.objects.bulkCreate([Shelf(label: "bulk")]) }
        }
      }
      let stored = try scratch.raw.rows("SELECT label FROM shelf ORDER BY id")
      // Either the child was cancelled before SQLite began, and all is stored, or nothing is.
      #expect(error?.code == .transaction ? stored == [["full"]] : stored.count == 4)
      try await scratch.database.transaction { try await Shelf.objects.create(Shelf(label: "next")) }
      #expect(scratch.writer == (leased: 0, waiting: 0, existing: 1))
    }
  }
}
