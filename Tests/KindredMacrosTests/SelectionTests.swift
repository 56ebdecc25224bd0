import Testing

@Suite("What @Selection writes")
struct SelectionTests {
  @Test("HU-6: A selection with a required and an optional property, and what is no property")
  func stats() {
    let expansion = Expansion(
      """
      @Selection
      struct BlogStats: Codable {
        var name: String
        let entries: Int = 0
        let best: Int?
        static var limit = 3
        var isBusy: Bool { entries > 3 }
      }
      """)
    #expect(expansion.messages.isEmpty)
    #expect(expansion.text == Expected.blogStats)
  }

  @Test("HU-6: A public nested selection whose properties are seen less than it, with back-ticks and availability")
  func nested() {
    let expansion = Expansion(
      """
      public enum Shop {
        @available(macOS 16, *)
        @Selection
        public struct Line<Value: FieldValue> {
          public var `class`: Value
          var blog: Blog?
          private var note: String = "x"
        }
      }
      """)
    #expect(expansion.messages.isEmpty)
    #expect(expansion.text == Expected.shopLine)
  }
}

@Suite("Mistakes about a selection")
struct SelectionDiagnosticTests {
  @Test(
    "HU-6: each is reported at its place, and nothing is written",
    arguments: [
      DiagnosticCase(
        source: "@Selection\nfinal class Stats {\n  var name = 1\n}",
        message: "1:1: '@Selection' can only be applied to a struct",
        corrected: "@Selection\nfinal struct Stats {\n  var name = 1\n}"),
      DiagnosticCase(
        source: "@Selection\nenum Stats {}", message: "1:1: '@Selection' can only be applied to a struct"),
      DiagnosticCase(
        source: "@Selection\nstruct Stats {\n  static var a: Int = 1\n  let b: Int = 2\n  var c: Int { 3 }\n}",
        message: "2:8: a selection needs a stored property to read; 'Stats' has none"),
      DiagnosticCase(
        source: "@Selection\nstruct Columns {\n  var a: Int\n}",
        message: "2:8: a selection cannot be called 'Columns', because its code needs that name for something else"),
      .selection(
        "  var name = \"x\"", "3:7: 'name' needs a type annotation, because a macro cannot see an inferred type",
        corrected: "  var name: String = \"x\""),
      .selection("  @Clamped var a: Int", "3:3: '@Clamped' is not supported on a property of a selection"),
      .selection("  var (a, b): (Int, Int)", "3:7: every property of a selection needs its own declaration"),
      .selection("  var a: (Int, Int)", "3:10: a property of a selection cannot have the type '(Int, Int)'"),
      .selection("  var a: any Error", "3:10: a property of a selection cannot have the type 'any Error'"),
      .selection(
        "  var a: Int!", "3:10: a property of a selection cannot be an implicitly unwrapped optional; use 'Int?'",
        corrected: "  var a: Int?"),
      .selection("  var a: Int??", "3:10: a property of a selection cannot be an optional of an optional"),
      .selection(
        "  var a: Int\n  #if DEBUG\n  var b: Int\n  #endif",
        "5:7: the properties of a selection cannot depend on '#if'; move 'b' out of the block"),
      .selection(
        "  var a: Int\n  struct Columns {}",
        "4:10: 'Columns' is the name of a type that '@Selection' adds; choose another one"),
      .selection("  var `self`: Int", "3:7: 'self' has another meaning behind a dot; choose another name"),
    ] as [DiagnosticCase])
  func mistake(_ example: DiagnosticCase) {
    example.check()
    #expect(!Expansion(example.source).text.contains("SelectionColumns"))
  }

  @Test("HU-6: a struct is a model or a selection, and a field's options have no place in a selection")
  func models() {
    let both = Expansion("@Selection\n@Model\nstruct Stats {\n  var name: String\n}")
    #expect(both.messages == ["1:1: '@Selection' cannot be combined with '@Model'"])
    let field = Expansion("@Selection\nstruct Stats {\n  @Field(maxLength: 3) var name: String\n}")
    #expect(field.messages == ["3:3: '@Field' can only be used inside a struct marked '@Model'"])
  }
}

extension DiagnosticCase {
  /// A mistake among the properties of a selection; the first line of the body is line 3.
  fileprivate static func selection(_ body: String, _ message: String, corrected: String? = nil) -> DiagnosticCase {
    func source(_ body: String) -> String { "@Selection\nstruct Stats {\n\(body)\n}" }
    return DiagnosticCase(source: source(body), message: message, corrected: corrected.map(source))
  }
}
