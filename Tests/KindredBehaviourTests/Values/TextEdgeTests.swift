import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@testable import KindredCore

@Suite("Texts at their edges, and what has to be quoted")
struct TextEdgeTests {
  @Test("The empty text is not NULL, and code points stay as they are")
  func texts() async throws {
    try await withDatabase { _ async throws in
      let texts: [String?] = [
        "", nil, " ", "é", "e\u{301}", "\u{FEFF}x", "\u{1}\u{7F}\u{85}", "\r\n", "😀", "\u{10FFFF}",
      ]
      try await Edges.objects.bulkCreate(texts.map { Edges(text: $0) })
      let found = try await Edges.objects.order { $0.id }.all().map(\.text)
      #expect(found.map { $0.map { Array($0.utf8) } } == texts.map { $0.map { Array($0.utf8) } })
      #expect(try await Edges.objects.filter { $0.text == "" }.count() == 1)
      #expect(try await Edges.objects.filter { $0.text == nil }.count() == 1)
    }
  }

  @Test("Text with a NUL is refused, wherever it is bound")
  func nul() async throws {
    try await withDatabase { _ async throws in
      var row = try await Edges.objects.create(text: "x")
      row.text = "a\0b"
      for error in [
        await kindredError(.invalidValue) { try await Edges.objects.create(text: "\0") },
        await kindredError(.invalidValue) { try await row.save() },
        await kindredError(.invalidValue) { try await row.save { $0.text } },
        await kindredError(.invalidValue) { try await Edges.objects.bulkCreate([row]) },
        await kindredError(.invalidValue) { try await Edges.objects.update { $0.text.set("a\0b") } },
      ] { #expect(error?.table == "edges" && error?.column == "text") }
      await kindredError(.invalidValue) { _ = try await Edges.objects.filter { $0.text == "a\0b" }.all() }
      await kindredError(.invalidValue) { _ = try await Edges.objects.filter { $0.text.contains("\0") }.all() }
      #expect(try await Edges.objects.all().map(\.text) == ["x"])
    }
  }

  @Test("Names and defaults with quotation marks, also with accents behind them, and backslashes")
  func quotes() async throws {
    try await withDatabase { _ async throws in
      let row = try await Quoted.objects.create(name: "n")
      let found = try await Quoted.objects.get { $0.name == "n" }
      for quoted in [row, found] {
        #expect(Array((quoted.preset ?? "").unicodeScalars) == Array("it's '\u{301} \\ \\' \"".unicodeScalars))
        #expect(quoted.least == -.infinity)
        #expect(quoted.list == ["'\u{301}", "\"\u{301}", "\\\u{301}"])
        #expect(quoted.moment == Date(timeIntervalSince1970: 0.5))
      }
    }
  }

  @Test("A default or a comment that no statement can have is refused when the table is made")
  func defaults() throws {
    func statements(
      _ value: DatabaseDefault? = nil, comment: String? = nil, condition: NamedExpression? = nil, _ dialect: Dialect
    ) throws -> [String] {
      let schema = ModelSchema(
        Blog.self, table: "odd",
        fields: [
          .field("id", Key<Blog>.self, options: FieldOptions(isPrimaryKey: true)),
          .field(
            "value", Double?.self, column: "odd_value", options: FieldOptions(databaseDefault: value, comment: comment)),
        ], constraints: condition.map { [.check("c", $0)] } ?? [])
      return try SchemaBuilder(dialect: dialect).statements(for: schema, ifNotExists: false)
    }
    func refuses(_ column: String?, _ body: () throws -> [String]) {
      #expect {
        try body()
      } throws: { error in
        guard let error = error as? KindredError else { return false }
        return error.code == .invalidValue && error.table == "odd" && error.column == column
      }
    }
    for dialect in [Dialect.sqlite, .postgres] {
      refuses("odd_value") { try statements(.value(Double.nan), dialect) }
      refuses("odd_value") { try statements(.value(Date(timeIntervalSince1970: 1e15)), dialect) }
      refuses("odd_value") { try statements(condition: F("value") < Double.nan, dialect) }
      refuses(nil) { try statements(.value("a\0b"), dialect) }
      refuses("odd_value") { try statements(condition: F("value") == "a\0b", dialect) }
    }
    refuses(nil) { try statements(comment: "a\0b", .postgres) }
    let price = FieldOptions(maxDigits: 4, decimalPlaces: 1, databaseDefault: .value(Decimal(string: "1.25")))
    refuses("price") {
      let fields: [FieldSchema] = [.field("id", Key<Blog>.self), .field("price", Decimal.self, options: price)]
      let schema = ModelSchema(Blog.self, table: "odd", fields: fields)
      return try SchemaBuilder(dialect: .postgres).statements(for: schema, ifNotExists: false)
    }
    #expect(try statements(comment: "a\0b", .sqlite).count == 1)
  }
}
