import Foundation
import Kindred
import KindredMigrations
import KindredSQLite
import Testing

@Model(
  indexes: [
    .on("headline", "-pubDate"), .on(F("headline").lowercased(), name: "state_lower"),
    .on("rating", unique: true, where: F("rating") > 3),
  ], constraints: [.check("state_rating", F("rating") >= 0 && F("rating").lookup("in", [1, 2, 7]))],
  comment: "What is said")
struct StateEntry {
  @Field(maxLength: 100, unique: true) var headline: String
  var pubDate: Date
  @Field(index: true) var rating: Int = 7
  @Field(databaseDefault: .value("it's")) var note: String?
  var amount: UInt32 = 1
  var token: UUID = UUID()
}

@Model(managed: false)
struct StateView {
  var name: String
}

// The target has no plugin, which writes this otherwise.
extension StateEntry {
  static var isReadByPlugin: Bool { true }
}

extension StateView {
  static var isReadByPlugin: Bool { true }
}

@Suite("The tables that models declare, as a state")
struct ModelStateTests {
  @Test("A state has the names of columns, in expressions too, and nothing of Swift")
  func state() throws {
    let table = try #require(try SchemaState(of: [StateEntry.self])["state_entry"])
    #expect(
      table.columns == [
        ColumnState("id", .integer(bits: 64), isAutomatic: true),
        ColumnState("headline", ColumnType(.text(maxLength: 100))), ColumnState("pub_date", .timestamp),
        ColumnState("rating", .integer(bits: 64)),
        ColumnState("note", .text, isNullable: true, databaseDefault: .value("it's")),
        ColumnState("amount", .unsigned(bits: 64)), ColumnState("token", .uuid),
      ])
    #expect(table.key == ["id"])
    #expect(table.constraints.first == ConstraintState(nil, .unique(columns: ["headline"])))
    #expect(
      table.indexes.map(\.summary) == [
        "the index on \"rating\"", "the index on \"headline\", \"pub_date\"", "the index \"state_lower\"",
        "the index on \"rating\"",
      ])
    #expect(table.indexes[1].elements[1] == IndexElement(column: "pub_date").descending)
  }

  @Test("Case 3: a property that was renamed, with its column pinned, changes nothing")
  func pinned() throws {
    func table(_ name: String, _ column: String?) throws -> TableState {
      let key = FieldSchema.field(
        "id", Key<StateView>.self, options: FieldOptions(isPrimaryKey: true, isAutomatic: true))
      return try ModelSchema(
        StateView.self, name: "Pinned", fields: [key, .field(name, String.self, column: column)],
        indexes: [.on(F(name).lowercased())], constraints: [.check("filled", F(name) != "")], isHistorical: true
      ).tableState()
    }
    #expect(try table("subtitle", "tagline") == table("tagline", nil))
    #expect(try table("subtitle", nil) != table("tagline", nil))
  }

  @Test("The tables of models that are not managed belong to others")
  func unmanaged() throws {
    #expect(try SchemaState(of: [StateView.self]).tables.isEmpty)
    #expect(try Database.createTablesSQL(for: [StateView.self], dialect: .sqlite).isEmpty)
  }

  @Test("Case 1: what createTables makes differs in nothing from the models", arguments: MigrationBackend.allCases)
  func created(backend: MigrationBackend) async throws {
    try await withBench(backend) { bench async throws in
      let wanted = try SchemaState(of: [StateEntry.self])
      try await bench.database.createTables(for: [StateEntry.self])
      let live = try await bench.database.schemaState(like: wanted)
      #expect(live == wanted)
      #expect(try live.changes(to: wanted, on: bench.database.dialect).isEmpty)
      #expect(try live.hash() == wanted.hash())
    }
  }

  @Test("The default of a property is what old rows get, and no part of the state")
  func fills() throws {
    let hints = SchemaHints(of: [StateEntry.self])
    #expect(
      hints.fills["state_entry"] == [
        "rating": .value(.integer(7)), "amount": .value(.integer(1)), "token": .randomUUID,
      ])
  }

  @Test("Text from a catalogue cannot get into a query")
  func sqlText() {
    let text = NamedExpression(.sql("1 = 1) OR (1 = 1"))
    #expect(throws: KindredError.self) { try StateEntry.objects.filter(where: text).sql(for: .sqlite) }
  }
}
