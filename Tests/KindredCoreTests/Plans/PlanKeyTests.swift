import KindredSQLite
import Testing

@testable import HandWritten
@testable import KindredCore

/// Tests which keys share a plan. A plan has one text, and each key fills the slots of that text with its own values.
@Suite("Keys of plans")
struct PlanKeyTests {
  private typealias Filter = (Entry.Columns) -> QueryCondition

  private func key(_ query: some Queryable) -> PlanKey { PlanKey(kind: .rows, query: query.querySet.query) }

  private func filtered(_ condition: Filter) -> PlanKey { key(Entry.objects.filter(condition)) }

  /// How many plans a cache makes for the keys.
  private func plans(_ keys: [PlanKey]) throws -> Int {
    let cache = PlanCache(dialect: .sqlite)
    for key in keys { _ = try cache.plan(for: key) }
    return cache.count
  }

  /// Expects keys that differ in their values, and share a shape, a plan and a text.
  private func expectOnePlan(_ keys: [PlanKey], sourceLocation: SourceLocation = #_sourceLocation) throws {
    let first = try #require(keys.first)
    for key in keys {
      #expect(key.hasSameShape(as: first) && key.shape == first.shape, sourceLocation: sourceLocation)
    }
    let texts = try keys.map { try PlanBuilder(dialect: .sqlite).build(stripped: $0.stripped).sql }
    #expect(Set(texts).count == 1, sourceLocation: sourceLocation)
    #expect(try plans(keys) == 1, sourceLocation: sourceLocation)
  }

  /// Expects keys no two of which share a plan, also when each is asked for again.
  private func expectPlanEach(_ keys: [PlanKey], sourceLocation: SourceLocation = #_sourceLocation) throws {
    expectShapeEach(keys, sourceLocation: sourceLocation)
    #expect(try plans(keys + keys) == keys.count, sourceLocation: sourceLocation)
  }

  /// Expects keys no two of which have the same shape.
  private func expectShapeEach(_ keys: [PlanKey], sourceLocation: SourceLocation = #_sourceLocation) {
    for (index, key) in keys.enumerated() {
      for other in keys[..<index] {
        #expect(!key.hasSameShape(as: other) && !other.hasSameShape(as: key), sourceLocation: sourceLocation)
      }
      #expect(key.hasSameShape(as: key), sourceLocation: sourceLocation)
    }
    #expect(Set(keys.map(\.shape)).count == keys.count, sourceLocation: sourceLocation)
  }

  @Test("Values are not of the shape, whatever they are")
  func values() throws {
    let numbers: [Int] = [1, 2, .min, .max]
    try expectOnePlan(numbers.map { number in filtered { $0.rating == number } })
    let texts = ["", "a", "'; --", "%", "*", String(repeating: "x", count: 10_000)]
    try expectOnePlan(texts.map { text in filtered { $0.note == text } })
    try expectOnePlan(texts.map { text in filtered { $0.headline.contains(text) } })
    try expectOnePlan(
      numbers[..<2].map { number in filtered { $0.rating + number > 10 && $0.blogID == Key(Int64(number)) } })
    try expectOnePlan(numbers.map { number in key(Entry.objects.order { $0.rating * number }) })
  }

  @Test("NULL is of the shape, and so is what a negation makes of it")
  func nulls() throws {
    let note: String? = nil
    try expectOnePlan([filtered { $0.note == nil }, filtered { $0.note == note }])
    try expectOnePlan([filtered { $0.note != "x" }, filtered { !($0.note == "x") }])
    let filters: [Filter] = [
      { $0.note == "x" }, { $0.note == nil }, { $0.note != "x" }, { $0.note != nil },
      { $0.headline == "x" }, { $0.note.in(["x", nil]) }, { $0.note.in(["x"]) },
    ]
    try expectPlanEach(filters.map(filtered) + [key(Entry.objects.exclude { $0.note == "x" })])
  }

  @Test("Operators, fields, relations and connectives are of the shape")
  func structure() throws {
    let comparisons: [Filter] = [
      { $0.rating == 1 }, { $0.rating != 1 }, { $0.rating < 1 }, { $0.rating <= 1 }, { $0.rating > 1 },
      { $0.rating >= 1 }, { $0.id == 1 }, { $0.blogID == 1 }, { $0.rating + 1 == 2 }, { $0.rating - 1 == 2 },
      { $0.rating + $0.rating == 2 },
    ]
    let relations: [Filter] = [
      { $0.blog.name == "x" }, { $0.blog.tagline == "x" }, { $0.blog.entry.headline == "x" },
      { $0.blog.in(Blog.objects) }, { $0.blog.in(Blog.objects.filter { $0.name == "x" }) },
    ]
    let connectives: [Filter] = [
      { $0.rating == 1 && $0.id == 2 }, { $0.id == 2 && $0.rating == 1 }, { $0.rating == 1 || $0.id == 2 },
      { !($0.rating == 1 && $0.id == 2) }, { !($0.rating == 1 || $0.id == 2) },
    ]
    let texts: [Filter] = [
      { $0.headline.contains("x") }, { $0.headline.iContains("x") }, { $0.headline.startsWith("x") },
      { $0.headline.iExact("x") },
    ]
    try expectPlanEach(
      (comparisons + relations + connectives + texts).map(filtered) + [key(Entry.objects), key(Blog.objects)])
  }

