import Testing
import kindred_generate

@Suite("The generated file")
struct GeneratorTests {
  @Test("A blog and its entries")
  func wholeFile() {
    let text = generated(
      """
      import Foundation
      import Kindred

      @Model struct Blog {
        var name: String
        var tagline: String = ""
      }

      @Model struct Entry {
        @ForeignKey(onDelete: .cascade) var blog: Blog
        var headline: String
        var pubDate: Date = .now
      }
      """)
    #expect(text == GeneratorTests.blogAndEntry)
  }

  @Test("Without models there is only a comment")
  func noModels() {
    #expect(
      generated("struct Blog {}") == """
        // Written by Kindred from the models of 'Demo' before each build. Changes are lost.
        // The target has no models.

        """)
  }

  @Test("The order of files does not matter")
  func order() {
    let files = [
      "A.swift": "@Model struct B {}", "B.swift": "@Model struct A { @ForeignKey(onDelete: .cascade) var b: B }",
    ]
    let texts = (0..<5).map { _ in FilePrinter(collection(files)).text }
    #expect(Set(texts).count == 1)
  }

  @Test("Access goes by the model, its key and its target")
  func access() {
    let text = generated(
      """
      public import Kindred
      @Model public struct Blog { public var name: String }
      @Model public struct Entry { @ForeignKey(onDelete: .cascade) public var blog: Blog }
      @Model public struct Note { @ForeignKey(onDelete: .cascade) var blog: Blog }
      @Model package struct Page { @ForeignKey(onDelete: .cascade) package var blog: Blog }
      """)
    #expect(text.contains("\npublic import Kindred\n"))
    #expect(text.contains("  public static var referrers"))
    #expect(text.contains("  public var entrySet: "))
    #expect(text.contains("  var noteSet: "))
    #expect(text.contains("  package var pageSet: "))
    #expect(text.contains("  public func create(blog: Blog) async throws -> Entry"))
    #expect(text.contains("  func create(blog: Blog) async throws -> Note"))
    #expect(text.contains("public enum DemoModels"))
  }

  @Test("Types and defaults are spelled from the top of the file")
  func scopes() {
    let text = generated(
      """
      extension Shop {
        enum Size { case small }
        @Model struct Order {
          enum Status { case open }
          static let limit = 3
          var size: Size? = Size.small
          @Field(.json) var status: [Status] = [.open, Self.Status.open]
          @ForeignKey(onDelete: .cascade) var parent: Order?
        }
      }
      """)
    #expect(
      text.contains(
        "create(size: Shop.Size? = Shop.Size.small, "
          + "status: [Shop.Order.Status] = [.open, Shop.Order.Status.open], parent: Shop.Order? = nil)"))
    #expect(text.contains("var orderSet: Kindred.RelatedManager<Shop.Order.Relations.parent>"))
  }

  @Test("A default that only its file can see is left to the initialiser")
  func privateDefault() {
    let text = generated(
      "private let start = 3\n@Model struct A { var name: String; var count: Int = start; var other: Int = 4 }")
    #expect(text.contains("func create(name: String, other: Int = 4) async throws -> A {"))
    #expect(text.contains("create(A(name: name, other: other))"))
  }

  @Test("Two keys: the manager of one takes the other as object or as raw key")
  func twoKeys() {
    let text = generated(
      """
      @Model struct Flight {
        @ForeignKey(onDelete: .cascade, relatedName: "departures") var origin: Airport
        @ForeignKey(onDelete: .cascade, relatedName: "arrivals") var destination: Airport
      }
      """)
    #expect(text.contains("nonisolated extension Kindred.RelatedManager where Relation == Flight.Relations.origin {"))
    #expect(text.contains("func create(destination: Airport) async throws -> Flight"))
    #expect(text.contains("create(Flight(origin: self.parent, destination: destination))"))
    #expect(text.contains("func create(destinationID: Airport.PrimaryKey) async throws -> Flight"))
    #expect(text.contains("create(Flight(originID: try self.parentKey, destinationID: destinationID))"))
  }

  @Test("Properties that other modules cannot see are left out of a second method, on the manager as well")
  func internalProperties() {
    let text = generated(
      """
      @Model public struct Blog {}
      @Model public struct Entry {
        @ForeignKey(onDelete: .cascade) public var blog: Blog
        public var headline: String
        public var rating: Int = standard
        var secret: Int = 1
      }
      @Model public struct Note {
        @ForeignKey(onDelete: .cascade) public var blog: Blog
        public var text: String
        var secret: Int
      }
      @Model public struct Mark { @ForeignKey(onDelete: .cascade) var blog: Blog }
      """)
    let rating = "rating: Int = Entry.DefaultValues.rating"
    #expect(
      text.contains("  func create(blog: Blog, headline: String, \(rating), secret: Int = 1) async throws -> Entry"))
    #expect(text.contains("  public func create(blog: Blog, headline: String, \(rating)) async throws -> Entry"))
    #expect(text.contains("  func create(headline: String, \(rating), secret: Int = 1) async throws -> Entry"))
    #expect(text.contains("  public func create(headline: String, \(rating)) async throws -> Entry"))
    #expect(text.contains("create(Entry(blog: self.parent, headline: headline, rating: rating))"))
    let reason = "'Note' cannot be made here, because 'secret' is not visible here and has no default value"
    for parameters in ["text: String", "blog: Blog, text: String", "blogID: Blog.PrimaryKey, text: String"] {
      #expect(
        text.contains(
          """
            @available(*, unavailable, message: "\(reason)")
            @discardableResult
            public func create(\(parameters)) async throws -> Note {
              throw CancellationError()
            }
          """), "\(parameters)")
    }
    // The relation is internal, and so is its manager's method.
    #expect(text.contains("  func create() async throws -> Mark"))
  }

  @Test("A parameter called parent does not stand for the manager's object")
  func parentParameter() {
    let text = generated(
      """
      @Model struct Page {
        @ForeignKey(onDelete: .cascade) var site: Site
        @ForeignKey(onDelete: .cascade) var parent: Page?
      }
      """)
    #expect(text.contains("create(Page(site: self.parent, parent: parent))"))
    #expect(text.contains("create(Page(site: site, parent: self.parent))"))
  }

  @Test("R-2, R-21: the other side of a one-to-one relation is one object, named after the model")
  func oneToOne() {
    let text = generated(
      """
      @Model struct Place { var name: String }
      @Model struct Restaurant { @OneToOne(onDelete: .cascade, primaryKey: true) var place: Place }
      """)
    #expect(
      text.contains(
        "var restaurant: Restaurant { get async throws { "
          + "try await Kindred.RelatedObject<Restaurant.Relations.place>(of: self).load() } }"))
    #expect(text.contains("var restaurantOrNil: Restaurant? { get async throws {"))
    #expect(!text.contains("RelatedManager"))
    #expect(text.contains("var restaurant: Restaurant.OptionalColumns {"))
  }

  @Test("R-3, R-30: a many-to-many relation gives the other model a set, and has a model for its links")
  func manyToMany() {
    let text = generated(
      """
      @Model struct Author { var name: String }
      @Model struct Entry { @ManyToMany var authors: RelatedSet<Author> }
      """)
    #expect(text.contains("var entrySet: Kindred.RelatedSet<Entry> {"))
    #expect(text.contains(".init(reversing: Entry.Relations.authors.self, of: self)"))
    #expect(text.contains("follow(backThrough: Entry.Relations.authors.self)"))
    #expect(text.contains("[Entry.AuthorsLink.Relations.author.self]"))
    #expect(text.contains("[Author.self, Entry.self, Entry.AuthorsLink.self]"))
    #expect(text.contains("nonisolated extension Kindred.RelatedSet where Model == Author {"))
    let tree = generated("@Model struct Person { @ManyToMany var friends: RelatedSet<Person> }")
    #expect(!tree.contains("personSet"))
  }

  @Test("A hidden relation has no names, but deleting finds it")
  func hidden() {
    let text = generated(
      """
      @Model struct Blog {}
      @Model struct Entry { @ForeignKey(onDelete: .cascade, relatedName: "+") var blog: Blog }
      """)
    #expect(text.contains("    [Entry.Relations.blog.self]"))
    #expect(!text.contains("RelatedManager<"))
    #expect(!text.contains("nonisolated extension Blog.Columns"))
  }

  @Test("Conditional models stay conditional")
  func conditional() {
    let text = generated(
      """
      @Model struct Blog {}
      #if DEBUG
      @Model struct Entry { @ForeignKey(onDelete: .cascade) var blog: Blog }
      #else
      @Model struct Other {}
      #endif
      """)
    #expect(text.contains("#if (DEBUG)\n  nonisolated extension Blog {\n    /// The `Entry` objects"))
    #expect(text.contains("#if (DEBUG)\n      types.append(Entry.Relations.blog.self)\n    #endif"))
    #expect(text.contains("#if !(DEBUG)\n  nonisolated extension Kindred.QuerySet where Model == Other {"))
  }

  @Test("What is not available everywhere is tested for")
  func availability() {
    let text = generated(
      """
      @Model struct Blog {}
      @available(macOS 99, *)
      @Model struct Entry { @ForeignKey(onDelete: .cascade) var blog: Blog }
      """)
    #expect(
      text.contains("    if #available(macOS 99, *) { types.append(Entry.Relations.blog.self) }\n    return types"))
    #expect(text.contains("    if #available(macOS 99, *) { types.append(Entry.self) }"))
    #expect(text.contains("@available(macOS 99, *)\nnonisolated extension Blog {\n  /// The `Entry` objects"))
    #expect(text.contains("@available(macOS 99, *)\nnonisolated extension Kindred.QuerySet where Model == Entry {"))
  }

  @Test("The imports of the files with models are repeated, and no others")
  func imports() {
    let text = FilePrinter(
      collection([
        "A.swift":
          "@testable import B\npublic import C\nimport struct D.E\n#if os(Linux)\nimport F\n#endif\n@Model struct M {}",
        "Z.swift": "import Z",
      ])
    ).text
    #expect(
      text.contains("\n\nimport B\nimport C\nimport Kindred\nimport struct D.E\n#if os(Linux)\n  import F\n#endif\n\n"))
    #expect(!text.contains("import Z"))
  }

  @Test("A target of another module is named as it is written")
  func otherModule() {
    let text = generated("@Model struct Entry { @ForeignKey(onDelete: .cascade) var blog: Blogs.Blog? }")
    #expect(text.contains("nonisolated extension Blogs.Blog {"))
    #expect(!text.contains("referrers"))
  }

  @Test("The command line")
  func commandLine() throws {
    let options = try CommandOptions([
      "--target", "T", "--dependency-source", "D.swift", "--output", "O.swift", "A.swift", "B.swift",
    ])
    #expect(options.target == "T")
    #expect(options.output == "O.swift")
    #expect(options.dependencySources == ["D.swift"])
    #expect(options.sources == ["A.swift", "B.swift"])
    #expect(throws: CommandOptions.Problem.self) { try CommandOptions(["--target"]) }
    #expect(throws: CommandOptions.Problem.self) { try CommandOptions(["A.swift"]) }
    #expect(throws: CommandOptions.Problem.self) { try CommandOptions(["--bad", "x"]) }
  }
}
