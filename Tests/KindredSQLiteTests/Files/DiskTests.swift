import CSQLite
import Foundation
import KindredCore
import Testing

@testable import KindredSQLite

@Suite("A disk that is full, and a file that is damaged")
struct DiskTests {
  /// Lets the file have no more pages than it has, or as many as it likes.
  private func limit(_ hooks: Hooks, isFull: Bool) {
    sqlite3_exec(hooks.handle, "PRAGMA max_page_count = \(isFull ? 1 : 1_000_000)", nil, nil, nil)
  }

  private let large = String(repeating: "x", count: 100_000)

  @Test("What does not fit is not stored, reading goes on, and later all works")
  func full() async throws {
    try await Scratch.run([Shelf.self, Book.self]) { scratch in
      try await addShelf("first")
      let hooks = try Hooks(scratch.database)
      limit(hooks, isFull: true)
      let single = await kindredError { try await addShelf(large) }
      #expect(single?.code == .storage)
      let ran = Notes<KindredError.Code>()
      let whole = await kindredError {
        try await transaction {
          try await addShelf("second")
          for _ in 0..<2 {
            if let failure = await kindredError({ try await addShelf(large) }) { ran.add(failure.code) }
          }
        }
      }
      #expect(ran.all == [.storage, .transaction])
      #expect(whole?.code == .transaction)
      #expect((whole?.underlying as? KindredError)?.code == .storage)
      #expect(try await Shelf.objects.all().map(\.label) == ["first"])
      limit(hooks, isFull: false)
      try await addShelf(large)
      #expect(try scratch.labels == ["first", large])
    }
  }

  @Test("A file whose end is missing is an error")
  func damaged() async throws {
    try await Scratch.withFolder { folder in
      let path = folder + "/damaged.sqlite"
      let database = try Database(sqlite: .file(path))
      try await database.createTables(for: [Shelf.self, Book.self])
      try await Shelf.objects.using(database).bulkCreate((1...2000).map { Shelf(label: "\($0)", room: $0) })
      await database.close()
      let file = try #require(FileHandle(forUpdatingAtPath: path))
      try file.truncate(atOffset: 3 * 4096)
      try file.close()
      let failure = await kindredError {
        let damaged = try Database(sqlite: .file(path))
        _ = try await Shelf.objects.using(damaged).all()
      }
      #expect(failure.map { $0.code == .storage || $0.code == .cannotOpen } == true)
      #expect(failure?.vendorCode.map { $0 & 0xFF } == Int(SQLITE_CORRUPT))
    }
  }
}
