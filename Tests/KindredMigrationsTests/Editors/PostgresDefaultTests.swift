import KindredCore
import KindredMigrations
import KindredPostgres
import PostgresTestServer
import Testing

@Suite("Defaults as PostgreSQL prints them")
struct PostgresDefaultTests {
  /// The default of a column that another program has made.
  private func read(_ definition: String) async throws -> DatabaseDefault? {
    let database = try await Database(postgres: PostgresConfiguration(try Cluster.shared.newDatabase()))
    try await database.execute("CREATE SEQUENCE inv")
    try await database.execute("CREATE TYPE \"Mood\" AS ENUM ('calm')")
    try await database.execute(RawSQL(unchecked: "CREATE TABLE t (c \(definition))"))
    let state = try await database.schemaState(like: SchemaState())
    await database.close()
    return try #require(state["t"]?.column("c")).databaseDefault
  }

  @Test(
    "Constants are read with the type behind them",
    arguments: [
      ("text DEFAULT 'it''s'", DatabaseValue.text("it's")), ("varchar(5) DEFAULT 'ab'", .text("ab")),
      ("text DEFAULT 'a::text || b'", .text("a::text || b")), ("text DEFAULT 5", .text("5")),
      ("integer DEFAULT -1", .integer(-1)), ("bigint DEFAULT (7)", .integer(7)), ("boolean DEFAULT true", .bool(true)),
      ("double precision DEFAULT '1e20'", .double(1e20)), ("bytea DEFAULT '\\x01ff'", .bytes([1, 255])),
    ])
  func constants(definition: String, value: DatabaseValue) async throws {
    #expect(try await read(definition)?.kind == .value(value))
  }

  @Test("NULL is no default", arguments: ["varchar(255) DEFAULT NULL", "text DEFAULT NULL", "integer DEFAULT NULL"])
  func null(definition: String) async throws {
    #expect(try await read(definition) == nil)
  }

  @Test(
    "An expression is no constant, also if it begins with one",
    arguments: [
      "text DEFAULT 'INV-' || nextval('inv')", "text DEFAULT 'a'::text || 'b'::text", "text DEFAULT USER",
      "text DEFAULT CURRENT_USER", "text DEFAULT upper('a')", "text DEFAULT 1 + 2",
      "boolean DEFAULT ('a'::text IS NULL)",
      "text DEFAULT ('calm'::\"Mood\")::text || 'x'", "integer DEFAULT 1 + 2",
    ])
  func expressions(definition: String) async throws {
    guard case .unstorable = try await read(definition)?.kind else {
      Issue.record("\(definition) was read as a constant")
      return
    }
  }
}
