import Foundation
import KindredCore
import PostgresTestServer
import Testing

@testable import HandWritten

/// Domains and arrays of domains are written as their base types.
@Suite struct DomainTests {
  /// Makes a column of the type, and expects that values are written, found, changed and read again.
  private func expectRoundTrip<Value: FieldValue & Equatable>(
    _ bench: TestBench, _ column: String, _ values: [Value], _ texts: [String],
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let raw = try bench.raw()
    try Cell<Value>.store("NULL", as: column, on: raw)
    try raw.run("DELETE FROM cell")
    for value in values {
      let cell = try await Cell<Value>.objects.create(Cell(value))
      #expect(cell.value == value, sourceLocation: sourceLocation)
    }
    #expect(
      try await Cell<Value>.objects.order { $0.id }.all().map(\.value) == values, sourceLocation: sourceLocation)
    #expect(try raw.run("SELECT value::text FROM cell ORDER BY id") == texts, sourceLocation: sourceLocation)
    var last = try #require(try await Cell<Value>.objects.order { $0.id }.last())
    last.value = values[0]
    try await last.save()
    #expect(
      try await Cell<Value>.objects.filter { $0.value == values[0] }.count() == 2, sourceLocation: sourceLocation)
    var streamed: [Value] = []
    for try await cell in Cell<Value>.objects.filter({ $0.value == values[0] }).rows { streamed.append(cell.value) }
    #expect(streamed == [values[0], values[0]], sourceLocation: sourceLocation)
    try await bench.database.transaction { () async throws in
      #expect(try await Cell<Value>.objects.bulkCreate([Cell(values[0])]).count == 1, sourceLocation: sourceLocation)
    }
  }

  @Test func overBasicTypes() async throws {
    try await withDatabase { bench async throws in
      let raw = try bench.raw()
      func domain(_ type: String) throws -> String {
        let name = "d_" + String(type.filter(\.isLetter)) + "_t"
        try raw.run("CREATE DOMAIN \(name) AS \(type)")
        return name
      }
      try await expectRoundTrip(bench, domain("bigint"), [Int64.max, -1], ["9223372036854775807", "-1"])
      try await expectRoundTrip(bench, domain("integer"), [7, -1], ["7", "-1"])
      try await expectRoundTrip(bench, domain("smallint"), [7, -1] as [Int16], ["7", "-1"])
      try await expectRoundTrip(bench, domain("boolean"), [true, false], ["true", "false"])
      try await expectRoundTrip(bench, domain("double precision"), [0.5, -1], ["0.5", "-1"])
      try await expectRoundTrip(bench, domain("real"), [0.5, -1] as [Float], ["0.5", "-1"])
      try await expectRoundTrip(bench, domain("numeric(10,2)"), [Decimal(7), Decimal(-1)], ["7.00", "-1.00"])
      try await expectRoundTrip(bench, domain("text"), ["a", "é"], ["a", "é"])
      try await expectRoundTrip(bench, domain("varchar(5)"), ["a", "é"], ["a", "é"])
      try await expectRoundTrip(bench, domain("bytea"), [Data([1, 255]), Data()], ["\\x01ff", "\\x"])
      let ids = [UUID(), UUID()]
      try await expectRoundTrip(bench, domain("uuid"), ids, ids.map { $0.uuidString.lowercased() })
      let day = try #require(CalendarDate(year: 2008, month: 2, day: 29))
      try await expectRoundTrip(
        bench, domain("date"), [day, CalendarDate(daysSince1970: 0)], ["2008-02-29", "1970-01-01"])
      let noon = try #require(TimeOfDay(hour: 12, minute: 0))
      let midnight = try #require(TimeOfDay(hour: 0, minute: 0))
      try await expectRoundTrip(bench, domain("time"), [noon, midnight], ["12:00:00", "00:00:00"])
      try await expectRoundTrip(
        bench, domain("interval"), [Duration.seconds(90), .seconds(-1)], ["00:01:30", "-00:00:01"])
      try await expectRoundTrip(
        bench, domain("timestamp"), [Date(timeIntervalSince1970: 0), Date(timeIntervalSince1970: 1)],
        ["1970-01-01 00:00:00", "1970-01-01 00:00:01"])
    }
  }

  @Test func overDomainsAndArrays() async throws {
    try await withDatabase { bench async throws in
      let raw = try bench.raw()
      for sql in [
        "CREATE DOMAIN amount_t AS bigint CHECK (VALUE >= 0)", "CREATE DOMAIN price_t AS amount_t CHECK (VALUE < 100)",
        "CREATE DOMAIN tags_t AS text[]", "CREATE DOMAIN word_t AS text", "CREATE DOMAIN words_t AS word_t[]",
        "CREATE TYPE mood AS ENUM ('sad', 'happy')",
      ] { try raw.run(sql) }
      try await expectRoundTrip(bench, "price_t", [7, 8], ["7", "8"])
      try await expectRoundTrip(bench, "amount_t[]", [[7, 8], []], ["{7,8}", "{}"])
      try await expectRoundTrip(bench, "price_t[]", [[7, 8], []], ["{7,8}", "{}"])
      try await expectRoundTrip(bench, "tags_t", [["a", "b"], []], ["{a,b}", "{}"])
      try await expectRoundTrip(bench, "words_t", [["a", nil], []] as [[String?]], ["{a,NULL}", "{}"])
      try await expectRoundTrip(bench, "mood[]", [["sad", "happy"], []], ["{sad,happy}", "{}"])
      try await expectRoundTrip(bench, "mood", ["sad", "happy"], ["sad", "happy"])
      try Cell<Int>.store("1", as: "price_t", on: raw)
      await expectError(.checkViolation) { _ = try await Cell<Int>.objects.create(Cell(-1)) }
      let error = await expectError(.invalidValue) { _ = try await Cell<String>.objects.create(Cell("text")) }
      #expect(error?.column == "value")
    }
  }
}
