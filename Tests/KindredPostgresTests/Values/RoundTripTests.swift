import Foundation
import KindredCore
import KindredPostgres
import PostgresTestServer
import Testing

@testable import HandWritten

@Suite struct RoundTripTests {
  @Test func keepsEveryTypeAtItsEdges() async throws {
    try await withDatabase { _ async throws in
      let low = try await Sample.objects.create(
        Sample(
          flag: false, small: .min, medium: .min, large: .min, unsigned: 0, real: -.greatestFiniteMagnitude,
          float: -.greatestFiniteMagnitude, amount: Decimal(string: "-999999.99"),
          exact: Decimal(string: "-0.00000000000000000000000000000000000001"), code: "", text: "", data: Data(),
          moment: Date(timeIntervalSince1970: -62_135_596_800), day: CalendarDate(year: 1, month: 1, day: 1),
          time: TimeOfDay(hour: 0, minute: 0), span: .microseconds(Int64.min),
          token: UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)),
          settings: JSON(Settings(theme: "", sizes: []))))
      let high = try await Sample.objects.create(
        Sample(
          flag: true, small: .max, medium: .max, large: .max, unsigned: .max, real: .leastNonzeroMagnitude,
          float: .infinity, amount: Decimal(string: "999999.99"),
          exact: Decimal(string: "12345678901234567890123456789012345678"), code: "ünïçö", text: "日本語 \u{1F600} '\"\\",
          data: Data(0...255), moment: Date(timeIntervalSince1970: 253_402_300_799.5),
          day: CalendarDate(year: 9999, month: 12, day: 31), time: TimeOfDay(microsecondsSinceMidnight: 86_399_999_999),
          span: .microseconds(Int64.max), token: UUID(), settings: JSON(Settings(theme: "\"{", sizes: [1, 2, 3]))))
      let none = try await Sample.objects.create(Sample())
      let found = try await Sample.objects.order { $0.id.asc }.all()
      for (stored, read) in zip([low, high, none], found) {
        #expect(read.flag == stored.flag)
        #expect(read.small == stored.small)
        #expect(read.medium == stored.medium)
        #expect(read.large == stored.large)
        #expect(read.unsigned == stored.unsigned)
        #expect(read.real == stored.real)
        #expect(read.float == stored.float)
        #expect(read.amount == stored.amount)
        #expect(read.exact == stored.exact)
        #expect(read.code == stored.code)
        #expect(read.text == stored.text)
        #expect(read.data == stored.data)
        #expect(read.moment == stored.moment)
        #expect(read.day == stored.day)
        #expect(read.time == stored.time)
        #expect(read.span == stored.span)
        #expect(read.token == stored.token)
        #expect(read.settings?.value == stored.settings?.value)
      }
    }
  }

  @Test func findsEveryTypeByItsValue() async throws {
    try await withDatabase { _ async throws in
      let moment = Date(timeIntervalSince1970: 1_234_567_890.123456)
      let token = UUID()
      _ = try await Sample.objects.create(
        Sample(
          flag: true, small: -7, medium: 70_000, large: 1 << 40, unsigned: 3, real: 2.5, float: 0.25,
          amount: Decimal(string: "10.50"), exact: Decimal(10_000), text: "x", data: Data([1]), moment: moment,
          day: CalendarDate(year: 2008, month: 2, day: 29), time: TimeOfDay(hour: 12, minute: 30),
          span: .seconds(90), token: token))
      func finds<C: KindredCore.QueryExpression<Bool>>(_ condition: (Sample.Columns) -> C) async throws -> Bool {
        try await Sample.objects.filter(condition).exists()
      }
      #expect(try await finds { $0.flag == true })
      #expect(try await finds { $0.small == -7 })
      #expect(try await finds { $0.medium > 69_999 })
      #expect(try await finds { $0.large == 1 << 40 })
      #expect(try await finds { $0.real == 2.5 })
      #expect(try await finds { $0.float == 0.25 })
      #expect(try await finds { $0.amount == Decimal(string: "10.5") })
      #expect(try await finds { $0.exact >= Decimal(10_000) })
      #expect(try await finds { $0.data == Data([1]) })
      #expect(try await finds { $0.moment == moment })
      #expect(try await finds { $0.day == CalendarDate(year: 2008, month: 2, day: 29) })
      #expect(try await finds { $0.time < TimeOfDay(hour: 12, minute: 31) })
      #expect(try await finds { $0.span == .seconds(90) })
      #expect(try await finds { $0.token == token })
      #expect(try await finds { $0.token.in([token, nil]) })
      let many = (0..<2000).map { CalendarDate(daysSince1970: 13_000 + $0) }
      #expect(try await finds { $0.day.in(many) })
      #expect(try await finds { $0.amount.in((0..<1500).map { Decimal($0) + Decimal(0.5) }) })
      #expect(try await Sample.objects.update { $0.span.set($0.span + .seconds(1)) } == 1)
      #expect(try await Sample.objects.get().span == .seconds(91))
    }
  }

  @Test(arguments: [
    "0", "1", "-1", "10000", "9999", "0.0001", "0.00001", "123456789.000000001", "-0.5", "1e20", "1.5e-7", "100",
  ])
  func keepsDecimals(_ text: String) async throws {
    try await withDatabase { bench async throws in
      let value = try #require(Decimal(string: text))
      let sample = try await Sample.objects.create(Sample(exact: value))
      #expect(try await Sample.objects.get(id: sample.id).exact == value)
      let said = try bench.raw().run("SELECT exact = '\(text)'::numeric FROM sample")
      #expect(said == ["t"])
    }
  }

  @Test(arguments: [
    ("exact", "'NaN'"), ("exact", "'Infinity'"), ("exact", "1e50 + 1"), ("day", "'infinity'"),
    ("moment", "'-infinity'"), ("time", "'24:00:00'"), ("span", "'1 month'"), ("settings", "'[1]'"),
  ])
  func reportsWhatNoValueStandsFor(_ column: String, _ value: String) async throws {
    try await withDatabase { bench async throws in
      try bench.raw().run("INSERT INTO sample (\"\(column)\") VALUES (\(value))")
      let error = await expectError(.decoding) { _ = try await Sample.objects.all() }
      #expect(error?.table == "sample")
      #expect(error?.column == column)
    }
  }

  @Test func readsIntervalsWithDaysAndYearsBeforeAndBehind() async throws {
    try await withDatabase { bench async throws in
      try bench.raw().run(
        """
        INSERT INTO sample (span, moment, day) VALUES ('2 days 1 second', '0044-03-15 00:00:00+00 BC', '12000-01-01')
        """)
      let sample = try await Sample.objects.get()
      #expect(sample.span == .seconds(2 * 86_400 + 1))
      #expect(sample.moment.map { $0 < Date(timeIntervalSince1970: -62_135_596_800) } == true)
      #expect(sample.day?.year == 12_000)
    }
  }

  @Test func reportsColumnsOfAnotherType() async throws {
    try await withDatabase { bench async throws in
      let raw = try bench.raw()
      let blog = try await Blog.objects.create(name: "x")
      try raw.run("ALTER TABLE entry ALTER COLUMN rating TYPE text")
      try raw.run("INSERT INTO entry (blog_id, headline, rating) VALUES (1, 'h', 'ten')")
      let error = await expectError(.decoding) { _ = try await Entry.objects.all() }
      #expect(error?.column == "rating")
      let refused = await expectError(.invalidValue) { _ = try await Entry.objects.create(blog: blog, headline: "h") }
      #expect(refused?.column == "rating")
    }
  }
}
