import Testing

@Suite("Shapes of models")
struct ShapeTests {
  @Test("When every foreign key is optional, the initialiser with raw keys asks for the first")
  func ambiguousInitialisers() {
    let text = Expansion(
      "@Model struct Node { @ForeignKey(onDelete: .cascade) var a: Node?; @ForeignKey(onDelete: .cascade) var b: Node? }"
    ).text
    #expect(text.contains("init(a: Node? = nil, b: Node? = nil) {"))
    #expect(text.contains("init(aID: Node.PrimaryKey?, bID: Node.PrimaryKey? = nil) {"))
  }

  @Test("An initialiser that the source has is not written again")
  func writtenInitialiser() {
    let text = Expansion(
      "@Model struct A { @ForeignKey(onDelete: .cascade) var b: B; init(bID: Int) { self.init(b: B()) } }"
    ).text
    #expect(text.contains("init(b: B) {"))
    #expect(!text.contains("init(bID: B.PrimaryKey)"))
  }

  @Test(
    "Access",
    arguments: [
      ("public", "public ", "public "), ("package", "package ", "package "), ("", "", ""),
      ("private", "", "fileprivate "),
      ("fileprivate", "", "fileprivate "),
    ])
  func access(_ modifier: String, _ member: String, _ property: String) {
    let expansion = Expansion("@Model \(modifier) struct A {\n  public var name: String\n}")
    let lines = expansion.text.split(separator: "\n").map { $0.drop { $0 == " " } }
    #expect(expansion.messages.isEmpty)
    #expect(lines.contains("\(member)nonisolated static let schema = Kindred.ModelSchema("))
    #expect(lines.contains("\(member)struct Columns: Kindred.ModelColumns, Kindred.RelationColumns {"))
    #expect(lines.contains("\(property)var name: Kindred.ColumnExpression<String> { column(1) }"))
  }

  @Test("An initialiser is as visible as its least visible parameter")
  func initialiserAccess() {
    let text = Expansion("@Model public struct A {\n  public var a: Int\n  private var b: Int\n}").text
    #expect(text.contains("\n  fileprivate nonisolated init(a: Int, b: Int) {"))
  }

