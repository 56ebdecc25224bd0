import KindredCore
import KindredSQLite
import Testing

@testable import HandWritten

@Suite("A violated constraint says which one, and never with which value")
struct ConstraintErrorTests {
  private static let marker = "S3CRET"

  /// Whether nothing of the error has the marker in it.
  private func isSilent(_ error: KindredError) -> Bool {
    let parts = [
      error.description, error.message, error.model, error.table, error.column, error.constraint, error.sql,
      error.underlying.map { "\($0)" }, "\(error)", String(reflecting: error),
    ]
    return !parts.contains { $0?.contains(Self.marker) == true }
  }

  private func inScratch(_ body: (Scratch) async throws -> Void) async throws {
    try await Scratch.run([Shelf.self, Book.self], body)
  }

  @Test("Unique: the table and the column")
  func unique() async throws {
    try await inScratch { _ in
      try await Shelf.objects.create(Shelf(label: Self.marker))
      let error = try #require(await kindredError { try await Shelf.objects.create(Shelf(label: Self.marker)) })
      #expect(error.code == .uniqueViolation)
      #expect(error.table == "shelf")
      #expect(error.column == "label")
      #expect(error.model == "Shelf")
      #expect(error.vendorCode == 2067)
      #expect(isSilent(error))
    }
  }

  @Test("Unique together: the table and all columns")
  func uniqueTogether() async throws {
    try await inScratch { _ in
      try await Shelf.objects.create(Shelf(label: "a", note: Self.marker))
      let error = try #require(
        await kindredError { try await Shelf.objects.create(Shelf(label: "b", note: Self.marker)) })
      #expect(error.code == .uniqueViolation)
      #expect(error.table == "shelf")
      #expect(error.column == nil)
      #expect(error.constraint == "shelf.room, shelf.note")
      #expect(isSilent(error))
    }
  }

  @Test("A key that is taken is a unique violation of the key's column")
  func primaryKey() async throws {
    try await inScratch { _ in
      var shelf = try await Shelf.objects.create(Shelf(label: "a"))
      shelf.label = Self.marker
      let taken = shelf
      let failure = await kindredError { try await Shelf.objects.create(taken) }
      let error = try #require(failure)
      #expect(error.code == .uniqueViolation)
      #expect(error.column == "id")
      #expect(isSilent(error))
    }
  }

  @Test("A unique index over an expression: the index's name")
  func expressionIndex() async throws {
    try await inScratch { scratch in
      try scratch.raw.run("CREATE UNIQUE INDEX one_label_whatever_case ON shelf (lower(label))")
      try await Shelf.objects.create(Shelf(label: Self.marker))
      let error = try #require(
        await kindredError { try await Shelf.objects.create(Shelf(label: Self.marker.lowercased())) })
      #expect(error.code == .uniqueViolation)
      #expect(error.constraint == "one_label_whatever_case")
      #expect(error.table == "shelf")
    }
  }

  @Test("Not NULL: the table and the column")
  func notNull() async throws {
    try await Scratch.run { scratch in
      try scratch.raw.run("CREATE TABLE cell (id integer PRIMARY KEY, value text NOT NULL)")
      let error = try #require(await kindredError { try await Cell<String?>.objects.create(Cell(nil)) })
      #expect(error.code == .notNullViolation)
      #expect(error.table == "cell")
      #expect(error.column == "value")
      #expect(error.vendorCode == 1299)
    }
  }

  @Test("Check: the constraint's name and the table")
  func check() async throws {
    try await inScratch { _ in
      let error = try #require(
        await kindredError { try await Shelf.objects.create(Shelf(label: Self.marker, room: 0)) })
      #expect(error.code == .checkViolation)
      #expect(error.constraint == "room_is_positive")
      #expect(error.table == "shelf")
      #expect(isSilent(error))
    }
  }

  @Test("A foreign key without its row: at once outside of a transaction")
  func foreignKey() async throws {
    try await inScratch { scratch in
      let error = try #require(
        await kindredError { try await Book.objects.create(Book(shelfID: 99, title: Self.marker)) })
      #expect(error.code == .foreignKeyViolation)
      #expect(error.table == "book")
      #expect(error.model == "Book")
      #expect(error.vendorCode == 787)
      #expect(isSilent(error))
      let count = try scratch.raw.cell("SELECT count(*) FROM book")
      #expect(count == "0")
    }
  }

  @Test("A foreign key without its row: at commit in a transaction, which is rolled back")
  func foreignKeyAtCommit() async throws {
    try await inScratch { scratch in
      let error = try #require(
        await kindredError {
          try await scratch.database.transaction {
            try await Shelf.objects.create(Shelf(label: "kept?"))
            try await Book.objects.create(Book(shelfID: 99, title: Self.marker))
          }
        })
      #expect(error.code == .foreignKeyViolation)
      #expect(isSilent(error))
      #expect(try scratch.raw.cell("SELECT count(*) FROM shelf") == "0")
      try await scratch.database.transaction { try await Shelf.objects.create(Shelf(label: "next")) }
      #expect(try scratch.raw.cell("SELECT label FROM shelf") == "next")
    }
  }

  @Test("Foreign keys may be in disorder inside a transaction")
  func deferred() async throws {
    try await inScratch { scratch in
      try await scratch.database.transaction {
        try await Book.objects.create(Book(shelfID: 7, title: "first"))
        var shelf = Shelf(label: "afterwards")
        shelf.id = 7
        try await shelf.insert()
      }
      #expect(try scratch.raw.rows("SELECT b.title, s.label FROM book b JOIN shelf s ON s.id = b.shelf_id").count == 1)
    }
  }

  @Test("A value that cannot be stored: the field, not the value")
  func invalidValue() async throws {
    try await inScratch { _ in
      let error = try #require(
        await kindredError { try await Shelf.objects.create(Shelf(label: "\(Self.marker)\0")) })
      #expect(error.code == .invalidValue)
      #expect(error.column == "label")
      #expect(isSilent(error))
    }
  }
}
