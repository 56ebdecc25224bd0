import Testing

@Suite("Mistakes about a foreign key")
struct ForeignKeyDiagnosticTests {
  @Test(
    arguments: [
      .body(
        "  @ForeignKey(onDelete: .cascade) var blog: String",
        "3:45: a foreign key must point to a model; 'String' is not one"),
      .body(
        "  @ForeignKey(onDelete: .cascade) var blog: Swift.Int?",
        "3:45: a foreign key must point to a model; 'Swift.Int' is not one"),
      .body(
        "  @ForeignKey(onDelete: .cascade) var blog: (Blog, Blog)",
        "3:45: a foreign key must point to a model; '(Blog, Blog)' is not one"),
      .body(
        "  @ForeignKey(onDelete: .cascade) var blogs: [Blog]",
        "3:46: a foreign key points to one object; declare it on the model that there are many of, not as '[Blog]'"),
      .body(
        "  @ForeignKey(onDelete: .cascade) let blog: Blog", "3:35: a foreign key must be declared with 'var'",
        corrected: "  @ForeignKey(onDelete: .cascade) var blog: Blog"),
      .body(
        "  @ForeignKey(onDelete: .cascade) var blog: Blog? = nil", "3:51: a foreign key cannot have a default value",
        corrected: "  @ForeignKey(onDelete: .cascade) var blog: Blog?"),
      .body(
        "  @ForeignKey(onDelete: .setNull) var blog: Blog", "3:25: '.setNull' needs an optional foreign key",
        corrected: "  @ForeignKey(onDelete: .setNull) var blog: Blog?"),
      .body(
        "  @ForeignKey(onDelete: .setDefault) var blog: Blog",
        "3:25: '.setDefault' needs the key to set: '.setDefault(…)'"),
      .body(
        "  @ForeignKey(onDelete: .databaseSetDefault) var blog: Blog",
        "3:25: '.databaseSetDefault' needs a 'databaseDefault' on the foreign key"),
      .body(
        "  @ForeignKey(onDelete: .databaseCascade) var blog: Blog\n"
          + "  @ForeignKey(onDelete: .doNothing) var author: Author\n  @OneToOne(onDelete: .set(Key(1))) var tag: Tag",
        "5:23: '.set' is performed by Kindred, but '.databaseCascade' of 'blog' by the database; all rules of a model are "
          + "performed by one of them"),
      .body(
        "  @ForeignKey(onDelete: .cascade, relatedName: \"my entries\") var blog: Blog",
        "3:48: 'relatedName' must be a Swift identifier; 'my entries' is none"),
      .body(
        "  @ForeignKey(onDelete: .cascade, relatedName: name) var blog: Blog",
        "3:48: 'relatedName' must be a string literal without interpolation"),
      .body(
        "  @Field @ForeignKey(onDelete: .cascade) var blog: Blog",
        "3:10: '@ForeignKey' cannot be combined with '@Field'"),
      .body(
        "  @ForeignKey(onDelete: .cascade) var blog: Blog\n  var blogID: Int",
        "4:7: 'blogID' is already the raw key of 'blog'"),
    ] as [DiagnosticCase])
  func declaration(_ example: DiagnosticCase) { example.check() }

  @Test(
    arguments: [
      .body(
        "  @OneToOne(onDelete: .cascade, primaryKey: true) var blog: Blog?",
        "3:61: a primary key cannot be optional",
        corrected: "  @OneToOne(onDelete: .cascade, primaryKey: true) var blog: Blog"),
      .body(
        "  @PrimaryKey var code: String\n  @OneToOne(onDelete: .cascade, primaryKey: true) var blog: Blog",
        "4:3: a model has one primary key; this is the second"),
      .body(
        "  @OneToOne(onDelete: .cascade) var blogs: [Blog]",
        "3:44: a foreign key points to one object; declare it on the model that there are many of, not as '[Blog]'"),
      .body(
        "  @ManyToMany var authors: [Author]",
        "3:28: a many-to-many relation is declared as 'RelatedSet<Author>', not as '[Author]'",
        corrected: "  @ManyToMany var authors: RelatedSet<Author>"),
      .body(
        "  @ManyToMany var author: Author?",
        "3:27: a many-to-many relation is declared as 'RelatedSet<Author>', not as 'Author?'",
        corrected: "  @ManyToMany var author: RelatedSet<Author>"),
      .body(
        "  @ManyToMany var names: RelatedSet<String>", "3:37: a foreign key must point to a model; 'String' is not one"),
      .body(
        "  @ManyToMany(throughFields: (\"a\", \"b\")) var authors: RelatedSet<Author>",
        "3:15: 'throughFields' needs 'through' as well"),
      .body(
        "  @ManyToMany(through: Writing.self, table: \"t\") var authors: RelatedSet<Author>",
        "3:38: the table of the links is that of the 'through' model; leave 'table' out"),
      .body(
        "  @Field @ManyToMany var authors: RelatedSet<Author>",
        "3:10: '@ManyToMany' cannot be combined with '@Field'"),
    ] as [DiagnosticCase])
  func otherRelations(_ example: DiagnosticCase) { example.check() }

  @Test(arguments: [
    ("struct A {\n  @OneToOne(onDelete: .cascade) var b: B\n}", "OneToOne"),
    ("struct A {\n  @ManyToMany var b: RelatedSet<B>\n}", "ManyToMany"),
    ("struct A {\n  @ForeignKey(onDelete: .cascade) var b: B\n}", "ForeignKey"),
    ("struct A {\n  @Field(unique: true) var b: B\n}", "Field"),
    ("enum A {\n  @PrimaryKey var b: B\n}", "PrimaryKey"),
    ("func a() {\n  @Transient var b: B = 1\n}", "Transient"),
  ])
  func outsideModel(_ source: String, _ name: String) {
    #expect(Expansion(source).messages == ["2:3: '@\(name)' can only be used inside a struct marked '@Model'"])
  }

  @Test(arguments: [
    "@Field func f() {}", "@Field static var a: Int = 1", "@Field var a: Int { 1 }", "@Field lazy var a: Int = 1",
  ])
  func notStored(_ member: String) {
    let expansion = Expansion("@Model\nstruct A {\n  \(member)\n}")
    #expect(expansion.messages == ["3:3: '@Field' can only be applied to a stored property"])
  }

  @Test("A constant with a value is no column")
  func constant() {
    let expansion = Expansion("@Model\nstruct A {\n  @Field let a: Int = 1\n}")
    #expect(expansion.messages == ["3:3: a constant with a value cannot be a column; declare it with 'var'"])
    #expect(expansion.corrections.map(\.source) == ["@Model\nstruct A {\n  @Field var a: Int = 1\n}"])
  }

  @Test(
    "Whatever the source, the macros answer",
    arguments: [
      "@Model struct", "@Model struct A { var }", "@Model struct A { @ForeignKey var }", "@Model() struct A { let x }",
      "@Model struct A { @ForeignKey(onDelete: ) var b: }", "@Model(ordering: [\"\\(x)\", -]) struct A { var a: Int; }",
      "@Model struct A { @Field(maxLength: ) var a: String = }", "@Model struct `class` { var `init`: Int }",
      "@Model struct A { var a, b: Int, c = 1 }", "@Model struct A { var (a, (b, _)): C; var _: Int }",
      "@Model struct A { @ForeignKey(to: \"\", onDelete: 3, relatedName: \"\") var b: B }", "@Model",
      "@ForeignKey var x",
    ])
  func strange(_ source: String) {
    let expansion = Expansion(source)
    #expect(Set(expansion.messages).count == expansion.messages.count)
  }
}
