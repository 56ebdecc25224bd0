import Foundation
import Kindred
import KindredSQLite
import Testing

/// SQLite files have a connection that writes and others that read.
@Suite("SQL in SQLite files")
struct RawFileTests {
  private func withFile(_ body: (Database) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("kindred-raw-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let database = try Database(sqlite: folder.appendingPathComponent("raw.sqlite").path)
    try await database.use {
      try await database.createTables(for: [Blog.self])
      try await body(database)
    }
    await database.close()
  }

  @Test("RW-2: statements that write run on the writing connection, whatever they begin with")
  func writing() async throws {
    try await withFile { database async throws in
      #expect(try await database.execute("INSERT INTO blog (name) VALUES (\("a")), (\("b"))") == 2)
      let made = try await database.query("INSERT INTO blog (name) VALUES (\("c")) RETURNING name", as: String.self)
        .all()
      #expect(made == ["c"])
      #expect(
        try await database.execute(
          "WITH old AS (SELECT id FROM blog WHERE name = \("a")) DELETE FROM blog WHERE id IN (SELECT id FROM old)")
          == 1)
      let names = try await database.query(
        "WITH some AS (SELECT replace(name, 'b', 'updated') AS updated FROM blog) SELECT updated FROM some ORDER BY 1",
        as: String.self)
      #expect(try await names.all() == ["c", "updated"])
      var streamed: [String] = []
      for try await name in names.rows { streamed.append(name) }
      #expect(streamed == ["c", "updated"])
      #expect(try await database.query("PRAGMA user_version", as: Int.self).all() == [0])
      try await database.execute("PRAGMA user_version = 7")
      #expect(try await database.query("PRAGMA user_version", as: Int.self).all() == [7])
      try await database.execute("VACUUM")
      try await database.execute("CREATE TRIGGER t AFTER INSERT ON blog BEGIN DELETE FROM blog WHERE name = 'c'; END;")
      #expect(try await database.execute("INSERT INTO blog (name) VALUES ('d')") == 1)
      #expect(try await Blog.objects.order { $0.name }.names() == ["b", "d"])
    }
  }

  @Test("RW-4, RW-6: statements of both connections are recorded, and a refused one leaves them free")
  func wrapping() async throws {
    try await withFile { database async throws in
      let statements = try await database.recordingStatements { () async throws in
        let blog = try await Blog.objects.create(name: "a")
        #expect(try await Blog.objects.get(id: blog.id).name == "a")
        for try await blog in Blog.objects.rows { #expect(blog.name == "a") }
        try await transaction { try await Blog.objects.bulkCreate([Blog(name: "b")]) }
        try await database.execute("DELETE FROM blog")
      }
      #expect(statements.map(\.statement.kind) == [.write, .read, .read, .write, .write])
      #expect(statements.map(\.statement.form) == [.single, .single, .stream, .batch(count: 1), .single])
      for _ in 0..<20 {
        await #expect(throws: Refused.self) {
          try await database.withStatementWrapper { _, _ in
            throw Refused()
          } during: {
            _ = try await Blog.objects.create(name: "x")
          }
        }
        await #expect(throws: Refused.self) {
          try await database.withStatementWrapper { _, _ in
            throw Refused()
          } during: {
            _ = try await Blog.objects.all()
          }
        }
      }
      #expect(try await Blog.objects.count() == 0)
    }
  }
}
