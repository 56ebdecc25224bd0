import Testing

@Suite("Mistakes in sets of fields, and in their use")
struct FieldGroupDiagnosticTests {
  @Test(
    "Uses",
    arguments: [
      DiagnosticCase.body(
        "  @Embedded let audit: Audit", "3:13: a set of fields must be declared with 'var'",
        corrected: "  @Embedded var audit: Audit"),
      .body(
        "  @Embedded var audit: Audit?",
        "3:24: '@Embedded' needs the name of a struct marked '@Fields', not 'Audit?'"),
      .body(
        "  @Embedded var audits: [Audit]",
        "3:25: '@Embedded' needs the name of a struct marked '@Fields', not '[Audit]'"),
      .body(
        "  @Embedded var audit = Audit()",
        "3:17: 'audit' needs a type annotation, because a macro cannot see an inferred type"),
      .body(
        "  @Embedded(prefix: name) var audit: Audit",
        "3:21: 'prefix' must be a string literal without interpolation"),
      .body("  @Embedded @Field var audit: Audit", "3:13: '@Field' cannot be combined with '@Embedded'"),
      .body(
        "  @Parent var place: Place?", "3:22: a primary key cannot be optional", corrected: "  @Parent var place: Place"
      ),
      .body(
        "  @Parent var place: Place\n  @PrimaryKey var code: String",
        "4:3: a model has one primary key; this is the second"),
      DiagnosticCase(
        source: "@Model(ordering: [\"audi\"])\nstruct Entry {\n  @Embedded var audit: Audit\n}",
        message: "1:19: 'Entry' has no field 'audi'; did you mean 'audit'?",
        corrected: "@Model(ordering: [\"audit\"])\nstruct Entry {\n  @Embedded var audit: Audit\n}"),
    ])
  func uses(_ mistake: DiagnosticCase) { mistake.check() }

  @Test(
    "Declarations",
    arguments: [
      DiagnosticCase(
        source: "@Fields\nclass Audit {}", message: "1:1: '@Fields' can only be applied to a struct",
        corrected: "@Fields\nstruct Audit {}"),
      DiagnosticCase(source: "@Fields\nstruct Audit {}", message: "2:8: a set of fields needs at least one field"),
      DiagnosticCase(
        source: "@Fields\nstruct Audit {\n  @PrimaryKey var code: String\n}",
        message: "3:3: a set of fields cannot have '@PrimaryKey'; declare it in the models that use the set"),
      DiagnosticCase(
        source: "@Fields\nstruct Audit {\n  @OneToOne(onDelete: .cascade, primaryKey: true) var blog: Blog\n}",
        message: "3:3: a set of fields cannot have a primary key; declare it in the models that use the set"),
      DiagnosticCase(
        source: "@Fields\nstruct Audit {\n  @Embedded var more: More\n}",
        message: "3:3: a set of fields cannot have '@Embedded'; declare it in the models that use the set"),
      DiagnosticCase(
        source: "@Fields\nstruct Audit {\n  var id: Int\n}",
        message: "3:7: 'id' is the primary key of every model; choose another name"),
    ])
  func declarations(_ mistake: DiagnosticCase) { mistake.check() }

  @Test("Sound sets and uses have no messages")
  func sound() {
    let expansion = Expansion(
      """
      @Fields(indexes: [.on("-createdAt")])
      struct Audit {
        var createdAt: Date = .now
        @ForeignKey(onDelete: .setNull, relatedName: "%(class)sMade") var author: Author?
      }
      @Model(ordering: ["audit.createdAt"])
      struct Entry {
        @Embedded var audit: Audit = Audit()
        var rating: Int
      }
      """)
    #expect(expansion.messages.isEmpty)
  }
}
