import KindredCore
import KindredSQLite
import Testing

@Suite("Snapshots and limits of a transaction")
struct LimitTests {
  @Test("A block that only reads sees one state, and does not keep the writer waiting")
  func snapshot() async throws {
    try await Scratch.run([Shelf.self, Book.self]) { scratch in
      try await addShelf("a")
      let counts = try await scratch.database.transaction(readOnly: true) {
        let before = try await Shelf.objects.count()
        // A detached task is in no transaction, so that it writes while this one reads.
        try await Task.detached { try await scratch.database.use { try await addShelf("b") } }.value
        return [before, try await Shelf.objects.count()]
      }
      #expect(counts == [1, 1])
      #expect(try await Shelf.objects.count() == 2)
    }
  }

  @Test("A statement that takes too long is stopped, and the connection works on", arguments: [true, false])
  func statementTimeout(isReadOnly: Bool) async throws {
    try await Scratch.run([Shelf.self, Book.self]) { scratch in
      _ = try await Shelf.objects.bulkCreate((0..<2_000).map { Shelf(label: "\($0)") })
      let error = await kindredError {
        // Nothing is done in a nanosecond; SQLite looks at the clock every few thousand steps.
        try await scratch.database.transaction(readOnly: isReadOnly, statementTimeout: .nanoseconds(1)) {
          _ = try await Shelf.objects.filter { $0.label.contains("9") }.all()
        }
      }
      #expect(error?.code == .statementTimeout)
      try await scratch.database.transaction(readOnly: isReadOnly) {
        #expect(try await Shelf.objects.filter { $0.label == "9" }.count() == 1)
        let inner = await kindredError {
          try await scratch.database.transaction(statementTimeout: .nanoseconds(1)) {
            _ = try await Shelf.objects.filter { $0.label.contains("9") }.all()
          }
        }
        #expect(inner?.code == .statementTimeout)
        _ = try await Shelf.objects.filter { $0.label.contains("9") }.all()
      }
      #expect(try await Shelf.objects.count() == 2_000)
    }
  }

  @Test("The lock time-out of a block takes the place of the database's")
  func lockTimeout() async throws {
    try await Scratch.run([Shelf.self], configuration: .init(busyTimeout: .seconds(3_600))) { scratch in
      let other = try Database(sqlite: .file(scratch.path))
      try await other.transaction {
        let error = await kindredError {
          try await scratch.database.transaction(lockTimeout: .milliseconds(1)) { try await addShelf("a") }
        }
        #expect(error?.code == .busy)
      }
      try await scratch.database.transaction(lockTimeout: .milliseconds(1)) { try await addShelf("b") }
      #expect(try await Shelf.objects.all().map(\.label) == ["b"])
      await other.close()
    }
  }
}
