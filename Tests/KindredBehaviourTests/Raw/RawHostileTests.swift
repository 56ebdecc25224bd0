import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

/// Values and names that try to become SQL.
@Suite("Hostile values in SQL")
struct RawHostileTests {
  /// Texts that end a literal, a name or a statement, begin a comment, or look like a placeholder.
  private static let texts =
    [
      "x' = 'a') OR 1=1 OR ('d", "Robert'); DROP TABLE blog; --", "\" OR \"\"=\"", "name\" from \"blog\"; --", "--",
      "/*", "*/",
      ";", "; SELECT 1", "?", "?1", "$1", "$2", ":name", "@x", "%s", "%", "%%", "\\", "\\'", "E'\\''", "$$",
      "$kindred$", "{0}",
      "NULL", "' || (SELECT 1) || '", "#", "`", "a.b", "[0]", "$.a", "ı ſ K", "'\u{301}", "\"\u{301}", "\u{2028}",
      "\u{FEFF}",
      "😀'😀", "\u{202E}'", "",
    ] + ((1...0x1F).map { UInt32($0) } + (0x7F...0x9F)).compactMap { Unicode.Scalar($0) }.map { "a\($0)' b" }

  private var database: Database {
    get throws { try #require(Database.current) }
  }

  @Test("A value stays a value, wherever it is written")
  func values() async throws {
    try await withDatabase { log async throws in
      for text in Self.texts {
        try await database.execute("INSERT INTO blog (name, tagline) VALUES (\(text), \(text))")
        #expect(try await database.query("SELECT \(text) || ''", as: String.self).first() == text)
        #expect(try await Blog.objects.raw("SELECT * FROM blog WHERE name = \(text)").get().tagline == text)
        #expect(
          try await database.query("SELECT name FROM blog WHERE name IN \(list: [text])", as: String.self).all() == [
            text
          ])
        #expect(try await Blog.objects.filter { Expr<Bool>.sql("\($0.name) = \(text)") }.count() == 1)
        #expect(try await Blog.objects.annotate { Expr<String>.sql("\($0.name) || \(text)") }.first()?.1 == text + text)
        let likes = try await database.query(
          "SELECT name FROM blog WHERE name LIKE \("%" + text.filter { $0 != "\\" })", as: String.self
        ).all()
        #expect(likes == [text] || text.contains("\\"))
        #expect(try await database.execute("DELETE FROM blog WHERE name = \(text)") == 1)
      }
      // As many statements as texts in the source.
      #expect(Set(log.take()).count == 8)
      #expect(try await Blog.objects.count() == 0)
    }
  }

  @Test("A text with a NUL character is an error that names the parameter")
  func nul() async throws {
    try await withDatabase { _ async throws in
      for text in ["a\0b", "\0", "a\0' OR 1=1"] {
        let error = await kindredError(.invalidValue) {
          try await database.execute("INSERT INTO blog (name) VALUES (\(text))")
        }
        #expect(error?.message.hasPrefix("Parameter 1") == true)
        await kindredError(.invalidValue) {
          _ = try await Blog.objects.raw("SELECT * FROM blog WHERE name = \(text)").all()
        }
        await kindredError(.invalidValue) {
          _ = try await database.query("SELECT 1 WHERE \("x") IN \(list: ["a", text])", as: Int.self).all()
        }
      }
      #expect(try await Blog.objects.count() == 0)
      await kindredError(.invalidQuery) { try await database.execute("DELETE FROM blog\0 WHERE 1 = 0") }
      await kindredError(.invalidQuery) { try await database.execute(RawSQL(unchecked: "DELETE FROM blog\0")) }
    }
  }

