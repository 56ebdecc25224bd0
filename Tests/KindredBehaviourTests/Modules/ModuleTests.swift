import Kindred
import Library
import Testing

@Suite("Models in two modules")
struct ModuleTests {
  @Test("A key to another module gives the model there its manager, look-up and cascade")
  func acrossModules() async throws {
    try await withDatabase { log async throws in
      let shelf = try await Shelf.objects.create(label: "A1")
      let card = try await shelf.cards.create(title: "Card")
      let book = try await shelf.bookSet.create(cardID: card.id, title: "Emma")
      #expect(try await shelf.bookSet.filter { $0.title.contains("Em") }.all() == [book])
      #expect(try await card.cardBooks.count() == 1)
      #expect(try await Shelf.objects.filter { $0.book.title == "Emma" && $0.cards.title == "Card" }.all() == [shelf])
      #expect(try await Book.objects.filter { $0.card.shelf.label == "A1" }.count() == 1)
      #expect(try await book.shelf.label == "A1")
      _ = log.take()
      #expect(try await shelf.delete().perModel == ["Shelf": 1, "Catalogue.Card": 1, "Book": 1])
    }
  }

  @Test("HU-6: a public selection of another module is read, filtered and made here")
  func selections() async throws {
    try await withDatabase { _ async throws in
      let shelf = try await Shelf.objects.create(label: "A1", height: 1.5)
      try await shelf.cards.create(title: "Emma")
      let line = try await Catalogue.CardLine.all.filter { $0.title == "Emma" && $0.shelf.label == "A1" }.get()
      #expect(line.title == "Emma" && line.height == 1.5 && line.shelf == shelf && line.length == 2)
      let shelves = Shelf.objects.values { Catalogue.ShelfLine.Columns(label: $0.label, cards: $0.cards.count()) }
      #expect(try await shelves.all().map(\.cards) == [1])
      var labels: [String] = []
      for try await line in shelves.rows { labels.append(line.label) }
      #expect(labels == ["A1"])
    }
  }

  @Test("A public model with an internal property and an internal default is made from another module")
  func internalParts() async throws {
    try await withDatabase { log async throws in
      let card = try await Shelf.objects.create(label: "A1").cards.create(title: "Emma")
      try await card.loans.create(reader: "Ann")
      try await Loan.objects.create(card: card, reader: "Bob", days: 7)
      try await Loan.objects.create(Loan(cardID: card.id, reader: "Eve"))
      #expect(try await card.loans.order { $0.id }.all().map(\.days) == [14, 7, 14])
    }
  }

  @Test("Each module has its own list of models")
  func lists() {
    #expect(LibraryModels.all.map { $0.schema.table } == ["catalogue_card", "loan", "library_shelf", "stamped_box"])
    #expect(KindredBehaviourTestsModels.all.contains { $0.schema.name == "Book" })
    #expect(!KindredBehaviourTestsModels.all.contains { $0.schema.name == "Shelf" })
  }
}
