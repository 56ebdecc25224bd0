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

@Suite("Sets of fields, seen together with the models that use them")
struct FieldGroupClashTests {
  private static let group = """
    @Model struct Person { var name: String }
    @Fields struct Audit {
      var createdAt: Date
      @ForeignKey(onDelete: .setNull, relatedName: "NAME") var author: Person?
    }

    """

  @Test("R-20: a key of a set needs the model's name in its own name, if two models use the set")
  func template() {
    let models = """
      @Model struct Entry { @Embedded var audit: Audit }
      @Model struct Page { @Embedded var audit: Audit }
      """
    let messages = remarks(Self.group.replacing("NAME", with: "written") + models)
    #expect(
      messages == [
        "Models.swift:7:36: error: 'Entry.audit.author' and 'Page.audit.author' would both give 'Person' the manager "
          + "'written'; give 'Audit.author' a relatedName with '%(class)s' in it",
        "Models.swift:6:37: note: 'Entry.audit.author' is declared here",
      ])
    #expect(remarks(Self.group.replacing("NAME", with: "%(class)sWritten") + models).isEmpty)
    #expect(remarks(Self.group.replacing("NAME", with: "+") + models).isEmpty)
  }

  @Test("M-8: a default name for all relations of a model, unless a relation says another one")
  func defaultName() {
    let text = """
      @Model struct Person { var name: String }
      @Model(defaultRelatedName: "posts") struct Entry {
        @ForeignKey(onDelete: .cascade) var author: Person
        @ForeignKey(onDelete: .cascade, relatedName: "reviews") var reviewer: Person
      }
      """
    #expect(remarks(text).isEmpty)
    let code = generated(text)
    #expect(code.contains("var posts: Kindred.RelatedManager<Entry.Relations.author>"))
    #expect(code.contains("var reviews: Kindred.RelatedManager<Entry.Relations.reviewer>"))
    let twice = text.replacing(#", relatedName: "reviews""#, with: "")
    #expect(remarks(twice).first?.contains("would both give 'Person' the manager 'posts'") == true)
  }

  @Test("Managers of keys in sets have the type of the key in the model")
  func managers() {
    let code = generated(
      Self.group.replacing("NAME", with: "%(class)sWritten") + "@Model struct Entry { @Embedded var audit: Audit }")
    let type = "Kindred.EmbeddedKey<Entry.Groups.audit, Audit.Relations.author>"
    #expect(code.contains("var entryWritten: Kindred.RelatedManager<\(type)>"))
    #expect(code.contains("follow(backwards: \(type).self)"))
    #expect(code.contains("static var referrers: [any Kindred.ForeignKeyRelation.Type] {\n    [\(type).self]"))
  }

  @Test("A column that a model has twice is an error at the set, which names both")
  func columns() {
    let messages = remarks(
      """
      @Fields struct Address { var street: String }
      @Model struct Order {
        @Embedded var billing: Address
        @Embedded var shipping: Address
      }
      @Model struct Person {
        var street: String
        @Embedded var home: Address
      }
      """)
    #expect(
      messages == [
        "Models.swift:4:17: error: 'Order.shipping.street' and 'Order.billing.street' have the same column 'street'; "
          + #"give the set another prefix, as in '@Embedded(prefix: "shipping_")'"#,
        "Models.swift:3:17: note: 'Order.billing.street' is declared here",
        "Models.swift:8:17: error: 'Person.home.street' and 'Person.street' have the same column 'street'; "
          + #"give the set another prefix, as in '@Embedded(prefix: "home_")'"#,
        "Models.swift:7:7: note: 'Person.street' is declared here",
      ])
  }

  @Test("The parent link has one object on the other side, named after the model")
  func parent() {
    let code = generated(
      """
      @Model struct Place { var name: String }
      @Model struct Restaurant { @Parent var place: Place; var servesPizza: Bool = false }
      """)
    #expect(code.contains("var restaurant: Restaurant { get async throws"))
    #expect(code.contains("var restaurantOrNil: Restaurant?"))
  }
}
