import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

/// Values and statements from texts of the user's.
@Suite("Statements of SQL")
struct RawStatementTests {
  private var database: Database {
    get throws { try #require(Database.current) }
  }

  @Test("RW-2: values in tuples, a single value, and a stream of them")
  func values() async throws {
    try await withBlogs { fixture, _ async throws in
      let rows = try await database.query(
        "SELECT rating, note FROM entry WHERE rating > \(3) ORDER BY rating", as: (Int, String?).self
      ).all()
      #expect(rows.map(\.0) == [4, 6, 9])
      #expect(rows.map(\.1) == ["old", "new", nil])
      let names = try await database.query("SELECT name FROM blog ORDER BY name", as: String.self).all()
      #expect(names == ["Beatles", "Cheese", "Pop"])
      let three = try await database.query(
        "SELECT id, pub_date, headline FROM entry WHERE id = \(fixture.lives.id)", as: (Key<Entry>, Date, String).self
      ).first()
      #expect(three?.0 == fixture.lives.id)
      #expect(three?.1 == fixture.lives.pubDate)
      var streamed: [Int] = []
      for try await (rating, _) in try database.query("SELECT rating, id FROM entry ORDER BY id", as: (Int, Int).self)
        .rows
      {
        streamed.append(rating)
      }
      #expect(streamed == [9, 4, 6, 2])
      let blogs = try await database.query("SELECT * FROM blog ORDER BY name", as: Blog.self).all()
      #expect(blogs.map(\.name) == ["Beatles", "Cheese", "Pop"])
    }
  }

  @Test("RW-2: a value that no column gives a type has its own")
  func typesOfValues() async throws {
    try await withDatabase { _ async throws in
      let id = UUID()
      let day = CalendarDate(daysSince1970: 20_000)
      let row = try await database.query(
        "SELECT \(7), \("x"), \(2.5), \(true), \(id), \(day), \(Data([1, 0, 255]))",
        as: (Int, String, Double, Bool, UUID, CalendarDate, Data).self
      ).first()
      #expect(row?.0 == 7)
      #expect(row?.1 == "x")
      #expect(row?.2 == 2.5)
      #expect(row?.3 == true)
      #expect(row?.4 == id)
      #expect(row?.5 == day)
      #expect(row?.6 == Data([1, 0, 255]))
      let none = try await database.query(
        "SELECT \(nil as Int?), \(nil as String?)", as: (Int?, String?).self
      ).first()
      #expect(none?.0 == nil)
      #expect(none?.1 == nil)
      let sum = try await database.query("SELECT \(Int.max - 1) + \(1)", as: Int.self).first()
      #expect(sum == .max)
    }
  }

  @Test("RW-2: another number of columns than is read, and a cell of another type, are errors")
  func columns() async throws {
    try await withBlogs { _, _ async throws in
      for sql in ["SELECT name FROM blog", "SELECT id, name, tagline FROM blog WHERE 1 = 0"] as [RawSQL] {
        let error = await kindredError(.schema) { _ = try await database.query(sql, as: (Int, String).self).all() }
        #expect(error?.message.contains("but 2 are read") == true)
      }
      let error = await kindredError(.decoding) {
        _ = try await database.query("SELECT name FROM blog", as: Int.self).all()
      }
      #expect(error?.message.hasPrefix("Column 1 of the result") == true)
      await kindredError(.decoding) { _ = try await database.query("SELECT NULL", as: String.self).all() }
    }
  }

  @Test("RW-2: the number of changed rows; 0 for what changes none")
  func execute() async throws {
    try await withBlogs { fixture, log async throws in
      #expect(
        try await database.execute("UPDATE entry SET rating = rating + \(1) WHERE blog_id = \(fixture.pop.id)") == 2)
      #expect(
        log.take() == [
          spelled(
            sqlite: "UPDATE entry SET rating = rating + ?1 WHERE blog_id = ?2",
            postgres: "UPDATE entry SET rating = rating + $1::bigint WHERE blog_id = $2::bigint")
        ])
      #expect(try await database.execute("UPDATE entry SET rating = 1 WHERE 1 = 0;") == 0)
      #expect(try await database.execute("CREATE TABLE made (a integer, b text)") == 0)
      #expect(try await database.execute("INSERT INTO made VALUES (\(1), \("x")), (2, \(nil as String?)) ; ") == 2)
      #expect(try await database.execute("SELECT * FROM made") == 0)
      #expect(try await database.execute("DELETE FROM made WHERE b IS NULL -- those without") == 1)
      #expect(try await database.execute("DROP TABLE made") == 0)
      #expect(try await database.execute("/* all of them */ -- really\n DELETE FROM entry") == 4)
    }
  }

  @Test("RW-2: a statement belongs to the task's transaction")
  func transactions() async throws {
    try await withBlogs { _, _ async throws in
      await #expect(throws: Refused.self) {
        try await transaction { () async throws in
          try await database.execute("DELETE FROM entry")
          #expect(try await database.query("SELECT COUNT(*) FROM entry", as: Int.self).first() == 0)
          throw Refused()
        }
      }
      #expect(try await Entry.objects.count() == 4)
      try await transaction { () async throws in
        await kindredError(.uniqueViolation) {
          _ = try await transaction {
            try await database.execute("INSERT INTO blog (id, name) SELECT id, name FROM blog")
          }
        }
        try await database.execute("DELETE FROM entry WHERE rating < \(5)")
      }
      #expect(try await Entry.objects.count() == 2)
      try await transaction { () async throws in
        await kindredError(.schema) { try await database.execute("DELETE FROM missing") }
        await kindredError(.transaction) { try await database.execute("DELETE FROM entry") }
      } caught: { error in
        #expect((error as? KindredError)?.code == .transaction)
      }
      #expect(try await Entry.objects.count() == 2)
    }
  }

  @Test("RW-2: several statements in one text are refused, and nothing of them runs")
  func several() async throws {
    try await withBlogs { _, _ async throws in
      for sql in [
        "DELETE FROM entry WHERE 1 = 0; DELETE FROM entry", "SELECT 1; DROP TABLE entry;",
        "DELETE FROM entry;; DELETE FROM blog",
      ] as [RawSQL] {
        let error = await kindredError(.invalidQuery) { try await database.execute(sql) }
        #expect(error?.message.contains("several statements") == true)
        await kindredError(.invalidQuery) { _ = try await database.query(sql, as: Int.self).all() }
      }
      #expect(try await Entry.objects.count() == 4)
      #expect(try await database.query("SELECT 1 ; -- one; two", as: Int.self).all() == [1])
      #expect(try await database.query("SELECT ';' || \(";")", as: String.self).all() == [";;"])
    }
  }

  @Test("RW-2: what ends or begins a transaction is refused before it is sent, and so is a text without a statement")
  func control() async throws {
    try await withBlogs { _, log async throws in
      for sql in [
        "BEGIN", "commit", " ROLLBACK", "-- a comment\nSAVEPOINT x", "/* a */ END", "RELEASE x", "START TRANSACTION",
        "ABORT",
        ";COMMIT", "PREPARE TRANSACTION 'x'", "COPY entry FROM STDIN", "copy (SELECT 1) to stdout", "", " ; ",
        "-- nothing",
      ] as [RawSQL] {
        await kindredError(.invalidQuery) { try await database.execute(sql) }
        await kindredError(.invalidQuery) { _ = try await transaction { try await database.execute(sql) } }
      }
      #expect(log.take() == [])
      #expect(try await Entry.objects.count() == 4)
    }
  }

  @Test("RW-2: an error of the database names the place in the text, and no value")
  func errors() async throws {
    try await withBlogs { _, _ async throws in
      let secret = "secret-4711"
      let error = await kindredError(.schema) {
        _ = try await database.query("SELECT 'é', nam FROM blog WHERE name = \(secret)", as: (String, String).self)
          .all()
      }
      let text = try #require(error?.sql)
      let position = try #require(error?.position)
      #expect(String(String.UnicodeScalarView(text.unicodeScalars.dropFirst(position - 1).prefix(3))) == "nam")
      #expect(error?.description.contains(secret) == false)
      #expect(error?.description.contains("at character \(position)") == true)
      let syntax = await kindredError(.schema) {
        try await database.execute("DELETE FRM entry WHERE headline = \(secret)")
      }
      #expect(syntax?.position == 8)
      #expect(syntax?.description.contains(secret) == false)
      let streamed = await kindredError(.schema) {
        for try await _ in try database.query("SELECT nam FROM blog WHERE name = \(secret)", as: String.self).rows {}
      }
      #expect(streamed?.position == 8)
    }
  }

  @Test("RW-2: a placeholder in the text is an error, one in quotation marks is text")
  func placeholders() async throws {
    try await withBlogs { _, _ async throws in
      await kindredError(.invalidQuery) {
        try await database.execute(
          Backend.isSQLite ? "DELETE FROM entry WHERE id = ?" : "DELETE FROM entry WHERE id = $1")
      }
      await kindredError(.invalidQuery) {
        try await database.execute(
          Backend.isSQLite
            ? "DELETE FROM entry WHERE id = \(1) AND rating = :rating"
            : "DELETE FROM entry WHERE id = \(1) AND rating = $2::integer")
      }
      #expect(try await Entry.objects.count() == 4)
      let texts = try await database.query(
        "SELECT '?', '$1 %s %% {0} :x', \("?"), \"name\" FROM blog WHERE name LIKE 'B%'",
        as: (String, String, String, String).self
      ).first()
      #expect(texts?.0 == "?")
      #expect(texts?.1 == "$1 %s %% {0} :x")
      #expect(texts?.2 == "?")
      #expect(texts?.3 == "Beatles")
      #expect(try await database.query("SELECT 7 % \(4)", as: Int.self).first() == 3)
    }
  }

  @Test("RW-2: lists: empty, with NULL, in the order given, and of any length")
  func lists() async throws {
    try await withBlogs { fixture, _ async throws in
      func count(_ sql: RawSQL) async throws -> Int? { try await database.query(sql, as: Int.self).first() }
      let names = ["Pop", "Cheese", "'); --"]
      #expect(try await count("SELECT COUNT(*) FROM blog WHERE name IN \(list: names)") == 2)
      #expect(try await count("SELECT COUNT(*) FROM blog WHERE name IN \(list: [] as [String])") == 0)
      #expect(try await count("SELECT COUNT(*) FROM blog WHERE name NOT IN \(list: [] as [String])") == 3)
      #expect(try await count("SELECT COUNT(*) FROM entry WHERE rating IN \(list: [] as [Int])") == 0)
      #expect(try await count("SELECT COUNT(*) FROM entry WHERE rating NOT IN \(list: [9, nil] as [Int?])") == 0)
      #expect(try await count("SELECT COUNT(*) FROM entry WHERE rating IN \(list: [9, nil] as [Int?])") == 1)
      for size in [1, 6, 1024, 1025, 70_000] {
        let numbers = (1...size).map { $0 + 8 }
        #expect(try await count("SELECT COUNT(*) FROM entry WHERE rating IN \(list: numbers) AND comments = \(3)") == 1)
        #expect(
          try await count("SELECT COUNT(*) FROM blog WHERE name IN \(list: numbers.map { "\($0)" } + ["Pop"])") == 1)
      }
      let devices = try await Device.objects.bulkCreate((0..<2000).map { Device(name: "\($0)") })
      #expect(try await count("SELECT COUNT(*) FROM device WHERE id IN \(list: devices.map(\.id))") == 2000)
      // Six values are six, not eight.
      try await database.execute("CREATE TABLE six (a integer, b integer, c integer, d integer, e integer, f integer)")
      #expect(try await database.execute("INSERT INTO six VALUES \(list: [1, 2, 3, 4, 5, 6])") == 1)
      #expect(try await count("SELECT a * 100000 + b * 10000 + c * 1000 + d * 100 + e * 10 + f FROM six") == 123_456)
    }
  }

  @Test("RW-2: the same text with other values is one plan")
  func plans() async throws {
    try await withBlogs { _, log async throws in
      for rating in [9, 4, 6, 0] {
        let found = try await database.query("SELECT headline FROM entry WHERE rating = \(rating)", as: String.self)
          .all()
        #expect(found.count == (rating == 0 ? 0 : 1))
      }
      #expect(Set(log.take()).count == 1)
      // The same text with a value of another type is another statement on PostgreSQL.
      #expect(
        try await database.query("SELECT headline FROM entry WHERE rating = \(9.0)", as: String.self).all().count == 1)
      #expect(
        log.take() == [
          spelled(
            sqlite: "SELECT headline FROM entry WHERE rating = ?1",
            postgres: "SELECT headline FROM entry WHERE rating = $1::double precision")
        ])
    }
  }

  @Test("RW-2: a statement after the schema has changed reads the new columns")
  func changedSchema() async throws {
    try await withBlogs { _, _ async throws in
      try await database.execute("CREATE TABLE changing (id integer, name text, tagline text)")
      try await database.execute("INSERT INTO changing VALUES (1, 'a', 'b')")
      let blogs = Blog.objects.raw("SELECT * FROM changing")
      #expect(try await blogs.get().name == "a")
      try await database.execute("ALTER TABLE changing ADD COLUMN extra text")
      #expect(try await blogs.get().tagline == "b")
      try await database.execute("DROP TABLE changing")
      try await database.execute("CREATE TABLE changing (tagline text, name text, id bigint)")
      try await database.execute("INSERT INTO changing VALUES ('b', 'a', 7)")
      let blog = try await blogs.get()
      #expect(blog.name == "a")
      #expect(blog.id == 7)
    }
  }

  @Test("RW-3: a function of the database")
  func functions() async throws {
    try await withDatabase { _ async throws in
      guard !Backend.isSQLite else { return }
      try await database.execute(
        "CREATE FUNCTION twice(a integer) RETURNS integer LANGUAGE sql AS $$ SELECT a * 2; SELECT a * 3 $$")
      #expect(try await database.query("SELECT twice(\(4)::integer)", as: Int.self).first() == 12)
      try await database.execute(
        "CREATE PROCEDURE rename(old text, new text) LANGUAGE sql AS $$ UPDATE blog SET name = new WHERE name = old $$")
      try await Blog.objects.create(name: "a")
      try await database.execute("CALL rename(\("a"), \("b'"))")
      #expect(try await Blog.objects.get().name == "b'")
    }
  }

  @Test("What a statement leaves in the session is gone for the next task")
  func session() async throws {
    try await withDatabase { _ async throws in
      guard Backend.current == .postgres else { return }
      try await database.execute("SET search_path TO nowhere")
      for _ in 0..<10 { #expect(try await Blog.objects.count() == 0) }
      _ = try await database.query("SELECT set_config('search_path', 'nowhere', false)", as: String.self).all()
      for _ in 0..<10 { #expect(try await Blog.objects.count() == 0) }
      try await transaction { () async throws in
        try await database.execute("CREATE TEMPORARY TABLE only_here (a integer)")
        try await database.execute("INSERT INTO only_here VALUES (1)")
      }
      await kindredError(.schema) { try await database.execute("INSERT INTO only_here VALUES (1)") }
    }
  }
}

/// Runs a transaction whose end has to fail.
private func transaction(
  _ body: () async throws -> Void, caught: (any Error) -> Void
) async throws {
  do {
    try await Kindred.transaction { try await body() }
    Issue.record("nothing was thrown")
  } catch {
    caught(error)
  }
}
