import Testing

@Suite("What the macros write for sets of fields and for parents")
struct FieldGroupExpansionTests {
  @Test("A set with a foreign key, an index and a document")
  func group() {
    let expansion = Expansion(
      """
      @Fields(indexes: [.on("-createdAt")])
      public struct Audit {
        public var createdAt: Date = .now
        @ForeignKey(onDelete: .setNull, relatedName: "%(class)sMade") public var author: Author?
        @Field(.json) public var tags: [String] = []
      }
      """)
    #expect(expansion.messages.isEmpty)
    for member in Expected.audit { #expect(expansion.text.contains(member.indented), "\(member)") }
  }

  @Test("A model with sets before, between and behind its columns: the positions behind a set have names")
  func model() {
    let expansion = Expansion(
      """
      @Model(defaultRelatedName: "pages")
      struct Page {
        var title: String
        @Embedded var audit: Audit = Audit()
        @ForeignKey(onDelete: .cascade) var site: Site
        @Embedded(prefix: "old_") var former: Audit
        var text: String = ""
      }
      """)
    #expect(expansion.messages.isEmpty)
    for member in Expected.page { #expect(expansion.text.contains(member.indented), "\(member)") }
  }

  @Test("A parent")
  func parent() {
    let expansion = Expansion(
      """
      @Model
      struct Restaurant {
        @Parent var place: Place
      }
      """)
    #expect(expansion.messages.isEmpty)
    #expect(
      expansion.text.contains(
        """
          /// All rows of the model's table, each read together with its parent.
          nonisolated static var unscoped: Kindred.QuerySet<Restaurant> { .withParents }
        """))
    #expect(
      expansion.text.contains(
        #"onDelete: .cascade, accessor: "restaurant", queryName: "restaurant", isParentLink: true, options: Kindred.FieldOptions(isPrimaryKey: true))"#
      ))
  }
}

extension String {
  /// The text as the member of a struct.
  fileprivate var indented: String {
    split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "  " + $0 }.joined(separator: "\n")
  }
}
