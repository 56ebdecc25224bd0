import KindredCore
import KindredSQLite
import Testing

@Suite("Connections")
struct ConnectionTests {
  @Test("Reading is not held up by an open transaction, and does not see it")
  func readersDoNotWait() async throws {
    try await Scratch.run([Shelf.self]) { scratch in
      try await Shelf.objects.create(Shelf(label: "old"))
      try await scratch.database.transaction {
        try await Shelf.objects.create(Shelf(label: "new"))
        // A detached task is not in the transaction.
        let outside = try await Task.detached {
          try await Shelf.objects.using(scratch.database).all().map(\.label)
        }.value
        #expect(outside == ["old"])
        #expect(try await Shelf.objects.count() == 2)
      }
      #expect(try await Shelf.objects.count() == 2)
    }
  }

  @Test("Statements of many shapes go through a cache for two")
  func smallCache() async throws {
    try await Scratch.run([Shelf.self, Book.self], configuration: .init(maximumReaders: 1, statementCacheSize: 2)) {
      scratch in
      try scratch.addShelves(40)
      for _ in 0..<5 {
        for limit in 1...40 {
          var query = Shelf.objects
          // Each further condition is another shape of statement.
          for _ in 0..<(limit % 13) { query = query.filter { $0.room <= limit } }
          #expect(try await query[..<limit].all().count == limit)
          try await Shelf.objects.filter { $0.room == limit }.update { $0.note.set("\(limit)") }
        }
      }
      #expect(try scratch.raw.cell("SELECT count(*) FROM shelf WHERE note = room") == "40")
    }
  }

  @Test("A cache of no statements works like one of one")
  func noCache() async throws {
    try await Scratch.run([Shelf.self], configuration: .init(statementCacheSize: 0)) { _ in
      for number in 1...10 { try await Shelf.objects.create(Shelf(label: "\(number)")) }
      #expect(try await Shelf.objects.count() == 10)
    }
  }

  @Test("Statements prepared before tables were made are prepared anew")
  func schemaChange() async throws {
    try await Scratch.run { scratch in
      try await scratch.database.createTables(for: [Shelf.self])
      _ = try await Shelf.objects.all()
      try await Shelf.objects.create(Shelf(label: "a"))
      try scratch.raw.run("DROP TABLE shelf")
      #expect(await kindredError { _ = try await Shelf.objects.all() }?.code == .schema)
      try await scratch.database.createTables(for: [Shelf.self, Book.self])
      #expect(try await Shelf.objects.all().isEmpty)
      try scratch.raw.run("ALTER TABLE shelf ADD COLUMN later text")
      try await Shelf.objects.create(Shelf(label: "b"))
      #expect(try await Shelf.objects.all().map(\.label) == ["b"])
    }
  }

  @Test("Databases in memory are apart from each other")
  func apart() async throws {
    try await Scratch.inMemory([Shelf.self]) { first in
      try await Scratch.inMemory([Shelf.self]) { second in
        try await Shelf.objects.using(first).create(Shelf(label: "first"))
        #expect(try await Shelf.objects.using(second).count() == 0)
        #expect(try await Shelf.objects.using(first).count() == 1)
      }
    }
  }

  @Test("A thousand reads, writes, streams and failures leave no connection leased")
  func noLeak() async throws {
    try await Scratch.run(
      [Shelf.self, Book.self], configuration: .init(maximumReaders: 2, leaseTimeout: .seconds(120))
    ) { scratch in
      try scratch.addShelves(300)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<1000 {
          group.addTask {
            switch number % 5 {
            case 0: _ = try await Shelf.objects.count()
            case 1: for try await _ in Shelf.objects.rows { break }
            case 2: _ = await kindredError { try await Shelf.objects.create(Shelf(label: "shelf 1")) }
            case 3: _ = await kindredError { try await Book.objects.create(Book(shelfID: -1, title: "")) }
            default:
              let task = Task { try await Shelf.objects.filter { $0.room > 100 }.all() }
              task.cancel()
              _ = await task.result
            }
          }
        }
        try await group.waitForAll()
      }
      let readers = scratch.readers
      #expect(readers.leased == 0 && readers.waiting == 0)
      // How many were open at the same time is for the scheduler to say.
      #expect((1...2).contains(readers.existing))
      #expect(scratch.writer == (leased: 0, waiting: 0, existing: 1))
      #expect(try scratch.raw.cell("SELECT count(*) FROM shelf") == "300")
    }
  }
}
