import Kindred
import KindredSQLite
import Synchronization
import Testing

/// What a row holds in these tests; it counts its living instances.
final class LivingTag: Sendable {
  private static let living = Mutex(0)

  static var count: Int { living.withLock(\.self) }

  init() { Self.living.withLock { $0 += 1 } }

  deinit { Self.living.withLock { $0 -= 1 } }
}

/// A text that holds a tag for as long as a row has it.
struct TaggedText: StoredAs, Hashable, Codable {
  let stored: String
  private let tag = LivingTag()

  init(stored: String) { self.stored = stored }

  static func == (lhs: TaggedText, rhs: TaggedText) -> Bool { lhs.stored == rhs.stored }

  func hash(into hasher: inout Hasher) { hasher.combine(stored) }

  private enum CodingKeys: String, CodingKey { case stored }
}

@Model
struct TaggedShelf {
  var name: String
}

@Model
struct TaggedBook {
  @ForeignKey(onDelete: .cascade) var shelf: TaggedShelf
  var title: TaggedText
  @Deferred var text: TaggedText
}

@Suite("What a row keeps in memory", .serialized)
struct KeptRowTests {
  @Test("holding one row keeps none of its siblings; the values of deferred columns live as long as one row")
  func siblings() async throws {
    try await withDatabase { _ async throws in
      let shelf = try await TaggedShelf.objects.create(name: "s")
      _ = try await TaggedBook.objects.bulkCreate(
        (1...500).map { TaggedBook(shelf: shelf, title: TaggedText(stored: "\($0)"), text: TaggedText(stored: "t")) })
      let before = LivingTag.count
      var books = try await TaggedBook.objects.order { $0.id }.all()
      #expect(LivingTag.count == before + 500)
      for book in books.prefix(2) { _ = try await book.shelf }
      var held: TaggedBook? = books[7]
      books = []
      #expect(LivingTag.count == before + 1)
      // What is loaded through it is loaded for the keys of all rows.
      #expect(try await held?.text.stored == "t")
      #expect(LivingTag.count == before + 501)
      withExtendedLifetime(held) {}
      held = nil
      #expect(LivingTag.count == before)
    }
  }

  @Test("an object that is inside the rows of its own set is freed with them")
  func cycles() async throws {
    try await withDatabase { _ async throws in
      let shelf = try await TaggedShelf.objects.create(name: "s")
      _ = try await TaggedBook.objects.create(
        shelf: shelf, title: TaggedText(stored: "a"), text: TaggedText(stored: "t"))
      let before = LivingTag.count
      do {
        let shelves = try await TaggedShelf.objects.prefetchRelated { $0.taggedBook }.all()
        let books = try await shelves[0].taggedBookSet.all()
        #expect(try await books[0].shelf.name == "s")
        _ = try await books[0].text
        #expect(LivingTag.count > before)
      }
      #expect(LivingTag.count == before)
    }
  }
}
