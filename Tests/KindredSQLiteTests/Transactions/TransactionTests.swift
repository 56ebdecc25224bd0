import KindredCore
import KindredSQLite
import Testing

@Suite("Transactions")
struct TransactionTests {
  @Test("What is committed is in the file, what fails is not")
  func commitAndRollback() async throws {
    try await Scratch.run([Shelf.self, Book.self]) { scratch in
      let answer = try await scratch.database.transaction {
        try await addShelf("a")
        return 42
      }
      #expect(answer == 42)
      await #expect(throws: Undo.self) {
        try await scratch.database.transaction {
          try await addShelf("b")
          throw Undo()
        }
      }
      #expect(try scratch.labels == ["a"])
      #expect(scratch.writer == (leased: 0, waiting: 0, existing: 1))
    }
  }

  @Test("A failing statement in a block of its own leaves the rest of the transaction as it is")
  func statementFails() async throws {
    try await Scratch.run([Shelf.self, Book.self]) { scratch in
      try await scratch.database.transaction {
        try await addShelf("a")
        let error = await kindredError { try await scratch.database.transaction { try await addShelf("a") } }
        #expect(error?.code == .uniqueViolation)
        try await addShelf("b")
      }
      #expect(try scratch.labels == ["a", "b"])
    }
  }

  @Test("A nested transaction that fails undoes only itself, at every depth")
  func nested() async throws {
    try await Scratch.run([Shelf.self, Book.self]) { scratch in
      let database = scratch.database
      try await database.transaction {
        try await addShelf("a")
        await #expect(throws: Undo.self) {
          try await database.transaction {
            try await addShelf("b")
            try await database.transaction { try await addShelf("c") }
            throw Undo()
          }
        }
        try await database.transaction {
          try await addShelf("d")
          await #expect(throws: Undo.self) {
            try await database.transaction {
              try await addShelf("e")
              throw Undo()
            }
          }
          try await addShelf("f")
        }
      }
      #expect(try scratch.labels == ["a", "d", "f"])
    }
  }

  @Test("The transaction's database is that of its queries, whatever was the task's before")
  func ambient() async throws {
    try await Scratch.run([Shelf.self, Book.self]) { first in
      try await Scratch.run([Shelf.self, Book.self]) { second in
        try await first.database.use {
          try await second.database.transaction { try await addShelf("in second") }
          try await first.database.transaction {
            try await addShelf("in first")
            try await second.database.transaction { try await addShelf("also in second") }
            try await first.database.transaction { try await addShelf("also in first") }
            try await second.database.use { try await addShelf("used in second") }
          }
        }
        #expect(try first.labels == ["also in first", "in first"])
        #expect(try second.labels == ["also in second", "in second", "used in second"])
      }
    }
  }

  @Test("A commit that fails is rolled back, also in memory")
  func failingCommit() async throws {
    try await Scratch.inMemory([Shelf.self, Book.self]) { database in
      let error = await kindredError {
        try await database.transaction {
          try await addShelf("a")
          try await Book.objects.create(Book(shelfID: 99, title: "lost"))
        }
      }
      #expect(error?.code == .foreignKeyViolation)
      #expect(try await Shelf.objects.count() == 0)
      try await database.transaction { try await addShelf("b") }
      #expect(try await Shelf.objects.count() == 1)
    }
  }
}
