import KindredCore
import KindredSQLite
import Testing

/// The SQL of a query, as its database would get it.
@Suite struct SQLTextTests {
  @Test func isThatOfTheTasksDatabase() async throws {
    try await Scratch.run([Shelf.self, Book.self]) { _ in
      for room in [3, 4] {
        let query = Shelf.objects.filter { $0.room > room && $0.room < 9 && $0.id != 2 }
        let shown = try query.sql()
        #expect(shown.text == (try query.sql(for: .sqlite)).text)
        #expect(shown.values == [.integer(Int64(room)), .integer(9), .integer(2)])
      }
    }
  }

  @Test func tellsWhatIsWrongWithAQuery() async throws {
    try await Scratch.run([Shelf.self, Book.self]) { _ in
      let error = await kindredError { _ = try Shelf.objects[..<3].filter { $0.room == 1 }.sql() }
      #expect(error?.code == .invalidQuery)
    }
  }
}
