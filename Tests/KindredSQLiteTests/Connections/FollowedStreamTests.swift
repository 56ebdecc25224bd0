import KindredCore
import KindredSQLite
import Synchronization
import Testing

/// The foreign keys of rows that are streamed.
@Suite("Streams whose rows are followed")
struct FollowedStreamTests {
  /// Runs the closure with books on different shelves, and with the queries that were sent to the table of shelves.
  private func withBooks(
    _ number: Int = 600, configuration: SQLiteConfiguration = SQLiteConfiguration(),
    _ body: (ShelfLog) async throws -> Void
  ) async throws {
    let log = ShelfLog()
    let options = Database.Options(observer: { log.add($0) })
    try await Scratch.run([Shelf.self, Book.self], configuration: configuration, options: options) { _ in
      let shelves = try await Shelf.objects.bulkCreate((1...number).map { Shelf(label: "shelf \($0)", room: $0) })
      try await Book.objects.bulkCreate(shelves.map { Book(shelfID: $0.id, title: $0.label) })
      _ = log.take()
      try await body(log)
    }
  }

  @Test("The siblings of a row that is followed are loaded with it, 256 together")
  func followed() async throws {
    try await withBooks { log in
      var count = 0
      for try await book in Book.objects.order({ $0.id }).rows {
        count += 1
        #expect(try await book.shelfReference.load().label == book.title)
      }
      #expect(count == 600)
      // The first 256 rows, 256 more, and 88.
      #expect(log.take() == 3)
    }
  }

  @Test("Rows that nobody follows load nothing; once one is followed, those before it come with it")
  func followedLate() async throws {
    try await withBooks { log in
      var books: [Book] = []
      for try await book in Book.objects.order({ $0.id }).rows {
        books.append(book)
        if books.count == 300 { #expect(try await book.shelfReference.load().room == 300) }
      }
      // Rows 257 to 300 were read when the last of them was followed; from 301 on they are read ahead.
      #expect(log.take() == 1)
      #expect(books[255].shelfReference.loaded == nil)
      #expect(books[256..<300].compactMap(\.shelfReference.loaded?.room) == Array(257...300))
      #expect(books[300].shelfReference.loaded == nil)
      #expect(try await books[300].shelfReference.load().room == 301)
      #expect(books[555].shelfReference.loaded?.room == 556)
      #expect(books[556].shelfReference.loaded == nil)
      #expect(log.take() == 1)
    }
  }

  @Test("The only reader is free in a loop over fewer rows than a chunk has", arguments: [1, 255])
  func short(number: Int) async throws {
    try await withBooks(number, configuration: .init(maximumReaders: 1)) { log in
      var count = 0
      for try await book in Book.objects.order({ $0.id }).rows {
        count += 1
        #expect(try await Book.objects.count() == number)
        #expect(try await book.shelfReference.load().room == count)
        for try await shelf in Shelf.objects.filter({ $0.room == count }).rows { #expect(shelf.label == book.title) }
      }
      #expect(count == number)
    }
  }

  @Test("Rows that are kept and followed afterwards are loaded by chunks")
  func kept() async throws {
    try await withBooks { log in
      let books = try await Book.objects.order { $0.id }.rows.reduce(into: [Book]()) { $0.append($1) }
      for book in books { #expect(try await book.shelfReference.load().label == book.title) }
      #expect(log.take() == 3)
    }
  }

  @Test("Rows may be followed by other tasks while the next are read")
  func tasks() async throws {
    try await withBooks { _ in
      let sum = try await withThrowingTaskGroup(of: Int.self) { group in
        for try await book in Book.objects.rows {
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
