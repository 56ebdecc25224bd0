import KindredCore
import KindredSQLite
import Testing

@testable import HandWritten

/// In memory and in transactions, a stream shares its connection with writes that happen while it is read.
@Suite("Streams on a shared connection")
struct SharedStreamTests {
  private func fill(_ count: Int) async throws {
    try await Shelf.objects.bulkCreate((1...count).map { Shelf(label: "shelf \($0)", room: $0) })
  }

  @Test("In memory, a loop that inserts a row for each row ends")
  func inMemory() async throws {
    try await Scratch.inMemory([Shelf.self, Book.self]) { database in
      try await fill(600)
      var rooms: [Int] = []
      for try await shelf in Shelf.objects.rows {
        rooms.append(shelf.room)
        try await Shelf.objects.create(Shelf(label: "copy of \(shelf.label)", room: 1000 + shelf.room))
      }
      #expect(rooms == Array(1...600))
      #expect(try await Shelf.objects.count() == 1200)
      #expect(database.counts(for: .write) == (leased: 0, waiting: 0, existing: 1))
    }
  }

  @Test("In a transaction, a loop that inserts a row for each row ends")
  func inTransaction() async throws {
    try await Scratch.run([Shelf.self, Book.self]) { scratch in
      try await fill(600)
      try await scratch.database.transaction {
        var rooms: [Int] = []
        for try await shelf in Shelf.objects.rows {
          rooms.append(shelf.room)
          try await Shelf.objects.create(Shelf(label: "copy of \(shelf.label)", room: 1000 + shelf.room))
          if shelf.room == 1 { try await Shelf.objects.filter { $0.room == 599 }.delete() }
        }
        #expect(rooms == Array(1...600))
      }
      #expect(try scratch.raw.cell("SELECT count(*) FROM shelf") == "1199")
    }
  }

  @Test("Order and values are those of the same query without a transaction")
  func sameRows() async throws {
    try await Scratch.run([Cell<Double?>.self]) { scratch in
      let values: [Double?] = [3, nil, 0.1, -.infinity, 1e300, 2]
      try await Cell<Double?>.objects.bulkCreate(values.map { Cell($0) })
      let query = Cell<Double?>.objects.order { $0.value.desc }[1..<5]
      let plain = try await query.all().map(\.value)
      try await scratch.database.transaction {
        var streamed: [Double?] = []
        for try await cell in query.rows { streamed.append(cell.value) }
        #expect(streamed == plain)
        #expect(streamed == [3, 2, 0.1, -.infinity])
      }
    }
  }

  @Test("A stream survives a nested transaction that is rolled back")
  func nestedRollback() async throws {
    try await Scratch.run([Shelf.self, Book.self]) { scratch in
      try await fill(600)
      try await scratch.database.transaction {
        var count = 0
        for try await _ in Shelf.objects.rows {
          count += 1
          guard count % 200 == 0 else { continue }
          await #expect(throws: Undo.self) {
            try await scratch.database.transaction {
              try await Shelf.objects.delete()
              throw Undo()
            }
          }
        }
        #expect(count == 600)
      }
      #expect(try await Shelf.objects.count() == 600)
    }
  }

  @Test("In memory, a transaction in the loop may be rolled back")
  func rollbackInLoop() async throws {
    try await Scratch.inMemory([Shelf.self, Book.self]) { database in
      try await fill(600)
      var count = 0
      for try await _ in Shelf.objects.rows {
        count += 1
        guard count % 200 == 0 else { continue }
        await #expect(throws: Undo.self) {
          try await database.transaction {
            try await Shelf.objects.delete()
            throw Undo()
          }
        }
      }
      #expect(count == 600)
    }
  }

  @Test("A stream that outlives its transaction is an error, and the next transaction works", arguments: [true, false])
  func outlives(isCommitted: Bool) async throws {
    try await Scratch.run([Shelf.self, Book.self]) { scratch in
      try await fill(600)
      var stream = Shelf.objects.rows.makeAsyncIterator()
      do {
        try await scratch.database.transaction {
          _ = try await stream.next()
          if !isCommitted { throw Undo() }
        }
      } catch is Undo {}
      // The rows read ahead are still there; asking the database for more is what fails.
      for _ in 1..<256 { _ = try await stream.next() }
      let error = await kindredError { _ = try await stream.next() }
      #expect(error?.code == .transaction)
      try await scratch.database.transaction { try await Shelf.objects.create(Shelf(label: "next")) }
      #expect(scratch.writer.leased == 0)
    }
  }

  @Test("A stream left open behind a transaction does not hold up the next one when another process writes")
  func leftOpen() async throws {
    try await Scratch.run([Shelf.self, Book.self], configuration: .init(busyTimeout: .milliseconds(50))) { scratch in
      try await fill(600)
      var stream = Shelf.objects.rows.makeAsyncIterator()
      try await scratch.database.transaction { _ = try await stream.next() }
      // A connection of its own is to SQLite what another process is.
      try scratch.raw.run("INSERT INTO shelf (label, room) VALUES ('from outside', 1)")
      try await scratch.database.transaction { try await Shelf.objects.create(Shelf(label: "next")) }
      #expect(try await Shelf.objects.count() == 602)
      _ = try await stream.next()
    }
  }

  @Test("In memory, streams nest, and closing the database ends them with an error")
  func nestedAndClosed() async throws {
    try await Scratch.inMemory([Shelf.self, Book.self]) { database in
      try await fill(300)
      var pairs = 0
      for try await outer in Shelf.objects.filter({ $0.room <= 3 }).rows {
        for try await inner in Shelf.objects.rows where inner.room <= outer.room { pairs += 1 }
      }
      #expect(pairs == 6)
      var stream = Shelf.objects.rows.makeAsyncIterator()
      _ = try await stream.next()
      await database.close()
      let error = await kindredError { while try await stream.next() != nil {} }
      #expect(error?.code == .closed)
    }
  }
}
