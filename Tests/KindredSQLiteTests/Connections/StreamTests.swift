import KindredCore
import KindredSQLite
import Synchronization
import Testing

@Suite("Streams of a file")
struct StreamTests {
  private func inScratch(
    _ configuration: SQLiteConfiguration = SQLiteConfiguration(), _ body: (Scratch) async throws -> Void
  ) async throws {
    try await Scratch.run([Shelf.self, Book.self], configuration: configuration, body)
  }

  @Test("100,000 rows are streamed while others are written in the loop")
  func long() async throws {
    try await inScratch { scratch in
      try scratch.addShelves(100_000)
      var count = 0
      var sum = 0
      for try await shelf in Shelf.objects.order({ $0.id }).rows {
        count += 1
        sum += shelf.room
        if count % 1000 == 0 { try await Shelf.objects.create(Shelf(label: "new \(count)")) }
      }
      #expect(count == 100_000)
      #expect(sum == 5_000_050_000)
      #expect(try await Shelf.objects.count() == 100_100)
      #expect(scratch.readers.leased == 0)
    }
  }

  @Test("Leaving a stream early gives its connection back", arguments: [1, 256, 257, 900])
  func breaking(after limit: Int) async throws {
    try await inScratch(.init(maximumReaders: 1)) { scratch in
      try scratch.addShelves(1000)
      for _ in 0..<3 {
        var count = 0
        for try await _ in Shelf.objects.rows {
          count += 1
          if count == limit { break }
        }
        #expect(scratch.readers.leased == 0)
        #expect(try await Shelf.objects.count() == 1000)
      }
    }
  }

  @Test("An error in the loop gives the connection back")
  func throwing() async throws {
    struct Stop: Error {}
    try await inScratch(.init(maximumReaders: 1)) { scratch in
      try scratch.addShelves(1000)
      await #expect(throws: Stop.self) { for try await _ in Shelf.objects.rows { throw Stop() } }
      #expect(scratch.readers == (leased: 0, waiting: 0, existing: 1))
    }
  }

  @Test("A row that cannot be read ends the stream with an error and gives the connection back")
  func malformedRow() async throws {
    try await inScratch(.init(maximumReaders: 1)) { scratch in
      try scratch.addShelves(600)
      try scratch.raw.run("UPDATE shelf SET label = CAST(x'ff' AS TEXT) WHERE id = 500")
      var stream = Shelf.objects.order { $0.id }.rows.makeAsyncIterator()
      var count = 0
      let error = await kindredError { while try await stream.next() != nil { count += 1 } }
      #expect(error?.code == .decoding)
      #expect(error?.column == "label")
      #expect(count == 499)
      #expect(scratch.readers.leased == 0)
      #expect(try await stream.next() == nil)
    }
  }

  @Test("A stream of which the end was read ends, although its task was cancelled", arguments: [200, 300])
  func cancelledAtTheEnd(number: Int) async throws {
    try await inScratch { scratch in
      try scratch.addShelves(number)
      let count = try await Task {
        var count = 0
        for try await _ in Shelf.objects.rows {
          count += 1
          if count == number { withUnsafeCurrentTask { $0?.cancel() } }
        }
        return count
      }.value
      #expect(count == number)
    }
  }

  @Test("A task that is cancelled gets no more than the chunk it is in", arguments: [(10, 256), (300, 512)])
  func cancelled(at row: Int, last: Int) async throws {
    try await inScratch { scratch in
      try scratch.addShelves(1000)
      let count = Mutex(0)
      let task = Task {
        for try await _ in Shelf.objects.rows {
          let count = count.withLock { count in
            count += 1
            return count
          }
          if count == row { withUnsafeCurrentTask { $0?.cancel() } }
        }
      }
      await #expect(throws: CancellationError.self) { try await task.value }
      #expect(count.withLock { $0 } == last)
      #expect(scratch.readers.leased == 0)
    }
  }

