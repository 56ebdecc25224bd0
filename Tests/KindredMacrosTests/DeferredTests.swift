import Testing

@Suite("What the macros write for deferred columns")
struct DeferredTests {
  private static let source = """
    @Model(fetchMode: .raise)
    public struct Page {
      @Deferred public var body: String = ""
      public var title: String
      @Deferred @Field(.json, column: "more") var extra: [String: Int]?
    }
    """

  @Test("Storage, a getter that loads, and what users see of the column")
  func members() {
    let expansion = Expansion(Self.source)
    #expect(expansion.messages.isEmpty)
    for part in [
      "get async throws { try await $body.load() }",
      "private nonisolated var _body: Kindred.DeferredValue<String>",
      """
      public nonisolated var $body: Kindred.DeferredColumn<String> {
        get { Kindred.DeferredColumn(self._body, "body", of: self) }
        set { self._body = newValue.stored }
      }
      """,
      "get async throws { try await $extra.load()?.value }",
      "private nonisolated var _extra: Kindred.DeferredValue<Kindred.JSON<[String: Int]>?>",
    ] {
      #expect(expansion.flat.contains(Expansion.flat(part)), "\(part)")
    }
  }

  @Test("The deferred columns come last in the schema and in rows; initialisers keep the order of the properties")
  func order() {
    let expansion = Expansion(Self.source)
    for part in [
      """
      fields: [
        .field("id", Kindred.Key<Page>.self, options: Kindred.FieldOptions(isPrimaryKey: true, isAutomatic: true)),
        .field("title", String.self),
        .field("body", String.self, options: Kindred.FieldOptions(isDeferred: true), fill: { "" }),
        .field("extra", Kindred.JSON<[String: Int]>?.self, column: "more", options: Kindred.FieldOptions(isDeferred: true)),
      ],
      fetchMode: .raise)
      """,
      #"init(body: String = "", title: String, extra: [String: Int]? = nil) {"#,
      "self._body = Kindred.DeferredValue(body)",
      "self._extra = Kindred.DeferredValue(extra.map(Kindred.JSON.init))",
      "let value2 = try Kindred.DeferredValue<String>(row: row, field: 2)",
      "try self.$body.held.bind(to: &writer)",
      "case 3: try self.$extra.held.databaseValue()",
      "if !self._body.isLoaded { fields.append(2) }",
      "try self.$body.held.encode(to: &container, .body) { $0 }",
    ] {
      #expect(expansion.flat.contains(Expansion.flat(part)), "\(part)")
    }
  }

  @Test(
    arguments: [
      .body(
        "  @Deferred let body: String", "3:13: a deferred column must be declared with 'var'",
        corrected: "  @Deferred var body: String"),
      .body(
        "  @Deferred @PrimaryKey var code: String", "3:3: '@Deferred' cannot be combined with '@PrimaryKey'"),
      .body(
        "  @Deferred @ForeignKey(onDelete: .cascade) var blog: Blog",
        "3:3: '@Deferred' cannot be combined with '@ForeignKey'"),
      .body(
        "  @Deferred var body: String { didSet {} }",
        "3:30: a deferred column cannot have accessors or observers"),
    ] as [DiagnosticCase])
  func mistakes(_ example: DiagnosticCase) { example.check() }

  @Test("Outside of a model")
  func outside() {
    #expect(
      Expansion("struct A {\n  @Deferred var b: String\n}").messages
        == ["2:3: '@Deferred' can only be used inside a struct marked '@Model'"])
  }
}

extension Expansion {
  /// The text without the spaces at the beginnings of lines.
  fileprivate var flat: String { Self.flat(text) }

  fileprivate static func flat(_ text: String) -> String {
    text.split(separator: "\n").map { $0.drop { $0 == " " } }.joined(separator: "\n")
  }
}
