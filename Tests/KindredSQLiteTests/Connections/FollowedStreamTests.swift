import KindredCore
import KindredSQLite
import Synchronization
import Testing

/// The foreign keys of rows that are streamed.
@Suite("Streams whose rows are followed")
struct FollowedStreamTests {
  /// Runs the closure with 600 books, each on a shelf of its own, and what was asked of the table of shelves.
  private func withBooks(_ body: (ShelfLog) async throws -> Void) async throws {
    let log = ShelfLog()
    try await Scratch.run([Shelf.self, Book.self], options: Database.Options(observer: { log.add($0) })) { _ in
      let shelves = try await Shelf.objects.bulkCreate((1...600).map { Shelf(label: "shelf \($0)", room: $0) })
      try await Book.objects.bulkCreate(shelves.map { Book(shelfID: $0.id, title: $0.label) })
      _ = log.take()
      try await body(log)
    }
  }

  @Test("Once a row is followed, the next are read ahead and loaded together")
  func followed() async throws {
    try await withBooks { log in
      var count = 0
      for try await book in Book.objects.order({ $0.id }) {
        count += 1
        #expect(try await book.shelfReference.load().label == book.title)
      }
      #expect(count == 600)
      // The first row's by itself, then those of 256, 256 and 87 rows.
      #expect(log.take() == 4)
    }
  }

  @Test("Rows that nobody follows load nothing; once one is followed, those before it come with it")
  func followedLate() async throws {
    try await withBooks { log in
      var books: [Book] = []
      for try await book in Book.objects.order({ $0.id }) {
        books.append(book)
        if books.count == 10 { #expect(try await book.shelfReference.load().room == 10) }
      }
      #expect(log.take() == 1)
      #expect(books[..<10].compactMap(\.shelfReference.loaded?.room) == Array(1...10))
      #expect(books[10].shelfReference.loaded == nil)
      #expect(try await books[10].shelfReference.load().room == 11)
      #expect(books[265].shelfReference.loaded?.room == 266)
      #expect(books[266].shelfReference.loaded == nil)
      #expect(log.take() == 1)
    }
  }

  @Test("Rows that are kept and followed afterwards are loaded by chunks")
  func kept() async throws {
    try await withBooks { log in
      let books = try await Book.objects.order { $0.id }.reduce(into: [Book]()) { $0.append($1) }
      for book in books { #expect(try await book.shelfReference.load().label == book.title) }
      #expect(log.take() == 3)
    }
  }

  @Test("Rows may be followed by other tasks while the next are read")
  func tasks() async throws {
    try await withBooks { _ in
      let sum = try await withThrowingTaskGroup(of: Int.self) { group in
        for try await book in Book.objects {
          group.addTask { try await book.shelfReference.load().room }
        }
        return try await group.reduce(0, +)
      }
      #expect(sum == 180_300)
    }
  }
}

/// Counts the statements that read shelves.
private final class ShelfLog: Sendable {
  private let count = Mutex<Int>(0)

  func add(_ event: StatementEvent) {
    if event.sql.contains(#"FROM "shelf""#) { count.withLock { $0 += 1 } }
  }

  /// How many there were since the last time.
  func take() -> Int {
    count.withLock { count in
      defer { count = 0 }
      return count
    }
  }
}
