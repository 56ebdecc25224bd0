import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@testable import KindredCore

@Suite("Long names")
struct NameTests {
  @Test(
    "A shortened name keeps the limit, its beginning and whole characters",
    arguments: [
      String(repeating: "a", count: 64), String(repeating: "a", count: 70), String(repeating: "é", count: 33),
      "x" + String(repeating: "é", count: 40), String(repeating: "日", count: 22), String(repeating: "😀", count: 17),
      "ab" + String(repeating: "😀", count: 17),
    ])
  func shortening(_ name: String) {
    let short = name.shortened(to: 63)
    #expect(short.utf8.count <= 63 && short.utf8.count > 63 - 20)
    let beginning = short.prefix { $0 != "_" }
    #expect(name.hasPrefix(beginning) && beginning.utf8.count >= 45)
    #expect(!short.contains("\u{FFFD}"))
    #expect(short == name.shortened(to: 63))
  }

  @Test("Names that begin alike stay apart")
  func apart() {
    let common = String(repeating: "a", count: 63)
    let names = (0..<2000).map { (common + "\($0)").shortened(to: 63) }
    #expect(Set(names).count == 2000)
    #expect(String(repeating: "a", count: 63).shortened(to: 63) == common)
  }

  @Test("Tables, indexes and aliases of long names work, and no two are one")
  func tables() async throws {
    let texts = try Database.createTablesSQL(for: [LongName1.self, LongName2.self], dialect: .postgres)
    let names = texts.flatMap { text in
      text.matches(of: #/(?:INDEX|CONSTRAINT) "([^"]+)"/#).map { String($0.output.1) }
    }
    #expect(names.count == Set(names).count && names.count >= 8)
    #expect(names.allSatisfy { $0.utf8.count <= 63 })
    try await withDatabase { _ async throws in
      let top = try await LongName2.objects.create(LongName2(aFieldWithAVeryLongNameThatIsAlmostTooLong1: 1))
      var below = LongName2(aFieldWithAVeryLongNameThatIsAlmostTooLong1: 2)
      below.$parent.set(top)
      try await below.save()
      var one = LongName1(aFieldWithAVeryLongNameThatIsAlmostTooLong1: 3, other: 4)
      one.$parent.set(below)
      try await one.save()
      let query = LongName1.objects.filter {
        $0.parent.parent.aFieldWithAVeryLongNameThatIsAlmostTooLong1 == 1
          && $0.parent.aFieldWithAVeryLongNameThatIsAlmostTooLong1 == 2
      }
      #expect(try await query.all() == [one])
      let tops = LongName2.objects.filter { $0.twos.aFieldWithAVeryLongNameThatIsAlmostTooLong1 == 2 }
      #expect(try await tops.all() == [top])
      #expect(try await tops.distinct().count() == 1)
    }
  }

  @Test("A name of a declaration that is too long is refused, by its name")
  func refused() {
    let long = String(repeating: "é", count: 32)
    func schema(
      table: String? = nil, column: String? = nil, constraint: String = "c", index: String? = nil
    ) -> ModelSchema {
      ModelSchema(
        Blog.self, table: table,
        fields: [
          .field("id", Key<Blog>.self, options: FieldOptions(isPrimaryKey: true)),
          .field("name", String.self, column: column),
        ], indexes: [.on("name", name: index)], constraints: [.unique(constraint, "name")])
    }
    func check(_ schema: ModelSchema, _ kind: String) {
      #expect {
        try SchemaNames(schema.tableState(), owner: schema.name).check(.postgres)
      } throws: { error in
        guard let error = error as? KindredError, error.code == .invalidName else { return false }
        return error.message.contains("\"\(long)\" of a \(kind)") && error.message.contains("64 bytes")
      }
      #expect(throws: Never.self) { try SchemaNames(schema.tableState(), owner: schema.name).check(.sqlite) }
    }
    check(schema(table: long), "table")
    check(schema(column: long), "column")
    check(schema(constraint: long), "constraint")
    check(schema(index: long), "index")
  }
}
