import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@testable import KindredCore

@Suite("Parts of dates")
struct DatePartTests {
  /// A moment, its date and its time of day in UTC, and what its parts are.
  private struct Case {
    let moment: Date
    let day: CalendarDate?
    let time: TimeOfDay?
    /// Year, ISO year, quarter, month, ISO week, day, day of the week from Sunday on and from Monday on.
    let days: [Int]
    /// Hour, minute, second.
    let clock: [Int]
    /// The beginnings of its year, quarter, month, week and day.
    let beginnings: [String]
  }

  // A leap day, the last week of another year, the first week of another year, and a moment before 1970.
  private let cases = [
    Case(
      moment: Date(timeIntervalSince1970: 1_709_251_198.5), day: CalendarDate(year: 2024, month: 2, day: 29),
      time: TimeOfDay(hour: 23, minute: 59, second: 58, microsecond: 500_000), days: [2024, 2024, 1, 2, 9, 29, 5, 4],
      clock: [23, 59, 58], beginnings: ["2024-01-01", "2024-01-01", "2024-02-01", "2024-02-26", "2024-02-29"]),
    Case(
      moment: Date(timeIntervalSince1970: 1_609_459_200), day: CalendarDate(year: 2021, month: 1, day: 1),
      time: TimeOfDay(hour: 0, minute: 0), days: [2021, 2020, 1, 1, 53, 1, 6, 5], clock: [0, 0, 0],
      beginnings: ["2021-01-01", "2021-01-01", "2021-01-01", "2020-12-28", "2021-01-01"]),
    Case(
      moment: Date(timeIntervalSince1970: 1_546_259_400), day: CalendarDate(year: 2018, month: 12, day: 31),
      time: TimeOfDay(hour: 12, minute: 30), days: [2018, 2019, 4, 12, 1, 31, 2, 1], clock: [12, 30, 0],
      beginnings: ["2018-01-01", "2018-10-01", "2018-12-01", "2018-12-31", "2018-12-31"]),
    Case(
      moment: Date(timeIntervalSince1970: -0.000001), day: CalendarDate(year: 1969, month: 12, day: 31),
      time: TimeOfDay(hour: 23, minute: 59, second: 59, microsecond: 999_999), days: [1969, 1970, 4, 12, 1, 31, 4, 3],
      clock: [23, 59, 59], beginnings: ["1969-01-01", "1969-10-01", "1969-12-01", "1969-12-29", "1969-12-31"]),
  ]

  private func with(_ body: (Case, QuerySet<Edges>) async throws -> Void) async throws {
    try await withDatabase { _ async throws in
      try await Edges.objects.create()
      for value in cases {
        let row = try await Edges.objects.create(moment: value.moment, day: value.day, time: value.time)
        try await body(value, Edges.objects.filter { $0.id == row.id })
      }
      let years: [Int?] = try await Edges.objects.filter { $0.moment.isNull }.values { $0.moment.year }.all()
      #expect(years == [nil])
    }
  }