  @Test("A name stays one name, whatever it contains")
  func names() async throws {
    try await withDatabase { _ async throws in
      for (number, text) in Self.texts.enumerated() where !text.isEmpty {
        let table = "t\(number) \(text)"
        try await database.execute("CREATE TABLE \(identifier: table) (\(identifier: text) integer, b integer)")
        #expect(try await database.execute("INSERT INTO \(identifier: table) VALUES (\(number), 1)") == 1)
        let found = try await database.query(
          "SELECT \(identifier: text) AS \(identifier: text + "\"") FROM \(identifier: table) ORDER BY \(identifier: text)",
          as: Int.self
        ).all()
        #expect(found == [number])
        try await database.execute("DROP TABLE \(identifier: table)")
      }
    }
  }

  @Test("A name that is empty, has a NUL or would be cut off is an error")
  func invalidNames() async throws {
    try await withDatabase { log async throws in
      for name in ["", "a\0b", "blog\0\"; DROP TABLE blog; --"] {
        await kindredError(.invalidName) { try await database.execute("DELETE FROM \(identifier: name)") }
        await kindredError(.invalidName) {
          _ = try await database.query("SELECT 1 AS \(identifier: name)", as: Int.self).all()
        }
      }
      // 64 bytes: PostgreSQL would cut the last one off, so that two names could be the same.
      let long = String(repeating: "a", count: 62) + "é"
      if Backend.isSQLite {
        #expect(try await database.query("SELECT 1 AS \(identifier: long)", as: Int.self).all() == [1])
      } else {
        await kindredError(.invalidName) {
          _ = try await database.query("SELECT 1 AS \(identifier: long)", as: Int.self).all()
        }
      }
      #expect(log.take().count == (Backend.isSQLite ? 1 : 0))
    }
  }

  @Test("A String never becomes SQL by itself: interpolated, it is bound, in nested texts as well")
  func strings() throws {
    let text = "1; DROP TABLE blog"
    let part: RawSQL = "name = \(text)"
    let sql = try Blog.objects.raw("SELECT * FROM blog WHERE \(part) OR \(part)").sql(for: .sqlite)
    #expect(sql.text == "SELECT * FROM blog WHERE name = ?1 OR name = ?2")
    #expect(sql.values == [.text(text), .text(text)])
    let literal = try Blog.objects.raw("SELECT * FROM blog WHERE name = \("literal")").sql(for: .postgres)
    #expect(literal.text == "SELECT * FROM blog WHERE name = $1")
    let named: RawSQL = "\(part) AND \(identifier: "a\"b") = \(text)"
    #expect("\(named)" == #"name = ? AND "a""b" = ?"#)
    let unchecked = try Blog.objects.raw("SELECT * FROM blog ORDER BY \(RawSQL(unchecked: "name DESC"))").sql(
      for: .sqlite)
    #expect(unchecked.text == "SELECT * FROM blog ORDER BY name DESC")
  }

  @Test("A direction or a comparison that a request names is chosen among texts of the source")
  func choices() async throws {
    try await withBlogs { _, _ async throws in
      for (input, first) in [("desc", "Pop"), ("asc", "Beatles"), ("desc; DROP TABLE blog", "Beatles")] {
        let direction: RawSQL = input == "desc" ? "DESC" : "ASC"
        let blogs = try await Blog.objects.raw("SELECT * FROM blog ORDER BY name \(direction)").all()
        #expect(blogs.first?.name == first)
      }
    }
  }

  @Test("An expression of a query's closure is refused in a whole statement")
  func expressions() async throws {
    try await withBlogs { _, log async throws in
      var leaked: RawSQL = ""
      _ = Entry.objects.filter {
        leaked = "SELECT * FROM entry WHERE \($0.rating) > 1"
        return $0.rating > 1
      }
      await kindredError(.invalidQuery) { try await database.execute(leaked) }
      await kindredError(.invalidQuery) { _ = try await Entry.objects.raw(leaked).all() }
      await kindredError(.invalidQuery) {
        _ = try await Entry.objects.raw("SELECT * FROM entry WHERE \(Entry.self, \.blog.name) = 'x'").all()
      }
      #expect(log.take() == [])
    }
  }
}
