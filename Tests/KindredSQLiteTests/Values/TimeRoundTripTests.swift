import Foundation
import KindredCore
import Testing

@testable import HandWritten

@Suite("Dates, times and durations are stored as Django stores them")
struct TimeRoundTripTests {
  private func seconds(_ seconds: Double) -> Date { Date(timeIntervalSince1970: seconds) }

  @Test("A time stamp is text in UTC, with microseconds where there are some")
  func timestamps() async throws {
    let values = [
      seconds(0), seconds(1_700_000_000.123456), seconds(-0.000001), seconds(-62_135_596_800),
      seconds(253_402_300_799), seconds(1_709_164_800.5), seconds(951_782_400),
    ]
    let result = try await roundTrip(values)
    #expect(
      result.stored == [
        ["text", "1970-01-01 00:00:00"], ["text", "2023-11-14 22:13:20.123456"],
        ["text", "1969-12-31 23:59:59.999999"], ["text", "0001-01-01 00:00:00"], ["text", "9999-12-31 23:59:59"],
        ["text", "2024-02-29 00:00:00.500000"], ["text", "2000-02-29 00:00:00"],
      ])
    #expect(
      result.read.map { ($0.timeIntervalSince1970 * 1_000_000).rounded() }
        == values.map {
          ($0.timeIntervalSince1970 * 1_000_000).rounded()
        })
  }

  @Test(
    "A date that was read is stored again as it was",
    arguments: [
      "2026-07-01 12:00:00.000001", "2026-07-01 12:00:00.999999", "1900-03-01 23:59:59.000003", "2200-12-31 00:00:00.1",
    ])
  func stable(text: String) async throws {
    try await Scratch.run([Cell<Date>.self]) { scratch in
      try scratch.raw.run("INSERT INTO cell (value) VALUES ('\(text)')")
      var cell = try await Cell<Date>.objects.get(id: 1)
      try await cell.save()
      let padded = text.hasSuffix(".1") ? text + "00000" : text
      #expect(try scratch.raw.cell("SELECT value FROM cell") == padded)
    }
  }

  @Test("Fractions below a microsecond are rounded")
  func rounding() async throws {
    let result = try await roundTrip([seconds(0.0000004), seconds(0.0000006)])
    #expect(result.stored.map { $0[1] } == ["1970-01-01 00:00:00", "1970-01-01 00:00:00.000001"])
  }

  @Test(
    "A time stamp outside the years 1 to 9999 is refused, by the field's name",
    arguments: [
      -62_135_596_801, 253_402_300_800, 1e300, -1e300, .infinity, .nan,
    ])
  func outside(interval: Double) async throws {
    try await Scratch.run([Cell<Date>.self]) { _ in
      let error = await kindredError { try await Cell<Date>.objects.create(Cell(seconds(interval))) }
      #expect(error?.code == .invalidValue)
      #expect(error?.message == "Field \"value\" of Cell: the date is outside the years 1 to 9999.")
      let count = try await Cell<Date>.objects.count()
      #expect(count == 0)
    }
  }

  @Test(
    "What Django and others write is read",
    arguments: [
      ("2008-12-24 18:30:00", 1_230_143_400.0), ("2008-12-24T18:30:00Z", 1_230_143_400),
      ("2008-12-24 18:30:00.250000", 1_230_143_400.25), ("2008-12-24 18:30:00+02:00", 1_230_136_200),
      ("2008-12-24 18:30:00-05:30", 1_230_163_200), ("2008-12-24 18:30", 1_230_143_400), ("2008-12-24", 1_230_076_800),
    ])
  func foreign(text: String, interval: Double) async throws {
    try await Scratch.run([Cell<Date>.self]) { scratch in
      try scratch.raw.run("INSERT INTO cell (value) VALUES ('\(text)')")
      #expect(try await Cell<Date>.objects.get(id: 1).value == seconds(interval))
    }
  }

  @Test("Years that are not stored have a text that is read back")
  func farYears() throws {
    let days: [(Int32, String)] = [
      (2_932_897, "+10000-01-01"), (3_663_382, "+12000-01-01"), (-719_163, "0000-12-31"), (-719_529, "-0001-12-31"),
      (-735_525, "-0044-03-15"), (.max, "+5881580-07-11"), (.min, "-5877641-06-23"), (0, "1970-01-01"),
    ]
    for (day, text) in days {
      #expect(CalendarDate(daysSince1970: day).description == text)
      #expect(CalendarDate(text) == CalendarDate(daysSince1970: day))
    }
    for text in ["+5881580-07-12", "+99999999-01-01", "+2023-02-29", "10000-01-01", "-1-01-01", "+", "-", "0000-00-00"]
    {
      #expect(CalendarDate(text) == nil)
    }
  }

  @Test("A calendar date is YYYY-MM-DD, from year 1 to 9999")
  func dates() async throws {
    let first = try #require(CalendarDate(year: 1, month: 1, day: 1))
    let leap = try #require(CalendarDate(year: 2008, month: 2, day: 29))
    let last = try #require(CalendarDate(year: 9999, month: 12, day: 31))
    let result = try await roundTrip([first, leap, last])
    #expect(result.read == [first, leap, last])
    #expect(result.stored == [["text", "0001-01-01"], ["text", "2008-02-29"], ["text", "9999-12-31"]])
    for day in [Int32.min, -719_163, 2_932_897, .max] {
      let error = await kindredError { _ = try await roundTrip([CalendarDate(daysSince1970: day)]) }
      #expect(error?.code == .invalidValue)
      #expect(error?.message.contains("Field \"value\" of Cell") == true)
    }
  }

  @Test("A time of day is HH:MM:SS, with microseconds where there are some")
  func times() async throws {
    let midnight = try #require(TimeOfDay(hour: 0, minute: 0))
    let noon = try #require(TimeOfDay(hour: 12, minute: 30, second: 5, microsecond: 7))
    let last = try #require(TimeOfDay(hour: 23, minute: 59, second: 59, microsecond: 999_999))
    let result = try await roundTrip([midnight, noon, last])
    #expect(result.read == [midnight, noon, last])
    #expect(result.stored == [["text", "00:00:00"], ["text", "12:30:05.000007"], ["text", "23:59:59.999999"]])
  }

  @Test("A duration is a number of microseconds, negative ones included")
  func durations() async throws {
    let values: [Duration] = [
      .zero, .microseconds(1), .milliseconds(-1500), .microseconds(Int64.max), .microseconds(Int64.min + 1),
    ]
    let result = try await roundTrip(values)
    #expect(result.read == values)
    #expect(
      result.stored == [
        ["integer", "0"], ["integer", "1"], ["integer", "-1500000"], ["integer", "9223372036854775807"],
        ["integer", "-9223372036854775807"],
      ])
    #expect(try await roundTrip([Duration.nanoseconds(-1500), .nanoseconds(499)]).read == [.microseconds(-2), .zero])
    for value in [Duration.seconds(Int64.max), .seconds(Int64.min)] {
      #expect(await kindredError { _ = try await roundTrip([value]) }?.code == .invalidValue)
    }
  }
}