  @Test("An error that aborts a transaction comes before the rows that were read with it")
  func abortedTransaction() async throws {
    try await inScratch { scratch in
      try scratch.addShelves(9)
      try scratch.raw.run("ALTER TABLE shelf RENAME TO stored")
      // There is no such positive number.
      try scratch.raw.run(
        """
        CREATE VIEW shelf AS
        SELECT id, label, abs(CASE id WHEN 5 THEN -9223372036854775807 - 1 ELSE room END) AS room, note FROM stored
        """)
      var count = 0
      let error = await kindredError {
        try await scratch.database.transaction {
          for try await _ in Shelf.objects.order({ $0.id }).rows { count += 1 }
        }
      }
      #expect(error?.code == .invalidValue)
      #expect(count == 0)
    }
  }

  @Test("Streams nest, each on a connection of its own; one more is left for short reads")
  func nested() async throws {
    try await inScratch(.init(maximumReaders: 3)) { scratch in
      try scratch.addShelves(300)
      var pairs = 0
      for try await outer in Shelf.objects.rows {
        for try await inner in Shelf.objects.filter({ $0.room <= 3 }).rows where inner.room <= outer.room { pairs += 1 }
      }
      #expect(pairs == 1 + 2 + 298 * 3)
      #expect(scratch.readers == (leased: 0, waiting: 0, existing: 2))
    }
  }

  @Test("More nested streams than connections is an error at once", arguments: [1, 2])
  func exhausted(readers: Int) async throws {
    try await inScratch(.init(maximumReaders: readers)) { scratch in
      try scratch.addShelves(300)
      let error = await kindredError {
        for try await _ in Shelf.objects.rows { for try await _ in Shelf.objects.rows {} }
      }
      #expect(error?.code == .leaseDeadlock)
      #expect(scratch.readers.leased == 0)
      #expect(try await Shelf.objects.count() == 300)
    }
  }

  @Test("A query runs again while its own stream is open, on one connection in a transaction")
  func reentrant() async throws {
    try await inScratch { scratch in
      try scratch.addShelves(600)
      try await scratch.database.transaction {
        let shelves = Shelf.objects.order { $0.id }
        var rooms: [Int] = []
        for try await shelf in shelves.rows {
          rooms.append(shelf.room)
          if rooms.count % 100 == 0 { #expect(try await shelves.all().count == 600) }
          if rooms.count == 300 { for try await inner in shelves.rows { rooms.append(-inner.room) } }
        }
        #expect(rooms == Array(1...300) + (1...600).map { -$0 } + Array(301...600))
      }
    }
  }

  @Test("A stream sees the rows as they were when it began")
  func snapshot() async throws {
    try await inScratch { scratch in
      try scratch.addShelves(600)
      var labels: Set<String> = []
      for try await shelf in Shelf.objects.rows {
        labels.insert(shelf.label)
        try await Shelf.objects.filter { $0.id == shelf.id }.update { $0.label.set("changed \(shelf.room)") }
        if shelf.room == 1 { try await Shelf.objects.filter { $0.room > 300 }.delete() }
      }
      #expect(labels == Set((1...600).map { "shelf \($0)" }))
    }
  }

  @Test("A cancelled task's stream ends with a cancellation error and gives the connection back")
  func cancelled() async throws {
    try await inScratch(.init(maximumReaders: 1)) { scratch in
      try scratch.addShelves(2000)
      let started = Gate()
      let resume = Gate()
      let task = Task {
        var count = 0
        for try await _ in Shelf.objects.using(scratch.database).rows {
          count += 1
          if count == 1 {
            started.open()
            await resume.wait()
          }
        }
        return count
      }
      await started.wait()
      task.cancel()
      resume.open()
      await #expect(throws: CancellationError.self) { try await task.value }
      #expect(scratch.readers.leased == 0)
      #expect(try await Shelf.objects.count() == 2000)
    }
  }
}
