import Testing
import kindred_generate

@Suite("The generated list of migrations")
struct MigrationListTests {
  private let source = """
    import Kindred
    import KindredMigrations

    struct M0002_Slugs: Migration {
      @Model(table: "entry") struct Entry { var slug: String? }
    }
    enum M0001_Initial: KindredMigrations.Migration {}
    private struct M0000_Draft: Migration {}
    """

  @Test("Migrations are listed by name, and public")
  func list() {
    let text = generated(source)
    #expect(text.contains("\npublic import KindredMigrations\n"))
    #expect(
      text.hasSuffix(
        """
        /// The migrations of 'Demo'.
        public enum DemoMigrations: KindredMigrations.MigrationList {
          /// Every migration, by name.
          public nonisolated static let all: [any KindredMigrations.Migration.Type] = [M0001_Initial.self, M0002_Slugs.self]
        }

        """))
  }

  @Test("The list of no models is public, so that another target can name it before there are any")
  func noModels() {
    let text = FilePrinter(ModelCollection(target: "Demo", sources: [], listsMigrations: true)).text
    #expect(text.contains("\npublic import Kindred\npublic import KindredMigrations\n"))
    #expect(text.contains("public enum DemoModels {"))
    #expect(text.contains("public nonisolated static let all: [any Kindred.Model.Type] = []"))
  }

  @Test("A frozen model is no model of the target")
  func frozenModels() {
    let text = generated(source)
    #expect(text.contains("nonisolated extension M0002_Slugs.Entry {\n  /// Whether the build plugin"))
    #expect(text.contains("static let all: [any Kindred.Model.Type] = []"))
    #expect(!text.contains("Kindred.QuerySet"))
  }

  @Test("The migrations of other libraries are left alone")
  func others() {
    #expect(!generated("import Fluent\nstruct CreateBlog: Migration {}").contains("Migrations"))
  }
}