  @Test("L-11 to L-16, FN-6, FN-7: parts of moments, dates and times of day, in UTC")
  func parts() async throws {
    try onEachDialect { () throws in
      #expect(
        try Edges.objects.filter { $0.moment.month == 2 }.condition()
          == spelled(
            sqlite: #"CAST(STRFTIME('%m', SUBSTR("edges"."moment", 1, 10)) AS INTEGER) = ?1"#,
            postgres: #"CAST(EXTRACT(MONTH FROM "edges"."moment" AT TIME ZONE 'UTC') AS bigint) = $1"#))
    }
    #expect(
      try Edges.objects.values { $0.moment.hour }.sql(for: .sqlite).text
        == #"SELECT CAST(STRFTIME('%H', SUBSTR("edges"."moment", 12, 8)) AS INTEGER) FROM "edges""#)
    #expect(
      try Edges.objects.values { $0.moment.hour }.sql(for: .postgres).text
        == #"SELECT CAST(EXTRACT(HOUR FROM "edges"."moment" AT TIME ZONE 'UTC') AS bigint) FROM "edges""#)
    try await with { value, row async throws in
      let ofMoment = try await row.values {
        (
          $0.moment.year, $0.moment.isoYear, $0.moment.quarter, $0.moment.month, $0.moment.week, $0.moment.day,
          $0.moment.weekDay, $0.moment.isoWeekDay
        )
      }.all()[0]
      let m = ofMoment
      #expect([m.0, m.1, m.2, m.3, m.4, m.5, m.6, m.7] == value.days)
      let d = try await row.values {
        (
          $0.day.year, $0.day.isoYear, $0.day.quarter, $0.day.month, $0.day.week, $0.day.day, $0.day.weekDay,
          $0.day.isoWeekDay
        )
      }.all()[0]
      #expect([d.0, d.1, d.2, d.3, d.4, d.5, d.6, d.7] == value.days)
      let c = try await row.values { ($0.moment.hour, $0.moment.minute, $0.moment.second) }.all()[0]
      #expect([c.0, c.1, c.2] == value.clock)
      let t = try await row.values { ($0.time.hour, $0.time.minute, $0.time.second) }.all()[0]
      #expect([t.0, t.1, t.2] == value.clock)
      #expect(try await row.values { $0.moment.date }.all()[0] == value.day)
      #expect(try await row.values { $0.moment.time }.all()[0] == value.time)
      // They can be used wherever an expression can.
      let year = value.days[0]
      #expect(try await row.filter { $0.moment.year >= year && $0.moment.year < year + 1 }.count() == 1)
      #expect(try await row.filter { $0.moment.date == $0.day && $0.moment.week == $0.day.week }.count() == 1)
    }
  }

  @Test("FN-10, FN-11: beginnings of units, which compare with values")
  func truncation() async throws {
    let units: [DateUnit] = [.year, .quarter, .month, .week, .day]
    try await with { value, row async throws in
      for (unit, text) in zip(units, value.beginnings) {
        let day = try #require(CalendarDate(text))
        let moment = Date(timeIntervalSince1970: Double(day.daysSince1970) * 86_400)
        let days: [CalendarDate?] = try await row.values { $0.day.truncated(to: unit) }.all()
        #expect(days == [day], "\(unit)")
        let moments: [Date?] = try await row.values { $0.moment.truncated(to: unit) }.all()
        #expect(moments == [moment], "\(unit)")
        #expect(try await row.filter { $0.day.truncated(to: unit) == day }.count() == 1)
        #expect(try await row.filter { $0.moment.truncated(to: unit) == moment }.count() == 1)
      }
      let seconds = value.moment.timeIntervalSince1970.rounded(.down)
      for (unit, length) in [(DateUnit.hour, 3600.0), (.minute, 60), (.second, 1)] {
        let moment = Date(timeIntervalSince1970: (seconds / length).rounded(.down) * length)
        let moments: [Date?] = try await row.values { $0.moment.truncated(to: unit) }.all()
        #expect(moments == [moment], "\(unit)")
        #expect(try await row.filter { $0.moment.truncated(to: unit) == moment }.count() == 1)
        let error = await #expect(throws: KindredError.self) {
          _ = try await row.values { $0.day.truncated(to: unit) }.all()
        }
        #expect(error?.code == .invalidQuery)
      }
    }
  }

  @Test("Groups by month")
  func groups() async throws {
    try await withDatabase { _ async throws in
      for day in [1, 15, 29] { try await Edges.objects.create(day: CalendarDate(year: 2024, month: 2, day: day)) }
      try await Edges.objects.create(day: CalendarDate(year: 2024, month: 3, day: 1))
      let groups = try await Edges.objects.values { ($0.day.truncated(to: .month), $0.count()) }.order { month, _ in
        month
      }
      .all()
      #expect(groups.map { $0.0?.description } == ["2024-02-01", "2024-03-01"])
      #expect(groups.map(\.1) == [3, 1])
    }
  }
}
