import Testing

@Suite("What the macros write")
struct ExpansionTests {
  @Test("A model with an automatic key, a length and a default")
  func blog() {
    let expansion = Expansion(
      """
      @Model
      struct Blog {
        @Field(maxLength: 100) var name: String
        var tagline: String = ""
      }
      """)
    #expect(expansion.messages.isEmpty)
    #expect(expansion.text == Expected.blog)
  }

  @Test("Foreign keys: by primary key and by a unique field, with every option")
  func entry() {
    let expansion = Expansion(
      """
      @Model(ordering: ["-rating"], uniqueTogether: [["blog", "rating"]])
      struct Entry {
        @ForeignKey(onDelete: .cascade) var blog: Blog
        @ForeignKey(to: "code", onDelete: .setNull, relatedName: "entries", unique: true) var country: Country?
        @Field(databaseDefault: .value(5), comment: "stars") var rating: Int = 5
        var note: String?
      }
      """)
    #expect(expansion.messages.isEmpty)
    #expect(expansion.text == Expected.entry)
  }

  @Test("A public nested model with a key that has a default, JSON, back-ticks, and what is no column")
  func order() {
    let expansion = Expansion(
      """
      enum Shop {
        @Model(table: "orders")
        public struct Order {
          // the key
          @PrimaryKey public var id: UUID = UUID()
          @Field(.json) public var tags: [String] = []
          @Field(.json) var more: [String: Int]?
          public var `class`: Kind
          public let placed: Date
          @Transient var cache: [Int] = []
          private var secret: Int = 1 + 1

          init(text: String) { self.init(class: .plain, placed: .now) }
          public init(from decoder: any Decoder) throws { self.init(text: "decoded") }
        }
      }
      """)
    #expect(expansion.messages.isEmpty)
    #expect(expansion.text == Expected.order)
  }

  @Test("A model with a declared key, whose availability and conformance are kept")
  func country() {
    let expansion = Expansion(
      """
      @available(macOS 16, *)
      @Model
      public struct Country: Codable {
        @PrimaryKey(column: "iso", maxLength: 2) public var code: String
        public var name: String? = "none"
      }
      """)
    #expect(expansion.messages.isEmpty)
    #expect(expansion.text == Expected.country)
  }
}

/// The expected expansions.
enum Expected {}
