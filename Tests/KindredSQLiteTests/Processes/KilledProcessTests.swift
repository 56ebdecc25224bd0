import Foundation
import KindredCore
import KindredSQLite
import SeededRandom
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Each process writes transactions of one shelf and three books until it is killed without warning.
@Suite("A process that is killed", .timeLimit(.minutes(5)))
struct KilledProcessTests {
  /// The work of the process that dies: it notes a transaction in a second file once it is committed.
  static func writeUntilKilled(_ path: String, microseconds: UInt32) async throws {
    let notes = open(path + ".committed", O_WRONLY | O_CREAT | O_APPEND, 0o600)
    let thread = Thread {
      usleep(microseconds)
      kill(getpid(), SIGKILL)
    }
    thread.start()
    let database = try Database(sqlite: .file(path))
    try await database.use {
      var number = 0
      while true {
        number += 1
        try await database.transaction {
          let shelf = try await Shelf.objects.create(Shelf(label: UUID().uuidString, room: number))
          for title in ["one", "two", "three"] {
            try await Book.objects.create(Book(shelfID: shelf.id, title: title))
          }
        }
        _ = write(notes, ".", 1)
      }
    }
  }

  @Test("Whole transactions are in the file, and all that were committed", arguments: 0..<4)
  func killed(_ part: Int) async throws {
    try await Scratch.withFolder { folder in
      let path = folder + "/killed.sqlite"
      let database = try Database(sqlite: .file(path))
      try await database.createTables(for: [Shelf.self, Book.self])
      await database.close()
      var random = SeededGenerator(seed: UInt64(part))
      for round in 0..<10 {
        let pause = UInt32.random(in: 500...60_000, using: &random)
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, pause = pause as UInt32] in
          try await Self.writeUntilKilled(path, microseconds: pause)
        }
        let raw = try Raw(path)
        #expect(try raw.cell("PRAGMA integrity_check") == "ok", "part \(part), round \(round)")
        #expect(try raw.rows("PRAGMA foreign_key_check").isEmpty)
        #expect(
          try raw.rows(
            """
            SELECT s.id, count(b.id) AS books FROM shelf s LEFT JOIN book b ON b.shelf_id = s.id
            GROUP BY s.id HAVING books <> 3
            """
          ).isEmpty)
        let committed = (try? Data(contentsOf: URL(fileURLWithPath: path + ".committed")).count) ?? 0
        let stored = try raw.cell("SELECT count(*) FROM shelf").flatMap(Int.init) ?? 0
        // The process may die between a commit and its note.
        #expect((committed...committed + round + 1).contains(stored))
      }
      #expect(try Raw(path).cell("SELECT count(*) > 0 FROM shelf") == "1")
      let again = try Database(sqlite: .file(path))
      try await again.use { try await Shelf.objects.create(Shelf(label: "alive")) }
      await again.close()
    }
  }
}
