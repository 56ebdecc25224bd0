import KindredCore
import KindredSQLite
import Testing

@Suite("A statement that cannot run")
struct StatementErrorTests {
  @Test("A table that is missing is an error of the schema")
  func missingTable() async throws {
    try await Scratch.run { _ in
      let reading = await kindredError { _ = try await Shelf.objects.all() }
      #expect(reading?.code == .schema)
      #expect(reading?.table == "shelf")
      #expect(reading?.message.contains("no such table: shelf") == true)
      #expect(reading?.sql?.hasPrefix("SELECT") == true)
      let writing = await kindredError { try await Shelf.objects.create(Shelf(label: "a")) }
      #expect(writing?.code == .schema)
      #expect(await kindredError { for try await _ in Shelf.objects.rows {} }?.code == .schema)
    }
  }

  @Test("A column that is missing is an error, and not the text of its name")
  func missingColumn() async throws {
    try await Scratch.run { scratch in
      try scratch.raw.run("CREATE TABLE shelf (id integer PRIMARY KEY, label text, room integer)")
      try scratch.raw.run("INSERT INTO shelf VALUES (1, 'a', 1)")
      let reading = await kindredError { _ = try await Shelf.objects.all() }
      #expect(reading?.code == .schema)
      #expect(reading?.message.contains("note") == true)
      let writing = await kindredError { try await Shelf.objects.filter { $0.note == "x" }.update { $0.room.set(2) } }
      #expect(writing?.code == .schema)
    }
  }

  @Test("Text that is not SQL is an error of the schema", arguments: ["SELEKT 1", "SELECT (", "SELECT 'a", "SELECT #"])
  func misspelt(sql: String) async throws {
    try await Scratch.run { scratch in
      let connection = try await scratch.database.driver.acquire(.write)
      let error = await kindredError { try await connection.execute(sql) }
      scratch.database.driver.release(connection)
      #expect(error?.code == .schema)
      #expect(error?.sql == sql)
    }
  }

  @Test("Double quotes are for names on every connection, writing and reading")
  func doubleQuotes() async throws {
    try await Scratch.run([Shelf.self], configuration: .init(maximumReaders: 3)) { scratch in
      let driver = scratch.database.driver
      var leased: [any DatabaseConnection] = [try await driver.acquire(.write)]
      for _ in 0..<3 { leased.append(try await driver.acquire(.read)) }
      for connection in leased {
        #expect(await kindredError { try await connection.execute(#"SELECT "nope""#) }?.code == .schema)
        #expect(
          await kindredError { try await connection.execute(#"SELECT * FROM shelf WHERE label = "nope""#) }?.code
            == .schema)
        driver.release(connection)
      }
    }
  }

  @Test("Every connection enforces foreign keys, and those that read cannot write")
  func settings() async throws {
    try await Scratch.run([Shelf.self, Book.self], configuration: .init(maximumReaders: 3)) { scratch in
      let driver = scratch.database.driver
      var leased: [any DatabaseConnection] = []
      for _ in 0..<3 { leased.append(try await driver.acquire(.read)) }
      for connection in leased {
        let error = await kindredError {
          try await connection.execute("INSERT INTO shelf (label, room) VALUES ('a', 1)")
        }
        #expect(error?.code == .readOnly)
        // The only statement of which the outcome shows the setting without a result.
        try await connection.execute("PRAGMA query_only = OFF")
        let violation = await kindredError {
          try await connection.execute("INSERT INTO book (shelf_id, title) VALUES (9, 'a')")
        }
        #expect(violation?.code == .foreignKeyViolation)
        try await connection.execute("PRAGMA query_only = ON")
        driver.release(connection)
      }
    }
  }

  @Test("A closed database says so, and closing again is no error")
  func closed() async throws {
    try await Scratch.run([Shelf.self]) { scratch in
      await scratch.database.close()
      await scratch.database.close()
      #expect(await kindredError { _ = try await Shelf.objects.all() }?.code == .closed)
      #expect(await kindredError { try await Shelf.objects.create(Shelf(label: "a")) }?.code == .closed)
      #expect(await kindredError { for try await _ in Shelf.objects.rows {} }?.code == .closed)
      #expect(await kindredError { try await scratch.database.transaction {} }?.code == .closed)
    }
  }
}
