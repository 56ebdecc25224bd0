import KindredCore
import KindredSQLite
import Testing

@testable import HandWritten

@Suite("Tables of several models")
struct SharedTableTests {
  @Test("Two models with one table are refused before anything is made")
  func refused() async throws {
    let error = await kindredError {
      _ = try Database.createTablesSQL(for: [Cell<Int>.self, Cell<String>.self], dialect: .sqlite)
    }
    #expect(error?.code == .invalidName && error?.table == "cell")
    #expect(try Database.createTablesSQL(for: [Cell<Int>.self], dialect: .sqlite).count == 1)
  }
}
