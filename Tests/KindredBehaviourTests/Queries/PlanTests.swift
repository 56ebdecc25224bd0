import Kindred
import KindredSQLite
import Testing

@Suite("Plans")
struct PlanTests {
  @Test("A database that a query named goes when its user lets it go: the cache of plans does not keep it")
  func noCycle() async throws {
    weak var weakly: Database?
    do {
      let database = try Database(sqlite: .inMemory)
      weakly = database
      try await database.createTables(for: [Blog.self])
      try await Blog.objects.using(database).create(name: "a")
      #expect(try await Blog.objects.using(database).filter { $0.name == "a" }.count() == 1)
      #expect(try await Blog.objects.using(database).filter { $0.id.in((1...2000).map { Key($0) }) }.count() == 1)
      #expect(try await Blog.objects.using(database).filter { $0.id.in((1...3000).map { Key($0) }) }.count() == 1)
    }
    #expect(weakly == nil)
  }
}
