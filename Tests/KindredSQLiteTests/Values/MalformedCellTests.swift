import Foundation
import KindredCore
import KindredSQLite
import Testing

@testable import HandWritten

@Suite("A cell that is not what the model says is an error, never a crash or another value")
struct MalformedCellTests {
  /// Puts a cell into the file by SQL, expects the model's error, and that the connection works afterwards.
  private func expectDecodingError<Value: FieldValue>(
    _ type: Value.Type, _ literal: String, _ problem: String, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    try await Scratch.run(configuration: .init(maximumReaders: 1)) { scratch in
      // The column has no type, so SQLite stores the literal without converting it.
      try scratch.raw.run("CREATE TABLE cell (id INTEGER PRIMARY KEY, value)")
      try scratch.raw.run("INSERT INTO cell (value) VALUES (\(literal))")
      for _ in 0..<2 {
        let error = await kindredError { _ = try await Cell<Value>.objects.all() }
        #expect(error?.code == .decoding, sourceLocation: sourceLocation)
        #expect(
          error?.message == "Column \"value\" of table \"cell\" \(problem).", sourceLocation: sourceLocation)
        #expect(error?.table == "cell", sourceLocation: sourceLocation)
        #expect(error?.column == "value", sourceLocation: sourceLocation)
        #expect(error?.model == "Cell", sourceLocation: sourceLocation)
      }
      let streamed = await kindredError { for try await _ in Cell<Value>.objects.rows {} }
      #expect(streamed?.code == .decoding, sourceLocation: sourceLocation)
      #expect(streamed?.column == "value", sourceLocation: sourceLocation)
      let inTransaction = await kindredError {
        try await scratch.database.transaction { _ = try await Cell<Value>.objects.all() }
      }
      #expect(inTransaction?.code == .decoding, sourceLocation: sourceLocation)
      #expect(try await Cell<Value>.objects.count() == 1, sourceLocation: sourceLocation)
    }
  }

  @Test("The cells of later rows are looked at as those of the first", arguments: [1, 2, 3, 9])
  func laterRow(number: Int) async throws {
    try await Scratch.run([Shelf.self, Book.self]) { scratch in
      try scratch.addShelves(9)
      try scratch.raw.run("UPDATE shelf SET note = CASE WHEN id % 2 THEN 'odd ' || id END")
      let shelves = try await Shelf.objects.order { $0.id }.all()
      #expect(shelves.map(\.label) == (1...9).map { "shelf \($0)" })
      #expect(shelves.map(\.room) == Array(1...9))
      #expect(shelves.map(\.note) == (1...9).map { $0 % 2 == 1 ? "odd \($0)" : nil })
      try scratch.raw.run("UPDATE shelf SET room = '12 apples' WHERE id = \(number)")
      var error = await kindredError { _ = try await Shelf.objects.order { $0.id }.all() }
      #expect(error?.message == #"Column "room" of table "shelf" does not hold an integer."#)
      var count = 0
      error = await kindredError { for try await _ in Shelf.objects.order({ $0.id }).rows { count += 1 } }
      #expect(error?.column == "room")
      #expect(count == number - 1)
    }
  }

  @Test("NULL in a column that is not optional")
  func null() async throws {
    let problem = "is NULL, but the field is not optional"
    try await expectDecodingError(Int.self, "NULL", problem)
    try await expectDecodingError(Bool.self, "NULL", problem)
    try await expectDecodingError(Double.self, "NULL", problem)
    try await expectDecodingError(String.self, "NULL", problem)
    try await expectDecodingError(Data.self, "NULL", problem)
    try await expectDecodingError(Date.self, "NULL", problem)
    try await expectDecodingError(CalendarDate.self, "NULL", problem)
    try await expectDecodingError(TimeOfDay.self, "NULL", problem)
    try await expectDecodingError(Duration.self, "NULL", problem)
    try await expectDecodingError(UUID.self, "NULL", problem)
    try await expectDecodingError(Decimal.self, "NULL", problem)
    try await expectDecodingError(JSON<[Int]>.self, "NULL", problem)
    try await expectDecodingError(Colour.self, "NULL", problem)
    try await expectDecodingError(Key<Shelf>.self, "NULL", problem)
  }

  @Test("An integer that does not fit the type")
  func outOfRange() async throws {
    func problem(_ type: String) -> String { "holds a number that does not fit \(type)" }
    try await expectDecodingError(Int8.self, "128", problem("Int8"))
    try await expectDecodingError(Int16.self, "-32769", problem("Int16"))
    try await expectDecodingError(Int32.self, "2147483648", problem("Int32"))
    try await expectDecodingError(UInt8.self, "256", problem("UInt8"))
    try await expectDecodingError(UInt16.self, "65536", problem("UInt16"))
    try await expectDecodingError(UInt32.self, "4294967296", problem("UInt32"))
    try await expectDecodingError(UInt.self, "-1", problem("UInt"))
    try await expectDecodingError(UInt64.self, "-1", problem("UInt64"))
    try await expectDecodingError(Float.self, "1e300", problem("Float"))
    try await expectDecodingError(Int8?.self, "128", problem("Int8"))
  }

  @Test(
    "Something else where an integer belongs",
    arguments: [
      "'text'", "''", "'12 apples'", "'12'", "x'3132'", "x''", "1.5", "0.5", "1e19", "9e999",
    ])
  func notAnInteger(literal: String) async throws {
    try await expectDecodingError(Int.self, literal, "does not hold an integer")
    try await expectDecodingError(Int64?.self, literal, "does not hold an integer")
    try await expectDecodingError(Bool.self, literal, "does not hold an integer")
    try await expectDecodingError(Key<Shelf>.self, literal, "does not hold an integer")
  }

  @Test("Something else where a number belongs", arguments: ["'text'", "'1.5 m'", "x'31'"])
  func notANumber(literal: String) async throws {
    try await expectDecodingError(Double.self, literal, "does not hold a number")
    try await expectDecodingError(Float.self, literal, "does not hold a number")
  }

  @Test("A whole number written as a real one is an integer")
  func wholeReal() async throws {
    try await Scratch.run { scratch in
      try scratch.raw.run("CREATE TABLE cell (id INTEGER PRIMARY KEY, value)")
      try scratch.raw.run("INSERT INTO cell (value) VALUES (3.0), (0.0), (-9223372036854775808.0)")
      #expect(try await Cell<Int>.objects.all().map(\.value) == [3, 0, .min])
    }
  }

  @Test("Text that is not UTF-8")
  func invalidUTF8() async throws {
    let problem = "holds text that is not valid UTF-8"
    for literal in ["CAST(x'ff41' AS TEXT)", "CAST(x'41c3' AS TEXT)", "CAST(x'eda080' AS TEXT)", "x'ff'"] {
      try await expectDecodingError(String.self, literal, problem)
      try await expectDecodingError(Colour.self, literal, problem)
    }
  }

  @Test(
    "Malformed dates and times",
    arguments: [
      "''", "'2008'", "'2008-02-30'", "'2008-13-01'", "'0000-01-01'", "'2008-1-1'", "'not a date'", "12345", "1.5",
      "x'00'",
      "'2008-01-01 24:00:00'", "'2008-01-01 '", "'2008-01-01 12:00:61'", "'2008-01-01 12:00:00.'", "'٢٠٠٨-٠١-٠١'",
      "'2008-01-01 12:00:00+'", "'2008-01-01X12:00:00'",
    ])
  func dates(literal: String) async throws {
    try await expectDecodingError(Date.self, literal, "does not hold a time stamp")
    try await expectDecodingError(CalendarDate.self, literal, "does not hold a date")
    try await expectDecodingError(TimeOfDay.self, literal, "does not hold a time of day")
  }

  @Test("JSON and arrays that are not UTF-8")
  func invalidDocuments() async throws {
    let literal = "CAST(x'5b22ff225d' AS TEXT)"
    try await expectDecodingError(JSON<[String]>.self, literal, "holds JSON that is not a Array<String>")
    try await expectDecodingError([String].self, literal, "does not hold an array")
  }

  @Test("A NUL character that somebody stored is read, and refused when it is stored again")
  func storedNUL() async throws {
    try await Scratch.run([Cell<String>.self]) { scratch in
      try scratch.raw.run("INSERT INTO cell (value) VALUES ('a' || char(0) || 'b')")
      var cell = try await Cell<String>.objects.get(id: 1)
      #expect(cell.value == "a\0b")
      let error = await kindredError { try await cell.save() }
      #expect(error?.code == .invalidValue && error?.column == "value")
    }
  }

  @Test("A fraction of a second is rounded to microseconds")
  func rounding() async throws {
    try await Scratch.run { scratch in
      try scratch.raw.run("CREATE TABLE cell (id INTEGER PRIMARY KEY, value)")
      try scratch.raw.run("INSERT INTO cell (value) VALUES ('12:00:00.0000004'), ('12:00:00.000000599')")
      #expect(try await Cell<TimeOfDay>.objects.all().map(\.value.microsecond) == [0, 1])
    }
    try await expectDecodingError(TimeOfDay.self, "'23:59:59.9999996'", "does not hold a time of day")
  }

  @Test(
    "Malformed UUIDs",
    arguments: [
      "''", "'0f8fad5bd9cb469fa16570867728950'", "'0f8fad5bd9cb469fa16570867728950e0'",
      "'0f8fad5bd9cb469fa16570867728950g'", "x'0f8f'", "x''", "7",
    ])
  func uuids(literal: String) async throws { try await expectDecodingError(UUID.self, literal, "does not hold a UUID") }

  @Test("Malformed decimals and durations")
  func numbers() async throws {
    for literal in ["'abc'", "''", "'12abc'", "x'3132'", "'12' || char(0) || '3'", "'1.'", "'.5'", "'1e'", "'1e+'"] {
      try await expectDecodingError(Decimal.self, literal, "does not hold a decimal number")
    }
    let many = "'1234567890123456789012345678901234567891'"
    let just = "'340282366920938463463374607431768211456'"
    for literal in ["9e999", "-9e999", "1e300", "1e-300", "'1e99999'", "'1e-129'", many, just] {
      try await expectDecodingError(
        Decimal.self, literal, "holds a decimal number that the field's type cannot represent")
    }
    for literal in ["'1'", "1.5", "x'31'"] {
      try await expectDecodingError(Duration.self, literal, "does not hold a duration")
    }
  }

  @Test("Values that the type itself refuses")
  func refused() async throws {
    try await expectDecodingError(Colour.self, "'green'", "holds a value that is not a case of Colour")
    try await expectDecodingError(Level.self, "7", "holds a value that is not a case of Level")
    try await expectDecodingError(Money.self, "-1", "holds a value that Money does not accept")
    try await expectDecodingError(JSON<[Int]>.self, "'{}'", "holds JSON that is not a Array<Int>")
    try await expectDecodingError(JSON<[Int]>.self, "'[1'", "holds JSON that is not a Array<Int>")
    try await expectDecodingError(Data.self, "7", "does not hold bytes")
    try await expectDecodingError(Data.self, "1.5", "does not hold bytes")
  }
}
