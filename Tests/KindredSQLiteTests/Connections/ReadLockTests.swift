import KindredCore
import Testing

@testable import KindredSQLite

@Suite("The read lock that is kept while statements read")
struct ReadLockTests {
  /// Runs the closure with a file of a few shelves and the keeper of its lock.
  private func inScratch(_ body: (Scratch, ReadLockKeeper) async throws -> Void) async throws {
    try await Scratch.run([Shelf.self, Book.self]) { scratch in
      try scratch.addShelves(3)
      let driver = try #require(scratch.database.driver as? SQLiteDriver)
      try await body(scratch, try #require(driver.readLock))
    }
  }

  /// Reads again and again until the condition holds; false when it does not within very many reads.
  private func read(until condition: () throws -> Bool) async throws -> Bool {
    for _ in 0..<1_000_000 {
      if try condition() { return true }
      _ = try await Shelf.objects.get(id: 1)
    }
    return false
  }

  @Test("It is kept after many reads, and no longer when nobody reads")
  func idle() async throws {
    try await inScratch { _, lock in
      for _ in 0..<10 { _ = try await Shelf.objects.get(id: 1) }
      #expect(!lock.isHolding)
      #expect(try await read { lock.isHolding })
      #expect(await eventually { !lock.isHolding })
      #expect(try await read { lock.isHolding })
    }
  }

  @Test("It is given up before a write, and taken again when the writing is over")
  func ownWrites() async throws {
    try await inScratch { scratch, lock in
      #expect(try await read { lock.isHolding })
      try await transaction {
        #expect(!lock.isHolding)
        try await addShelf("new")
        #expect(try scratch.raw.cell("SELECT count(*) FROM shelf") == "3")
      }
      #expect(try await read { lock.isHolding })
      #expect(try await Shelf.objects.count() == 4)
      // Whoever waits for all readers only waits for the end of a term.
      #expect(try scratch.raw.rows("PRAGMA wal_checkpoint(TRUNCATE)") == [["0", "0", "0"]])
    }
  }

  @Test("Statements see what another has committed meanwhile")
  func freshness() async throws {
    try await inScratch { scratch, lock in
      let other = try scratch.raw
      for number in 1...20 {
        #expect(try await read { lock.isHolding || number > 1 })
        try other.run("UPDATE shelf SET room = \(number * 100) WHERE id = 1")
        #expect(try await Shelf.objects.get(id: 1).room == number * 100)
      }
    }
  }

  @Test("When another has written it is given up, until its changes are in the file")
  func othersWrites() async throws {
    try await inScratch { scratch, lock in
      #expect(try await read { lock.isHolding })
      let other = try scratch.raw
      try other.run("INSERT INTO shelf (label, room) VALUES ('other', 9)")
      #expect(try await read { !lock.isHolding })
      #expect(try await read { lock.isHolding })
      // All of the log is in the file: 0 is "nobody was in the way", and as many frames were moved as there are.
      let checkpoint = try #require(try other.rows("PRAGMA wal_checkpoint(PASSIVE)").first)
      #expect(checkpoint[0] == "0")
      #expect(checkpoint[1] == checkpoint[2])
    }
  }

  @Test("The log does not grow while somebody reads all the time and another writes")
  func log() async throws {
    try await inScratch { scratch, lock in
      let other = try scratch.raw
      for number in 0..<400 {
        // 20 pages each time, of which a thousand make a checkpoint.
        try other.run("INSERT INTO shelf (label, room) VALUES (hex(randomblob(40000)), 1)")
        _ = try await read { number % 200 != 0 || lock.isHolding }
        for _ in 0..<50 { _ = try await Shelf.objects.get(id: 1) }
      }
      let frames = try #require(try other.rows("PRAGMA wal_checkpoint(PASSIVE)").first?[1].flatMap { Int($0) })
      #expect(frames < 4000, "\(frames) of the 8,000 pages that were written")
    }
  }

  @Test("It is not kept where that is not wanted, or where there is no file")
  func without() async throws {
    try await Scratch.run([Shelf.self], configuration: .init(keepsReadLock: false)) { scratch in
      #expect((scratch.database.driver as? SQLiteDriver)?.readLock == nil)
    }
    try await Scratch.inMemory([Shelf.self]) { database in
      #expect((database.driver as? SQLiteDriver)?.readLock == nil)
    }
  }
}