  @Test("Lists share a plan up to the next power of two, and all long ones one")
  func lists() throws {
    func list(_ count: Int) -> PlanKey { filtered { $0.rating.in(Array(0..<count)) } }
    for counts in [[6, 7, 8], [9, 16], [17, 32], [513, 1024], [1025, 1026, 40_000]] {
      try expectOnePlan(counts.map(list))
    }
    try expectPlanEach([1, 2, 3, 4, 5, 6, 9, 17, 33, 65, 129, 257, 513, 1025].map(list))
  }

  @Test("Orders: terms, their directions and where NULL is")
  func orders() throws {
    let entries = Entry.objects
    try expectPlanEach([
      key(entries), key(entries.order { $0.note }), key(entries.order { $0.note.desc }),
      key(entries.order { $0.note.asc.nullsFirst }), key(entries.order { $0.note.asc.nullsLast }),
      key(entries.order { $0.note.desc.nullsLast }), key(entries.order { $0.rating }),
      key(entries.order { ($0.note, $0.rating) }), key(entries.order { ($0.rating, $0.note) }),
      key(entries.order { $0.note }.reversed()), key(entries.order { _ in QueryOrdering.random }),
      key(entries.order { $0.rating + 1 }), key(entries.order { $0.blog.name }), key(entries.unordered()),
    ])
    // The order of the last call is the one that counts.
    try expectOnePlan([key(entries.order { $0.note }.order { $0.rating }), key(entries.order { $0.rating })])
  }

  @Test("Slices: whether there is a limit and an offset, not which")
  func slices() throws {
    let entries = Entry.objects
    try expectOnePlan([key(entries[..<1]), key(entries[..<9]), key(entries[0...3]), key(entries[..<9][..<2])])
    try expectOnePlan([key(entries[1...]), key(entries[7...]), key(entries[1...][2...])])
    try expectOnePlan([key(entries[1..<2]), key(entries[5...9]), key(entries[1...][..<3])])
    try expectPlanEach([key(entries), key(entries[..<1]), key(entries[1...]), key(entries[1..<2])])
  }

  @Test("Distinct rows, distinct columns and locks")
  func extras() throws {
    let entries = Entry.objects
    let distinct = [
      key(entries), key(entries.distinct()), key(entries.order { $0.note }.distinct { $0.note }),
      key(entries.order { $0.rating }.distinct { $0.rating }),
    ]
    try expectPlanEach(distinct)
    // SQLite has no locks, so that only the shapes are compared.
    let locks = [
      key(entries.selectForUpdate()), key(entries.selectForUpdate(noWait: true)),
      key(entries.selectForUpdate(skipLocked: true)), key(entries.selectForUpdate(noKey: true)),
    ]
    expectShapeEach(distinct + locks)
  }

  @Test("What is done with a query, and with which fields")
  func kinds() throws {
    let query = Entry.objects.filter { $0.rating == 1 }.query
    let columns = Entry.Columns(path: .root)
    func update(_ assignments: FieldAssignment...) -> PlanKey {
      PlanKey(kind: .update, query: query, assignments: assignments)
    }
    try expectPlanEach([
      PlanKey(kind: .rows, query: query), PlanKey(kind: .count, query: query), PlanKey(kind: .exists, query: query),
      PlanKey(kind: .delete, query: query), PlanKey(kind: .explain, query: query),
      PlanKey(kind: .expressions, query: query, columns: [columns.rating.node]),
      PlanKey(kind: .expressions, query: query, columns: [columns.note.node]),
      PlanKey(kind: .expressions, query: query, columns: [columns.note.node, columns.rating.node]),
      update(columns.rating.set(1)), update(columns.note.set("x")), update(columns.rating.set(columns.rating + 1)),
      update(columns.rating.set(1), columns.note.set("x")), update(columns.note.set("x"), columns.rating.set(1)),
    ])
    try expectOnePlan([update(columns.rating.set(1)), update(columns.rating.set(2))])
    try expectOnePlan([update(columns.note.set("x")), update(columns.note.set(nil))])
  }

  @Test("A key that is kept has the shape and none of the values")
  func stripping() throws {
    let secret = "the secret"
    let key = key(
      Entry.objects.filter { $0.note == secret && $0.headline.in([secret, "b"]) && $0.blog.name != secret }
        .order { $0.headline + secret }[3..<5])
    #expect(key.values.count == 6)
    let kept = key.stripped
    #expect(kept.hasSameShape(as: key) && kept.shape == key.shape)
    #expect(kept.values.count == key.values.count)
    #expect(!kept.values.contains { "\($0)".contains(secret) })
  }

  @Test("The plan of a query's rows is found without a key")
  func rows() {
    for queries in [Entry.objects.querySet, Entry.objects.filter { $0.rating == 1 }.order { $0.id }[..<3]] {
      let query = queries.query
      let key = PlanKey(kind: .rows, query: query)
      #expect(key.isForRows && key.shape == PlanKey.shape(ofRowsOf: query))
    }
  }
}
