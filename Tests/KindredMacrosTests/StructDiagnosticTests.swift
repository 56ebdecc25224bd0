import Testing

@Suite("Mistakes about a whole model")
struct StructDiagnosticTests {
  @Test(
    arguments: [
      DiagnosticCase(
        source: "@Model\nfinal class Blog {\n  var name = 1\n}",
        message: "1:1: '@Model' can only be applied to a struct",
        corrected: "@Model\nfinal struct Blog {\n  var name = 1\n}"),
      DiagnosticCase(
        source: "@Model\nactor Blog {}", message: "1:1: '@Model' can only be applied to a struct",
        corrected: "@Model\nstruct Blog {}"),
      DiagnosticCase(
        source: "@Model\nstruct Columns {}",
        message: "2:8: a model cannot be called 'Columns', because its code needs that name for something else"),
      DiagnosticCase(source: "@Model\nenum Blog {}", message: "1:1: '@Model' can only be applied to a struct"),
      DiagnosticCase(
        source: "@Model\nstruct Blog<T> {}",
        message: "2:12: a model cannot be generic, because it has one table"),
      .body(
        "  #if DEBUG\n  var rating: Int\n  #endif",
        "4:7: the columns of a model cannot depend on '#if'; move 'rating' out of the block"),
      .body("  var (a, b): (Int, Int)", "3:7: every column of a model needs its own declaration"),
      .body(
        "  enum Relations {}", "3:8: 'Relations' is the name of a type that '@Model' adds; choose another one"),
      .body(
        "  @PrimaryKey var a: Int\n  @PrimaryKey var b: Int", "4:3: a model has one primary key; this is the second"),
      .body(
        "  var id: Int",
        "3:7: 'id' is the automatic primary key; mark the property '@PrimaryKey' to make it the key",
        corrected: "  @PrimaryKey var id: Int"),
      .body(
        "  @PrimaryKey var code: String\n  var id: Int",
        "4:7: 'id' is the primary key of every model; choose another name"),
    ] as [DiagnosticCase])
  func model(_ example: DiagnosticCase) { example.check() }

  @Test(
    arguments: [
      (
        "ordering: [\"-ratng\"]", "1:19: 'Entry' has no field 'ratng'; did you mean 'rating'?",
        "ordering: [\"-rating\"]"
      ),
      ("ordering: [\"unlike\"]", "1:19: 'Entry' has no field 'unlike'", nil),
      (
        "indexes: [.on(\"rating\", \"Blog\", name: \"free\")]",
        "1:32: 'Entry' has no field 'Blog'; did you mean 'blog'?",
        "indexes: [.on(\"rating\", \"blog\", name: \"free\")]"
      ),
      (
        "indexes: [.on(\"id\", where: F(\"ratings\") == \"x\")]",
        "1:37: 'Entry' has no field 'ratings'; did you mean 'rating'?",
        "indexes: [.on(\"id\", where: F(\"rating\") == \"x\")]"
      ),
      (
        "indexes: [.on(\"-blog\", (F(\"ratng\") * F(\"rating\") + 1).descending, unique: true)]",
        "1:34: 'Entry' has no field 'ratng'; did you mean 'rating'?",
        "indexes: [.on(\"-blog\", (F(\"rating\") * F(\"rating\") + 1).descending, unique: true)]"
      ),
      ("indexes: [.on(F(\"headline\").lowercased())]", "1:24: 'Entry' has no field 'headline'", nil),
      (
        "indexes: [.on(F(\"-rating\"))]", "1:24: 'Entry' has no field '-rating'; did you mean 'rating'?",
        "indexes: [.on(F(\"rating\"))]"
      ),
      ("uniqueTogether: [[\"blogID\", \"headline\"]]", "1:36: 'Entry' has no field 'headline'", nil),
      ("constraints: [.unique(\"rule\", \"x\")]", "1:38: 'Entry' has no field 'x'", nil),
      ("constraints: [.check(\"rule\", F(\"y\") > 1)]", "1:39: 'Entry' has no field 'y'", nil),
    ] as [(String, String, String?)])
  func fieldReference(_ arguments: String, _ message: String, _ corrected: String?) {
    func source(_ arguments: String) -> String {
      "@Model(\(arguments)) struct Entry { var rating: Int; @ForeignKey(onDelete: .cascade) var blog: Blog }"
    }
    DiagnosticCase(source: source(arguments), message: message, corrected: corrected.map(source)).check()
  }

  @Test("Every mistake is reported, each once, and nothing else is written")
  func several() {
    let expansion = Expansion(
      "@Model\nstruct Entry {\n  @ForeignKey(onDelete: .setNull) var blog: String\n  var rating = 5\n}")
    #expect(
      expansion.messages == [
        "3:45: a foreign key must point to a model; 'String' is not one",
        "3:25: '.setNull' needs an optional foreign key",
        "4:7: 'rating' needs a type annotation, because a macro cannot see an inferred type",
      ])
    #expect(!expansion.text.contains("Columns"))
    #expect(!expansion.text.contains("blogID"))
  }
}
