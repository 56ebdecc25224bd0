import Testing
import kindred_generate

@Suite("Names that would be there twice")
struct ClashTests {
  @Test("Two keys to one model need a relatedName")
  func twoKeys() {
    let messages = remarks(
      """
      @Model struct Airport { var name: String }
      @Model struct Flight {
        @ForeignKey(onDelete: .cascade) var origin: Airport
        @ForeignKey(onDelete: .cascade) var destination: Airport
      }
      """)
    #expect(
      messages == [
        "Models.swift:4:39: error: 'Flight.origin' and 'Flight.destination' would both give 'Airport' "
          + "the manager 'flightSet'; give one of them a relatedName",
        "Models.swift:3:39: note: 'Flight.origin' is declared here",
      ])
  }

  @Test("With a relatedName, the names in lookups may still clash")
  func queryNames() {
    let messages = remarks(
      """
      @Model struct Airport { var name: String }
      @Model struct Flight {
        @ForeignKey(onDelete: .cascade, relatedName: "a", relatedQueryName: "flight") var origin: Airport
        @ForeignKey(onDelete: .cascade) var destination: Airport
      }
      """)
    #expect(
      messages.first
        == "Models.swift:4:39: error: 'Flight.origin' and 'Flight.destination' would both give 'Airport' "
        + "the lookup name 'flight'; give one of them a relatedName or a relatedQueryName")
    #expect(messages.count == 2)
  }

  @Test("A set and a manager clash, too")
  func sets() {
    let messages = remarks(
      """
      @Model struct Author { var name: String }
      @Model struct Entry {
        @ForeignKey(onDelete: .cascade) var reviewer: Author
        @ManyToMany var authors: RelatedSet<Author>
      }
      """)
    #expect(
      messages.first
        == "Models.swift:4:19: error: 'Entry.reviewer' and 'Entry.authors' would both give 'Author' the set "
        + "'entrySet'; give one of them a relatedName")
  }

  @Test("Names that are given, or hidden, do not clash", arguments: ["\"departures\"", "\"+\""])
  func relatedName(_ name: String) {
    let messages = remarks(
      """
      @Model struct Airport { var name: String }
      @Model struct Flight {
        @ForeignKey(onDelete: .cascade, relatedName: \(name)) var origin: Airport
        @ForeignKey(onDelete: .cascade) var destination: Airport
      }
      """)
    #expect(messages.isEmpty)
  }

  @Test("Two models of the same name, in different types and files")
  func twoModels() {
    let collection = collection([
      "A.swift": "enum Shop { @Model struct Order { @ForeignKey(onDelete: .cascade) var blog: Blog } }",
      "B.swift": "enum Bar { @Model struct Order { @ForeignKey(onDelete: .cascade) var blog: Blog } }",
      "C.swift": "@Model struct Blog { var name: String }",
    ])
    #expect(
      collection.remarks.map(\.description) == [
        "A.swift:1:71: error: 'Bar.Order.blog' and 'Shop.Order.blog' would both give 'Blog' the manager 'orderSet'; "
          + "give one of them a relatedName",
        "B.swift:1:70: note: 'Bar.Order.blog' is declared here",
      ])
  }

  @Test(
    "A member of the target",
    arguments: [
      ("var entries: Int", "3:5"), ("func entries() {}", "3:6"), ("var entries: Int { 1 }", "3:5"),
    ])
  func member(_ member: String, _ place: String) {
    let messages = remarks(
      """
      @Model struct Entry { @ForeignKey(onDelete: .cascade, relatedName: "entries", relatedQueryName: "e") var b: Blog }
      @Model struct Blog {
      \(member)
      }
      """)
    #expect(
      messages == [
        "Models.swift:1:106: error: 'Entry.b' would give 'Blog' the manager 'entries', which it has already; "
          + "give the key a relatedName",
        "Models.swift:\(place): note: 'Blog.entries' is declared here",
      ])
  }

  @Test("A relatedName that clashes as manager and as lookup is reported once")
  func bothEnds() {
    let messages = remarks(
      """
      @Model struct Entry { @ForeignKey(onDelete: .cascade, relatedName: "name") var blog: Blog }
      @Model struct Blog { var name: String }
      """)
    #expect(
      messages == [
        "Models.swift:1:80: error: 'Entry.blog' would give 'Blog' the manager 'name', which it has already; "
          + "give the key a relatedName",
        "Models.swift:2:26: note: 'Blog.name' is declared here",
      ])
  }

  @Test("A member in an extension, in the other module")
  func extensionMember() {
    let collection = collection(
      ["Entry.swift": "@Model struct Entry { @ForeignKey(onDelete: .cascade) var b: Blog }"],
      dependencies: [
        "Blog.swift": "@Model public struct Blog {}", "More.swift": "extension Blog {\n  func entrySet() {}\n}",
      ])
    #expect(
      collection.remarks.map(\.description) == [
        "Entry.swift:1:59: error: 'Entry.b' would give 'Blog' the manager 'entrySet', which it has already; "
          + "give the key a relatedName",
        "More.swift:2:8: note: 'Blog.entrySet' is declared here",
      ])
  }

  @Test("A lookup name that is a raw key of the target")
  func rawKey() {
    let messages = remarks(
      """
      @Model struct Entry {
        @ForeignKey(onDelete: .cascade, relatedQueryName: "ownerID") var blog: Blog
      }
      @Model struct Blog { @ForeignKey(onDelete: .cascade) var owner: User }
      """)
    #expect(
      messages == [
        "Models.swift:2:68: error: 'Entry.blog' would give 'Blog' the lookup name 'ownerID', which it has already; "
          + "give the key a relatedName or a relatedQueryName",
        "Models.swift:4:58: note: 'Blog.ownerID' is declared here",
      ])
  }

  @Test("A key that other files cannot see")
  func privateKey() {
    #expect(
      remarks("@Model struct Entry { @ForeignKey(onDelete: .cascade) private var blog: Blog }") == [
        "Models.swift:1:67: warning: 'Entry.blog' is private to its file, so 'Blog' gets no manager for it"
      ])
  }

  @Test("A model that other files cannot see")
  func privateModel() {
    #expect(
      remarks("@Model private struct Hidden { var name: String }") == [
        "Models.swift:1:23: warning: 'Hidden' is private to its file, so it gets no managers and is not in "
          + "'DemoModels.all'"
      ])
  }
}
