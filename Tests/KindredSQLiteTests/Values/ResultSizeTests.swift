import KindredCore
import KindredSQLite
import Testing

@Suite("Results whose size changes from one run to the next")
struct ResultSizeTests {
  @Test("Each has its own rows, and keeps no room that an earlier one needed")
  func sizes() async throws {
    try await Scratch.run([Shelf.self, Book.self]) { scratch in
      try scratch.addShelves(2000)
      for largest in [2000, 2000, 2000, 3, 2000, 0, 9, 2000] {
        let shelves = try await Shelf.objects.filter { $0.room <= largest }.order { $0.id }.all()
        #expect(shelves.map(\.room) == Array(1...2000).filter { $0 <= largest })
        #expect(shelves.capacity <= max(64, 2 * largest + 64))
      }
    }
  }
}
