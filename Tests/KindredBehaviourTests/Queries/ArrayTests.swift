import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@Suite("Arrays")
struct ArrayTests {
  @Test("PG-1: columns and look-ups")
  func text() throws {
    let table = try Database.createTablesSQL(for: [Lists.self], dialect: .postgres)[0]
    #expect(table.contains(#""tags" text[] NOT NULL, "numbers" bigint[] NOT NULL, "small" smallint[] NULL"#))
    #expect(table.contains(#""moments" timestamp with time zone[] NOT NULL, "days" date[] NOT NULL"#))
    #expect(table.contains(#""codes" varchar(3)[] NOT NULL"#))
    func condition(_ query: QuerySet<Lists>, _ dialect: Dialect) throws -> String {
      let text = try query.sql(for: dialect).text
      return String(text[(text.firstRange(of: " WHERE ")?.upperBound ?? text.endIndex)...])
    }
    let query = Lists.objects.filter { $0.tags.contains(["a"]) && $0.tags.overlaps(["b"]) && $0.numbers.count > 2 }
    #expect(
      try condition(query, .postgres)
        == #""lists"."tags" @> $1 AND "lists"."tags" && $2 AND cardinality("lists"."numbers") > $3"#)
    #expect(
      try condition(query, .sqlite)
        == #"CASE WHEN "lists"."tags" IS NOT NULL THEN NOT EXISTS (SELECT 1 FROM json_each(?1) WHERE (value IN (SELECT value FROM json_each("lists"."tags"))) IS NOT TRUE) END AND CASE WHEN "lists"."tags" IS NOT NULL THEN EXISTS (SELECT 1 FROM json_each("lists"."tags") WHERE value IN (SELECT value FROM json_each(?2))) END AND json_array_length("lists"."numbers") > ?3"#
    )
  }

  @Test("PG-1: elements come back as they were, at their edges")
  func roundTrip() async throws {
    try await withDatabase { _ async throws in
      var full = Lists()
      full.tags = ["", "a,b", "{}", "NULL", "null", "\"", "\\", "日本語 😀", "a\nb\t\u{1}", "[1]"]
      full.numbers = [.max, .min, 0]
      full.small = []
      full.reals = [-0.0, 0.1, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1]
      full.flags = [true, false]
      full.tokens = [UUID(), UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1))]
      full.moments = [Date(timeIntervalSince1970: 1.5), Date(timeIntervalSince1970: -62_135_596_800)]
      full.days = [try #require(CalendarDate(year: 9999, month: 12, day: 31))]
      full.gaps = [1, nil, 3, nil]
      full.codes = ["abc"]
      try await full.save()
      let found = try await Lists.objects.get(id: full.id)
      #expect(found.tags == full.tags && found.numbers == full.numbers && found.small == [])
      #expect(found.reals == full.reals && found.reals[0].sign == .minus)
      #expect(found.flags == full.flags && found.tokens == full.tokens && found.moments == full.moments)
      #expect(found.days == full.days && found.gaps == full.gaps && found.codes == full.codes)
      #expect(full.preset == ["it's", "a \"b\"", "c\\d"] && found.preset == full.preset)
      let empty = try await Lists.objects.create()
      #expect(try await Lists.objects.get(id: empty.id).small == nil)
      try await Lists.objects.filter { $0.pk == empty.id }.update {
        $0.tags.set(["x"])
        $0.small.set([7])
      }
      #expect(try await Lists.objects.get { $0.tags == ["x"] }.small == [7])
      #expect(try await Lists.objects.filter { $0.tags == full.tags && $0.numbers == full.numbers }.count() == 1)
    }
  }

  @Test("PG-1: contains, contained by, overlaps, count")
  func lookups() async throws {
    try await withDatabase { _ async throws in
      func store(_ name: String, _ numbers: [Int], small: [Int16]? = nil, gaps: [Int?] = []) async throws {
        try await Lists.objects.create(tags: [name], numbers: numbers, small: small, gaps: gaps)
      }
      try await store("none", [], gaps: [1, nil])
      try await store("one", [1], small: [1], gaps: [nil])
      try await store("three", [3, 1, 2, 1], small: [])
      func names(_ condition: (Lists.Columns) -> QueryCondition) async throws -> [String] {
        try await Lists.objects.filter(condition).order { $0.id }.all().flatMap(\.tags)
      }
      #expect(try await names { $0.numbers.contains([1, 2]) } == ["three"])
      #expect(try await names { $0.numbers.contains([1, 1]) } == ["one", "three"])
      #expect(try await names { $0.numbers.contains([]) } == ["none", "one", "three"])
      #expect(try await names { $0.numbers.containedBy([1, 5]) } == ["none", "one"])
      #expect(try await names { $0.numbers.overlaps([2, 9]) } == ["three"])
      #expect(try await names { $0.numbers.overlaps([]) } == [])
      #expect(try await names { $0.small.contains([]) } == ["one", "three"])
      #expect(try await names { !$0.small.contains([1]) } == ["none", "three"])
      #expect(try await names { $0.small.containedBy([1]) } == ["one", "three"])
      #expect(try await names { $0.gaps.contains([1]) } == ["none"])
      #expect(try await names { $0.gaps.contains([nil]) } == [])
      #expect(try await names { !$0.gaps.overlaps([1, nil]) } == ["one", "three"])
      #expect(try await names { $0.flags.contains([true]) } == [])
      #expect(try await names { $0.numbers.count == 4 } == ["three"])
      #expect(try await Lists.objects.order { $0.numbers.count.desc }.values { $0.numbers.count }.all() == [4, 1, 0])
    }
  }

  @Test("PG-1: what is no such array is an error that names the column")
  func malformed() async throws {
    try await withDatabase { log async throws in
      await #expect {
        try await Lists.objects.create(tags: ["a\0b"])
      } throws: { error in
        guard let error = error as? KindredError else { return false }
        return error.code == .invalidValue && error.column == "tags"
      }
      await #expect {
        try await Lists.objects.create(reals: [.nan])
      } throws: { error in (error as? KindredError)?.code == .invalidValue }
      await #expect {
        try await Lists.objects.create(codes: ["abcd"])
        if Backend.current == .sqlite { throw KindredError(.invalidValue, "SQLite has no limit of lengths.") }
      } throws: { error in (error as? KindredError)?.code == .invalidValue }
    }
  }

  @Test("JSON documents keep numbers, nesting and all of Unicode; nil is NULL")
  func documents() async throws {
    try await withDatabase { _ async throws in
      let first = try await Documents.objects.create(extra: [:])
      let second = try await Documents.objects.create(body: Document(amount: -1, real: -0.0, nested: [:]))
      let found = try await Documents.objects.order { $0.id }.all()
      #expect(found.map(\.body) == [first.body, second.body])
      #expect(found[0].extra == [:] && found[1].extra == nil)
      #expect(try await Documents.objects.filter { $0.extra == nil }.count() == 1)
    }
  }

  @Test("A NUL character in JSON is kept, or refused by the name of its field")
  func nulInDocuments() async throws {
    try await withDatabase { _ async throws in
      let harmless = try await Documents.objects.create(extra: ["k": "\\u0000"])
      #expect(try await Documents.objects.get(id: harmless.id).extra == ["k": "\\u0000"])
      if Backend.current == .sqlite {
        let stored = try await Documents.objects.create(extra: ["k": "a\0b"])
        #expect(try await Documents.objects.get(id: stored.id).extra == ["k": "a\0b"])
      } else {
        await #expect {
          try await Documents.objects.create(extra: ["k": "a\0b"])
        } throws: { error in
          guard let error = error as? KindredError else { return false }
          return error.code == .invalidValue && error.column == "extra" && error.table == "documents"
        }
      }
    }
  }
}
