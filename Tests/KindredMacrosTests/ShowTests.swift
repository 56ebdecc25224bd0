import Testing

@Test func show() {
  print(Expansion("""
  @Model
  struct Blog {
    @Field(maxLength: 100) var name: String
    var tagline: String = ""
  }
  """).text)
  print("=====")
  print(Expansion("""
  @Model(ordering: ["-pubDate"])
  struct Entry {
    @ForeignKey(onDelete: .cascade) var blog: Blog
    @ForeignKey(to: "code", onDelete: .setNull, relatedName: "entries", unique: true) var country: Country?
    @Field(databaseDefault: .value(5), comment: "stars") var rating: Int = 5
    var note: String?
  }
  """).text)
  print("=====")
  print(Expansion("""
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
      public init(from decoder: any Decoder) throws {}
    }
  }
  """).text)
  let e = Expansion("@Model\nclass X {\n  var rating = 5\n}\n@Model struct Y {\n  var rating = 5 // c\n  let x: Int\n  @ForeignKey(onDelete: .setNull) var b: Blog\n  var tags: [String]\n @PrimaryKey var id: Int?  \n}")
  print(e.messages.joined(separator: "\n")); for c in e.corrections { print(c.title); print(c.source) }
}
