import Testing
import kindred_generate

@Suite("Sealed migrations and archives, as files")
struct SealTests {
  private func text(_ type: String, after: String..., body: String = "AddColumn(\"a\", \"b\", .text)") -> String {
    let list = after.map { "\"\($0)\"" }.joined(separator: ", ")
    return """
      import KindredMigrations

      struct \(type): Migration {
        static let after: [MigrationID] = [\(list)]
        static var operations: [any SchemaOperation] { \(body) }
      }

      """
  }

  private func folder(
    _ texts: [String], archive: String? = nil, head: String, sealed: String? = nil
  ) -> MigrationFolder {
    MigrationFolder(
      app: "Blog", files: texts.compactMap { MigrationFile(path: "M/x.swift", text: $0) },
      archives: archive.flatMap { ArchiveFile(path: "M/archive.swift", text: $0) }.map { [$0] } ?? [], head: head,
      sealed: sealed, headPath: "M/head")
  }

  private var initial: String { text("M0001_Initial") }
  private var tags: String { text("M0002_Tags", after: "Blog.0001_initial") }

  @Test("What is sealed may not be edited, but for its comments and its layout")
  func edits() throws {
    let sealing = try Sealing(upTo: "0001_initial", in: folder([initial, tags], head: "0002_tags"))
    #expect(sealing.added == ["0001_initial"])
    let sealed = sealing.list.text
    func messages(_ initial: String, _ tags: String) -> [String] {
      folder([initial, tags], head: "0002_tags", sealed: sealed).remarks.map(\.message)
    }
    #expect(messages(initial, tags) == [])
    let other = "// Why.\r\n" + initial.replacing("\n", with: "\r\n").replacing(", .text)", with: ",\r\n  .text,\r\n)")
    #expect(messages(other, tags) == [])
    // An edit of one that is not sealed.
    #expect(messages(initial, tags.replacing(".text", with: ".bool")) == [])
    let edited = messages(initial.replacing(".text", with: ".bool"), tags)
    #expect(edited.count == 1)
    #expect(edited.first?.hasPrefix("'0001_initial' is sealed, because databases may have it, and was edited") == true)
    #expect(messages(initial.replacing("\"b\"", with: "\"b \""), tags).count == 1)
    #expect(messages(initial.replacing("\"a\", \"b\"", with: "\"ab\""), tags).count == 1)
  }

  @Test("A sealed file that is gone is reported, unless another one replaces it")
  func missing() throws {
    let sealed = try Sealing(upTo: nil, in: folder([initial, tags], head: "0002_tags")).list.text
    #expect(sealed.split(separator: "\n").map { $0.prefix { $0 != " " } } == ["0001_initial", "0002_tags"])
    let gone = folder([text("M0002_Tags")], head: "0002_tags", sealed: sealed).remarks.map(\.message)
    #expect(gone.count == 2)
    #expect(gone.contains { $0.hasPrefix("'0001_initial' is sealed") && $0.contains("its file is gone") })
    let squash = initial.replacing("M0001_Initial", with: "M0001_Squashed").replacing(
      "static var",
      with: "static let replaces: [MigrationID] = [\"Blog.0001_initial\", \"Blog.0002_tags\"]\n  static var")
    #expect(folder([squash], head: "0001_squashed", sealed: sealed).remarks.isEmpty)
  }

  @Test("A history with errors is not sealed; a sealed migration does not move")
  func refusals() throws {
    #expect(throws: Rebase.Problem.self) { try Sealing(upTo: nil, in: folder([tags], head: "0002_tags")) }
    #expect(throws: Rebase.Problem.self) {
      try Sealing(upTo: "0009_x", in: folder([initial, tags], head: "0002_tags"))
    }
    let sealed = try Sealing(upTo: nil, in: folder([initial, tags], head: "0002_tags")).list.text
    let split = folder(
      [initial, tags, text("M0002_Slugs", after: "Blog.0001_initial")], head: "0002_slugs", sealed: sealed)
    #expect(throws: Rebase.Problem.self) { try Rebase("0002_tags", in: split) }
    #expect(try Rebase("0002_slugs", in: split).head == "0003_slugs")
  }

  @Test("A squash and the files that it replaces are one history")
  func squash() {
    let squash = text("M0001_Squashed").replacing(
      "static var",
      with: "static let replaces: [MigrationID] = [\"Blog.0001_initial\", \"Blog.0002_tags\"]\n  static var")
    #expect(folder([initial, tags, squash], head: "0001_squashed").remarks.map(\.message) == [])
    let next = text("M0003_Next", after: "Blog.0002_tags")
    #expect(folder([initial, tags, squash, next], head: "0003_next").remarks.map(\.message) == [])
    #expect(folder([squash, next], head: "0003_next").remarks.map(\.message) == [])
  }

  @Test("Migrations in an archive are known")
  func archive() throws {
    let archive = """
      struct M0000_Archive: MigrationArchive {
        static let text = ##\"""
          {"migrations":[
          {"after":[],"id":"Blog.0001_initial","operations":[{"sql":{"any":[{"text":"\\"#"}]}}]},
          {"after":["Blog.0001_initial"],"id":"Blog.0002_tags","operations":[]}
          ]}
          \"""##
      }
      """
    let next = text("M0003_Next", after: "Blog.0002_tags")
    let whole = folder([next], archive: archive, head: "0003_next")
    #expect(whole.remarks.map(\.message) == [])
    let sealing = try Sealing(upTo: nil, in: whole)
    #expect(sealing.added == ["0000_archive", "0003_next"])
    let sealed = sealing.list.text + "0001_initial 0123456789abcdef\n"
    #expect(folder([next], archive: archive, head: "0003_next", sealed: sealed).remarks.isEmpty)
    let edited = archive.replacing("Blog.0001_initial\"],\"id", with: "Blog.0001_initial\" ],\"id")
    #expect(folder([next], archive: edited, head: "0003_next", sealed: sealed).remarks.count == 1)
    let split = folder(
      [next, text("M0003_Other", after: "Blog.0002_tags")], archive: archive, head: "0003_next")
    #expect(try Rebase("0003_other", in: split).head == "0004_other")
    #expect(folder([text("M0003_Next", after: "Blog.0004_x")], archive: archive, head: "0003_next").remarks.count == 1)
  }
}
