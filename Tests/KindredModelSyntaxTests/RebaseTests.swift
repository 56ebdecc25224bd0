import Testing
import kindred_generate

@Suite("Mending a split history")
struct RebaseTests {
  private func file(_ type: String, after: String...) -> MigrationFile? {
    let list = after.map { "\"\($0)\"" }.joined(separator: ", ")
    return MigrationFile(
      path: "M/\(type).swift",
      text: """
        import KindredMigrations
        /// What it does.
        struct \(type): Migration {
          static let after: [MigrationID] = [\(list)]
        }
        """)
  }

  private func folder(_ files: [MigrationFile?], head: String) -> MigrationFolder {
    MigrationFolder(app: "Blog", files: files.compactMap { $0 }, head: head, headPath: "M/head")
  }

  private var split: MigrationFolder {
    folder(
      [
        file("M0001_Initial"), file("M0002_Tags", after: "Blog.0001_initial"),
        file("M0002_Slugs", after: "Blog.0001_initial", "Shop.0004_price"),
        file("M0003_LongSlugs", after: "Blog.0002_slugs"),
      ], head: "<<<<<<< HEAD\n0003_long_slugs\n=======\n0002_tags\n>>>>>>> main\n")
  }

  @Test("The name of a migration comes from its type")
  func names() {
    #expect(split.files.map(\.name) == ["0001_initial", "0002_slugs", "0002_tags", "0003_long_slugs"])
    #expect(file("Cleanup")?.name == "cleanup")
    #expect(MigrationFile(path: "a.swift", text: "struct Blog {}") == nil)
  }

  @Test("A split history names both ends and the commands that mend it")
  func remarks() throws {
    let remarks = split.remarks.map(\.description)
    #expect(remarks.count == 2)
    let first = try #require(remarks.first)
    #expect(
      first.hasPrefix("M/M0002_Tags.swift:3:8: error: the history of 'Blog' ends in '0002_tags' and '0003_long_slugs'"))
    #expect(first.contains("swift run kindred-generate migrations rebase 0003_long_slugs --target Blog"))
    #expect(split.headNames == ["0003_long_slugs", "0002_tags"])
  }

  @Test("The branch that moves gets new numbers, and follows the other")
  func rebase() throws {
    let rebase = try Rebase("0003_long_slugs", in: split)
    #expect(rebase.head == "0004_long_slugs")
    #expect(rebase.changes.map(\.to) == ["M/0003_slugs.swift", "M/0004_long_slugs.swift"])
    #expect(rebase.changes.map(\.from) == ["M/M0002_Slugs.swift", "M/M0003_LongSlugs.swift"])
    let texts = rebase.changes.map(\.text)
    #expect(texts[0].contains("struct M0003_Slugs: Migration"))
    #expect(texts[0].contains("[\"Blog.0002_tags\", \"Shop.0004_price\"]"))
    #expect(texts[1].contains("[\"Blog.0003_slugs\"]"))
    let mended = folder(
      [split.file(named: "0001_initial"), split.file(named: "0002_tags")]
        + rebase.changes.map { MigrationFile(path: $0.to, text: $0.text) }, head: rebase.head + "\n")
    #expect(mended.remarks.isEmpty)
  }

  @Test("Only an end of a split history can move")
  func problems() {
    #expect(throws: Rebase.Problem.self) { try Rebase("0001_initial", in: split) }
    let whole = folder([file("M0001_Initial")], head: "0001_initial\n")
    #expect(whole.remarks.isEmpty)
    #expect(throws: Rebase.Problem.self) { try Rebase("0001_initial", in: whole) }
  }

  @Test("A gap and a wrong head are reported")
  func gaps() {
    let gap = folder([file("M0002_Tags", after: "Blog.0001_initial")], head: "0002_tags")
    #expect(gap.remarks.map(\.message) == ["'0002_tags' follows '0001_initial', which does not exist"])
    let wrong = folder([file("M0001_Initial")], head: "0002_tags\n")
    #expect(
      wrong.remarks.map(\.message).first?.hasPrefix("the last migration is '0001_initial', but 'head' says '0002_tags'")
        == true)
  }
}