  @Test("A property that is seen less than the model, and has a default, does not keep the model from being made")
  func internalProperties() {
    let text = Expansion(
      """
      @Model public struct A {
        public var a: Int
        var b: Int = 1
        @ForeignKey(onDelete: .cascade) var c: A?
      }
      """
    ).text
    #expect(text.contains("\n  nonisolated init(a: Int, b: Int = 1, c: A? = nil) {"))
    #expect(
      text.contains(
        "  public nonisolated init(a: Int) {\n    self.a = a\n    self.$c = Kindred.RelatedReference(key: nil)\n  }"))
  }

  @Test("An internal property without a default makes the public initialiser unavailable, with the reason")
  func internalPropertyWithoutDefault() {
    let text = Expansion("@Model public struct A {\n  public var a: Int\n  var b: Int\n}").text
    #expect(text.contains("\n  nonisolated init(a: Int, b: Int) {"))
    #expect(
      text.contains(
        """
          @available(*, unavailable, message: "'A' cannot be made here, because 'b' is not visible here and has no default value")
          public nonisolated init(a: Int) {
            Swift.fatalError()
          }
        """), "\(text)")
    let written = Expansion(
      "@Model public struct A {\n  public var a: Int\n  var b: Int\n  public init(a: Int) { self.init(a: a, b: 1) }\n}"
    ).text
    #expect(!written.contains("unavailable"))
  }

  @Test("Defaults of public properties that may name internal constants are members")
  func publicDefaults() {
    let source = """
      struct A {
        public var a: Int = standard
        public var b: Int = -1
        public var c: Date = .epoch
        public var d: Date = .now
        public var e: String = "\\(prefix)x"
        var f: Int = standard
        public var g: [Int] = [1, 2]
        public var h: Date = Date(timeIntervalSince1970: 0)
        public var i: Int = Self.i + Self.standard
      }
      """
    let text = Expansion("@Model public \(source)").text
    #expect(
      text.contains(
        """
          public enum DefaultValues {
            /// The default value of `a`.
            public nonisolated static var a: Int { standard }
            /// The default value of `c`.
            public nonisolated static var c: Date { .epoch }
            /// The default value of `e`.
            public nonisolated static var e: String { "\\(prefix)x" }
            /// The default value of `i`.
            public nonisolated static var i: Int { A.i + A.standard }
          }
        """), "\(text)")
    #expect(
      text.contains(
        "init(a: Int = A.DefaultValues.a, b: Int = -1, c: Date = A.DefaultValues.c, d: Date = .now, "
          + "e: String = A.DefaultValues.e, f: Int = standard, g: [Int] = [1, 2], "
          + "h: Date = Date(timeIntervalSince1970: 0), i: Int = A.DefaultValues.i) {"))
    #expect(!Expansion("@Model \(source)").text.contains("DefaultValues"))
  }

  @Test(
    "Private models, which the plugin does not extend, are not checked for it", arguments: ["private", "fileprivate"])
  func privateModels(_ modifier: String) {
    #expect(!Expansion("@Model \(modifier) struct A { var a: Int }").text.contains("isReadByPlugin"))
    #expect(!Expansion("\(modifier) enum E { @Model struct A { var a: Int } }").text.contains("isReadByPlugin"))
  }

  @Test("A private property with a default is left out of the initialisers, a private key too")
  func hiddenProperties() {
    let text = Expansion(
      """
      @Model public struct A {
        public var a: Int
        private var b: Int = 1
        @ForeignKey(onDelete: .cascade) private var c: A?
      }
      """
    ).text
    #expect(
      text.contains(
        "  public nonisolated init(a: Int) {\n    self.a = a\n    self.$c = Kindred.RelatedReference(key: nil)\n  }"))
    #expect(!text.contains("cID: A.PrimaryKey?)"))
    #expect(text.contains("  fileprivate enum c: Kindred.ForeignKeyRelation {"))
  }

  @Test(
    "The options of a foreign key",
    arguments: [
      ("index: false", ", options: Kindred.FieldOptions(isIndexed: false))"),
      ("unique: true", ", options: Kindred.FieldOptions(isUnique: true, isIndexed: true))"),
      ("constraint: false", ", isEnforced: false)"),
      ("constraint: false", "var b: B.OptionalColumns {"), ("constraint: true", "var b: B.Columns {"),
      ("column: \"owner\"", "\"b\", column: \"owner\", onDelete"),
      ("relatedName: \"+\"", "accessor: nil, queryName: nil)"),
    ])
  func keyOptions(_ option: String, _ printed: String) {
    let expansion = Expansion("@Model struct A { @ForeignKey(onDelete: .cascade, \(option)) var b: B }")
    #expect(expansion.messages.isEmpty)
    #expect(expansion.text.contains(printed))
  }

  @Test("A one-to-one relation says so, and a unique key does not")
  func oneToOne() {
    let one = Expansion("@Model struct A { @OneToOne(onDelete: .cascade) var b: B }").text
    #expect(one.contains(", isOneToOne: true, options:"))
    let group = Expansion("@Fields struct A { @OneToOne(onDelete: .cascade) var b: B }").text
    #expect(group.contains("onDelete: .cascade, isOneToOne: true, options:"))
    #expect(
      !Expansion("@Model struct A { @ForeignKey(onDelete: .cascade, unique: true) var b: B }").text.contains(
        "isOneToOne"))
  }

  @Test("Models may be called what a relation calls its parts")
  func associatedNames() {
    let text = Expansion("@Model struct Source { @ForeignKey(onDelete: .cascade) var target: Target? }").text
    #expect(text.contains("  typealias SourceModel = Source\n"))
    #expect(text.contains("      typealias Source = SourceModel\n"))
    #expect(text.contains("      typealias Target = TargetModel\n"))
    #expect(text.contains("      typealias KeyColumn = TargetModel.PrimaryKey?\n"))
  }

  @Test("A public extension makes its models public")
  func publicExtension() {
    let text = Expansion(
      "public extension Shop {\n  @Model struct Order {\n    @ForeignKey(onDelete: .cascade) public var b: B\n  }\n}"
    ).text
    #expect(text.contains("    public nonisolated static let schema"))
    #expect(text.contains("    public nonisolated var $b: Kindred.RelatedReference<Relations.b>"))
    #expect(text.contains("extension Shop.Order: Kindred.Model, Swift.Codable {"))
  }

  @Test("Comments, several bindings, observers and closures are read as Swift reads them")
  func spelling() {
    let expansion = Expansion(
      """
      @Model struct A {
        /* one */ var a, b: Int // two
        var c: Int = { 1 + 1 }() { didSet { } }
        var d: Int? = 1 > 2 ? 3 : nil
        let e = 5
        static var f: Int = 1
        var g: Int { 1 }
      }
      """)
    #expect(expansion.messages.isEmpty)
    let text = expansion.text.split { $0.isWhitespace }.joined(separator: " ")
    #expect(text.contains("init(a: Int, b: Int, c: Int = { 1 + 1 }(), d: Int? = 1 > 2 ? 3 : nil) {"))
    #expect(text.contains("container.decodeIfPresent(Int.self, forKey: .c) ?? ({ 1 + 1 }())"))
    #expect(
      text.contains(
        "container.contains(.d) ? container.decodeIfPresent(Int.self, forKey: .d) : (1 > 2 ? 3 : nil)"))
    #expect(text.contains("case id, a, b, c, d }"))
  }

  @Test("A model without columns has a key")
  func empty() {
    let text = Expansion("@Model struct A {}").text
    #expect(text.contains("init() {"))
    #expect(text.contains("case id\n"))
  }

  @Test("Types that only the compiler knows are checked at their places; the others are known")
  func fieldTypes() {
    let text = Expansion(
      """
      @Model struct Order {
        var name: String
        var status: Status?
        @Field(.json) var lines: [Line]
        var tags: Array<String>
      }
      """
    ).text
    #expect(
      text.contains(
        """
          private nonisolated static func checkDeclaration() {
          #sourceLocation(file: "test.swift", line: 1)
          _ = isReadByPlugin
          #sourceLocation()
          #sourceLocation(file: "test.swift", line: 3)
          Kindred.FieldTypeCheck.column(of: Status.self)
          #sourceLocation()
          #sourceLocation(file: "test.swift", line: 5)
          Kindred.FieldTypeCheck.column(of: Array<String>.self)
          #sourceLocation()
          }
        """), "\(text)")
  }
}
