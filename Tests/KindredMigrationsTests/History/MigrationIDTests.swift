import KindredMigrations
import Testing

@Suite("Names of migrations")
struct MigrationIDTests {
  @Test("A name is read at its first full stop")
  func reading() {
    let id: MigrationID = "Blog.0003_author"
    #expect(id == MigrationID(app: "Blog", name: "0003_author"))
    #expect(id.description == "Blog.0003_author")
    #expect(MigrationID(stringLiteral: "0003_author").app.isEmpty)
  }

  @Test("Names are ordered by module, then by number")
  func ordering() {
    let ids: [MigrationID] = ["Shop.0001_a", "Blog.0002_b", "Blog.0001_c"]
    #expect(ids.sorted() == ["Blog.0001_c", "Blog.0002_b", "Shop.0001_a"])
  }
}
