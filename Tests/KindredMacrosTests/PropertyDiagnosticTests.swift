import Testing

@Suite("Mistakes about a column")
struct PropertyDiagnosticTests {
  @Test(
    arguments: [
      .body(
        "  var rating = 5 // stars",
        "3:7: 'rating' needs a type annotation, because a macro cannot see an inferred type",
        corrected: "  var rating: Int = 5 // stars"),
      .body(
        "  var rating = -0.5", "3:7: 'rating' needs a type annotation, because a macro cannot see an inferred type",
        corrected: "  var rating: Double = -0.5"),
      .body(
        "  var tags = make()", "3:7: 'tags' needs a type annotation, because a macro cannot see an inferred type"),
      .body("  var pair: (Int, Int)", "3:13: a column cannot have the type '(Int, Int)'"),
      .body("  var make: () -> Int", "3:13: a column cannot have the type '() -> Int'"),
      .body("  var error: any Error", "3:14: a column cannot have the type 'any Error'"),
      .body("  var thing: Any?", "3:14: a column cannot have the type 'Any?'"),
      .body(
        "  var name: String!", "3:13: a column cannot be an implicitly unwrapped optional; use 'String?'",
        corrected: "  var name: String?"),
      .body("  var name: String??", "3:13: a column cannot be an optional of an optional"),
      .body(
        "  /// Words.\n  var tags: [Data]",
        "4:13: a column of type '[Data]' has to be kept as JSON, with '@Field(.json)'",
        corrected: "  /// Words.\n  @Field(.json) var tags: [Data]"),
      .body(
        "  @Field(column: \"t\") var tags: Set<Int>?",
        "3:33: a column of type 'Set<Int>?' has to be kept as JSON, with '@Field(.json)'",
        corrected: "  @Field(.json, column: \"t\") var tags: Set<Int>?"),
      .body(
        "  @Clamped var rating: Int",
        "3:3: '@Clamped' is not supported on a column; mark the property '@Transient' to leave it out"),
      .body(
        "  @PrimaryKey var code: Int?", "3:25: a primary key cannot be optional",
        corrected: "  @PrimaryKey var code: Int"),
      .body(
        "  @PrimaryKey let code: Int", "3:15: a primary key must be declared with 'var'",
        corrected: "  @PrimaryKey var code: Int"),
      .body("  @Field @PrimaryKey var code: Int", "3:10: '@PrimaryKey' cannot be combined with '@Field'"),
      .body("  @Transient var cache: Int", "3:18: a transient property needs a default value"),
    ] as [DiagnosticCase])
  func type(_ example: DiagnosticCase) { example.check() }

  @Test(
    arguments: [
      .body("  var pk: Int", "3:7: 'pk' is a name that every model has; choose another one"),
      .body("  var `self`: Int", "3:7: 'self' is a name that every model has; choose another one"),
      .body("  var _name: Int", "3:7: the name of a column cannot start with '_'"),
      .body("  var name_: Int", "3:7: the name of a column cannot end with an underscore"),
      .body("  var first__name: Int", "3:7: the name of a column cannot contain two underscores in a row"),
      .body("  var a: Int\n  @Field(column: \"a\") var b: Int", "4:27: 'b' and 'a' have the same column 'a'"),
      .body("  @Field(column: \"id\") var key: Int", "3:28: 'key' and 'id' have the same column 'id'"),
      .body(
        "  var htmlBody: Int\n  var html_body: Int", "4:7: 'html_body' and 'htmlBody' have the same column 'html_body'"),
    ] as [DiagnosticCase])
  func name(_ example: DiagnosticCase) { example.check() }

  @Test(
    arguments: [
      .body("  @Field(maxLength: 0) var name: String", "3:21: 'maxLength' must be at least 1"),
      .body("  @Field(maxLength: -1) var name: String", "3:21: 'maxLength' must be at least 1"),
      .body("  @Field(maxLength: 5) var age: Int?", "3:10: 'maxLength' is for texts; the type is 'Int'"),
      .body("  @Field(bits: 24) var age: Int", "3:16: 'bits' must be 16, 32 or 64"),
      .body("  @Field(bits: 32) var age: String", "3:10: 'bits' is for integers; the type is 'String'"),
      .body("  @Field(maxDigits: 5) var age: Decimal", "3:10: 'maxDigits' needs 'decimalPlaces' as well"),
      .body("  @Field(decimalPlaces: 5) var age: Decimal", "3:10: 'decimalPlaces' needs 'maxDigits' as well"),
      .body(
        "  @Field(maxDigits: 5, decimalPlaces: 6) var age: Decimal", "3:39: 'decimalPlaces' cannot be above 'maxDigits'"
      ),
      .body(
        "  @Field(maxDigits: 5, decimalPlaces: 2) var age: Double",
        "3:10: 'maxDigits' is for decimals; the type is 'Double'"),
      .body("  @Field(collation: \"C\") var age: Int", "3:10: 'collation' is for texts; the type is 'Int'"),
      .body(
        "  @Field(databaseDefault: .currentTimestamp) var made: Date",
        "3:27: make the property optional: it is nil until the database has made its value; "
          + "or give it a value, which is stored"),
    ] as [DiagnosticCase])
  func option(_ example: DiagnosticCase) { example.check() }

  @Test("A type of the user's own may have any option", arguments: ["Slug", "Shop.Slug", "Slug?"])
  func ownType(_ type: String) {
    #expect(Expansion("@Model struct A { @Field(maxLength: 5) var slug: \(type) }").messages.isEmpty)
  }
}
