import KindredCore
import Testing

@testable import KindredCore
@testable import KindredSQLite

/// The reported outcome of a write matches the stored rows.
@Suite("The outcome of a write")
struct OutcomeTests {
  private func inScratch(_ body: (Scratch, Hooks) async throws -> Void) async throws {
    try await Scratch.run([Shelf.self, Book.self]) { scratch in
      let hooks = try Hooks(scratch.database)
      try await body(scratch, hooks)
      hooks.remove()
    }
  }

  /// A statement that inserts two rows and returns their labels.
  private static let inserting = {
    var writer = SQLWriter(dialect: .sqlite)
    writer.write("INSERT INTO shelf (label, room) VALUES ('one', 1), ('two', 1) RETURNING label")
    return StatementPlan(writer, isWrite: true, model: nil, columns: ["label"])
  }()

  @Test("When a row that a single write returns cannot be read, the write is undone", arguments: [1, 2])
  func returned(failingRow: Int) async throws {
    try await inScratch { scratch, _ in
      var rows = 0
      await #expect(throws: Undo.self) {
        try await scratch.database.run(Self.inserting, .values([])) { _ in
          rows += 1
          if rows == failingRow { throw Undo() }
        }
      }
      #expect(rows == failingRow)
      #expect(try scratch.labels == [])
      // The connection is as it was.
      try await scratch.database.run(Self.inserting, .values([])) { _ in }
      #expect(try scratch.labels == ["one", "two"])
    }
  }

  @Test("The same in memory, where a stream is open on the same connection")
  func returnedInMemory() async throws {
    try await Scratch.inMemory([Shelf.self, Book.self]) { database in
      try await Shelf.objects.bulkCreate((1...600).map { Shelf(label: "\($0)", room: $0) })
      var stream = Shelf.objects.rows.makeAsyncIterator()
      _ = try await stream.next()
      await #expect(throws: Undo.self) { try await database.run(Self.inserting, .values([])) { _ in throw Undo() } }
      var count = 1
      while try await stream.next() != nil { count += 1 }
      #expect(count == 600)
      #expect(try await Shelf.objects.count() == 600)
    }
  }

  @Test("A task that is cancelled during the commit gets its success", arguments: [false, true])
  func cancelledInCommit(inTransaction: Bool) async throws {
    try await inScratch { scratch, hooks in
      hooks.onCommit {
        withUnsafeCurrentTask { $0?.cancel() }
        return true
      }
      let isCancelled = try await Task {
        if inTransaction { try await transaction { try await addShelf("a") } } else { try await addShelf("a") }
        return Task.isCancelled
      }.value
      #expect(isCancelled)
      #expect(try scratch.labels == ["a"])
    }
  }

  @Test("A commit that fails has stored nothing", arguments: [false, true])
  func failingCommit(inTransaction: Bool) async throws {
    try await inScratch { scratch, hooks in
      hooks.onCommit { false }
      let failure = await kindredError {
        if inTransaction { try await transaction { try await addShelf("a") } } else { try await addShelf("a") }
      }
      #expect(failure?.vendorCode != nil)
      #expect(try scratch.labels == [])
      try await transaction { try await addShelf("b") }
      #expect(try scratch.labels == ["b"])
      #expect(scratch.writer == (leased: 0, waiting: 0, existing: 1))
    }
  }

  @Test("When a nested transaction cannot be undone, nothing of the outer one is stored")
  func failingSavepoint() async throws {
    try await inScratch { scratch, hooks in
      let failure = await kindredError {
        try await transaction {
          try await addShelf("outer")
          hooks.deny(["ROLLBACK TO"])
          await #expect(throws: Undo.self) {
            try await transaction {
              try await addShelf("inner")
              throw Undo()
            }
          }
          hooks.deny([])
        }
      }
      #expect(failure?.code == .transaction)
      #expect(try scratch.labels == [])
      try await transaction { try await addShelf("next") }
      #expect(try scratch.labels == ["next"])
    }
  }

  @Test("When nothing can be undone, the connection goes, and nothing is stored")
  func failingRollback() async throws {
    try await inScratch { scratch, hooks in
      let failure = await kindredError {
        try await transaction {
          try await addShelf("outer")
          hooks.deny(["ROLLBACK TO", "ROLLBACK"])
          await #expect(throws: Undo.self) {
            try await transaction {
              try await addShelf("inner")
              throw Undo()
            }
          }
          _ = await kindredError { try await addShelf("later") }
        }
      }
      #expect(failure?.code == .transaction)
      #expect(try scratch.labels == [])
      try await transaction { try await addShelf("next") }
      #expect(try scratch.labels == ["next"])
    }
  }
}
