import Foundation
import KindredCore
import KindredPostgres
import PostgresTestServer
import Testing

@testable import HandWritten

/// Values that other programs may have stored. Each is read exactly, or an error names the column.
@Suite struct StoredValueTests {
  /// Expects that a value of the server cannot be read.
  private func expectDecodingError<Value: FieldValue>(
    _ bench: TestBench, _ raw: RawConnection, _ type: Value.Type, _ column: String, _ literals: [String],
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    for literal in literals {
      try Cell<Value>.store(literal, as: column, on: raw)
      let error = await expectError(.decoding, sourceLocation: sourceLocation) {
        _ = try await Cell<Value>.objects.all()
      }
      #expect(error?.table == "cell" && error?.column == "value", "\(literal)", sourceLocation: sourceLocation)
    }
  }

  private func read<Value: FieldValue>(
    _ raw: RawConnection, _ type: Value.Type, _ column: String, _ literal: String
  ) async throws -> Value {
    try Cell<Value>.store(literal, as: column, on: raw)
    return try await Cell<Value>.objects.get().value
  }

  @Test func timesThatSwiftDoesNotHave() async throws {
    try await withDatabase { bench async throws in
      let raw = try bench.raw()
      let infinities = ["'infinity'", "'-infinity'"]
      try await expectDecodingError(bench, raw, Date.self, "timestamptz", infinities + ["'294276-12-31 00:00:00+00'"])
      try await expectDecodingError(bench, raw, Date.self, "timestamp", infinities)
      try await expectDecodingError(bench, raw, Date?.self, "date", infinities)
      try await expectDecodingError(bench, raw, CalendarDate.self, "date", infinities)
      try await expectDecodingError(bench, raw, CalendarDate.self, "timestamp", infinities + ["'2008-01-01 00:00:01'"])
      try await expectDecodingError(bench, raw, TimeOfDay.self, "time", ["'24:00:00'"])
      try await expectDecodingError(bench, raw, Duration.self, "interval", ["'1 month'", "'-1 year'"])
      try await expectDecodingError(bench, raw, [Date].self, "timestamptz[]", ["'{infinity}'"])
      try await expectDecodingError(bench, raw, [CalendarDate].self, "date[]", ["'{2008-01-01,-infinity}'"])
      try Cell<Date>.store("'infinity'", as: "timestamptz", on: raw)
      let error = await expectError(.decoding) { _ = try await Cell<Date>.objects.all() }
      #expect(
        error?.message
          == "Column \"value\" of table \"cell\" holds a time stamp that the field's type cannot represent."
      )
    }
  }

  @Test func timesOutsideTheYearsThatAreStored() async throws {
    try await withDatabase { bench async throws in
      let raw = try bench.raw()
      // Days since 1970: 44 BC is the year -43.
      let ides = -735_160.0 * 86_400
      #expect(
        try await read(raw, Date.self, "timestamptz", "'0044-03-15 00:00:00+00 BC'")
          == Date(timeIntervalSince1970: ides))
      #expect(
        try await read(raw, Date.self, "timestamptz", "'10000-01-01 00:00:00+00'")
          == Date(timeIntervalSince1970: 253_402_300_800))
      #expect(
        try await read(raw, Date.self, "timestamptz", "'4714-11-24 00:00:00+00 BC'")
          == Date(timeIntervalSince1970: -2_440_588.0 * 86_400))
      var cell = try await Cell<Date>.objects.get()
      let error = await expectError(.invalidValue) { try await cell.save() }
      #expect(error?.column == "value")
      #expect(try await read(raw, CalendarDate.self, "date", "'0044-03-15 BC'").description == "-0043-03-15")
      #expect(try await read(raw, CalendarDate.self, "date", "'5874897-12-31'").description == "+5874897-12-31")
      #expect(try await read(raw, CalendarDate.self, "date", "'4714-11-24 BC'").description == "-4713-11-24")
    }
  }

  @Test func integersThatDoNotFit() async throws {
    try await withDatabase { bench async throws in
      let raw = try bench.raw()
      try await expectDecodingError(bench, raw, Int8.self, "smallint", ["128", "-129"])
      try await expectDecodingError(bench, raw, UInt8.self, "smallint", ["256", "-1"])
      try await expectDecodingError(bench, raw, Int16.self, "integer", ["32768", "-32769"])
      try await expectDecodingError(bench, raw, UInt16.self, "integer", ["65536", "-1"])
      try await expectDecodingError(bench, raw, Int32?.self, "bigint", ["2147483648", "-2147483649"])
      try await expectDecodingError(bench, raw, UInt32.self, "bigint", ["4294967296", "-1"])
      try await expectDecodingError(bench, raw, UInt64.self, "bigint", ["-1", "-9223372036854775808"])
      try await expectDecodingError(bench, raw, UInt.self, "numeric", ["18446744073709551615"])
      try await expectDecodingError(bench, raw, [UInt8].self, "smallint[]", ["'{1,256}'"])
      let odd = ["1.5", "9223372036854775808", "1e30", "'NaN'", "'Infinity'", "0.0000000000000000000001", "1e-400"]
      try await expectDecodingError(bench, raw, Int.self, "numeric", odd + ["9007199254740992.0000000001", "1e400"])
      try await expectDecodingError(
        bench, raw, Int64.self, "double precision", ["1.5", "'NaN'", "'-Infinity'", "9223372036854775808", "5e-324"])
      for whole in ["9007199254740993", "-9223372036854775808", "9223372036854775807", "0", "10000", "-7"] {
        #expect(try await read(raw, Int.self, "numeric", whole) == Int(whole))
        #expect(try await read(raw, Int.self, "numeric(30, 5)", whole) == Int(whole))
      }
    }
  }

  @Test func numbersThatAreNone() async throws {
    try await withDatabase { bench async throws in
      let raw = try bench.raw()
      let none = ["'NaN'", "'Infinity'", "'-Infinity'"]
      try await expectDecodingError(bench, raw, Decimal.self, "numeric", none)
      try await expectDecodingError(bench, raw, Decimal.self, "double precision", none + ["1e300"])
      try await expectDecodingError(
        bench, raw, Decimal?.self, "numeric",
        ["1e50 + 1", "1e-129", "1e200", "340282366920938463463374607431768211456", "0.1 + 1e-40"])
      try await expectDecodingError(bench, raw, Double.self, "numeric", ["1e400", "-1e400", "1e-400"])
      try await expectDecodingError(bench, raw, Float.self, "double precision", ["1e300"])
      try await expectDecodingError(bench, raw, Float.self, "numeric", ["1e39"])
      #expect(try await read(raw, Double.self, "double precision", "'NaN'").isNaN)
      #expect(try await read(raw, Double.self, "numeric", "'NaN'").isNaN)
      #expect(try await read(raw, Float.self, "real", "'NaN'").isNaN)
      #expect(try await read(raw, Double.self, "numeric", "'Infinity'") == .infinity)
      #expect(try await read(raw, Double?.self, "numeric", "'-Infinity'") == -.infinity)
      #expect(try await read(raw, Double.self, "numeric", "0") == 0)
      #expect(try await read(raw, Double.self, "numeric", "0.1") == 0.1)
      #expect(try await read(raw, Double.self, "numeric", "-1e300") == -1e300)
    }
  }

  @Test(arguments: [
    "1e50", "-1e50", "1e127", "3e140", "1e-128", "340282366920938463463374607431768211455", "0", "-0.10", "100.00",
    "0.00000000000000000000000000000000000012345678901234567890123456789012345678",
  ])
  func decimalsAreExact(_ text: String) async throws {
    try await withDatabase { bench async throws in
      let raw = try bench.raw()
      var cell = Cell(try await read(raw, Decimal.self, "numeric", text))
      try await cell.save()
      #expect(try raw.run("SELECT count(*) FROM cell WHERE value = \(text)::numeric") == ["2"])
      #expect(try await Cell<Decimal>.objects.filter { $0.value == cell.value }.count() == 2)
    }
  }

  @Test func realsAsDecimals() async throws {
    try await withDatabase { bench async throws in
      let raw = try bench.raw()
      #expect(try await read(raw, Decimal.self, "real", "0.1") == Decimal(string: "0.1"))
      #expect(try await read(raw, Decimal.self, "double precision", "1e50") == Decimal(string: "1e50"))
    }
  }

  @Test func refusesRealsThatWouldBecomeZeroOrInfinite() async throws {
    try await withDatabase { bench async throws in
      let raw = try bench.raw()
      try Cell<Double>.store("0", as: "real", on: raw)
      for value in [1e-300, 1e300, -1e-50] {
        let error = await expectError(.invalidValue) { _ = try await Cell<Double>.objects.create(Cell(value)) }
        #expect(error?.column == "value")
      }
      try await Cell<Double>.objects.create(Cell(0.25))
      #expect(try await Cell<Double>.objects.order { $0.id }.all().map(\.value) == [0, 0.25])
    }
  }
}
