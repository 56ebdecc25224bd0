import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@testable import KindredCore

@Suite("Arithmetic of times")
struct TimeArithmeticTests {
  private func moment(_ text: String, _ microseconds: Int = 0) throws -> Date {
    try Date(text, strategy: .iso8601).addingTimeInterval(Double(microseconds) / 1_000_000)
  }

  private func selected<E: KindredCore.QueryExpression>(_ column: (Event.Columns) -> E) throws -> [String]
  where E.Value: FieldValue {
    try [Dialect.sqlite, .postgres].map { dialect in
      let text = try Event.objects.values(column).sql(for: dialect).text
      return String(text.dropFirst("SELECT ".count).dropLast(#" FROM "event""#.count)).replacing(#""event"."#, with: "")
    }
  }

  @Test("E-2, MQ-16: their text")
  func texts() throws {
    #expect(
      try selected { $0.start.advanced(by: .seconds(1)) } == [
        #"kindred_moment_advanced("start", ?1)"#,
        #"("start" AT TIME ZONE 'UTC' + $1::interval) AT TIME ZONE 'UTC'"#,
      ])
    #expect(
      try selected { $0.day.advanced(by: $0.length) }
        == [#"kindred_date_advanced("day", "length")"#, #"CAST("day" + "length" AS date)"#])
    #expect(
      try selected { $0.opens.advanced(by: -$0.length) }
        == [#"kindred_time_advanced("opens", kindred_subtract(0, "length"))"#, #""opens" + (-"length")"#])
    #expect(
      try selected { $0.start.duration(to: $0.end) }
        == [#"kindred_moment_duration("start", "end")"#, #""end" - "start""#])
    #expect(
      try selected { $0.day.duration(to: $0.until) }
        == [#"kindred_date_duration("day", "until")"#, #"("until" - "day") * INTERVAL '1 day'"#])
    #expect(
      try selected { $0.length.scaled(by: 3) } == [#"kindred_multiply("length", ?1)"#, #""length" * $1::bigint"#])
    #expect(
      try selected { $0.length.scaled(by: $0.factor) } == [
        #"kindred_scaled("length", "factor")"#,
        #"INTERVAL '1 second' * (CAST(EXTRACT(EPOCH FROM "length") AS double precision) * "factor")"#,
      ])
    #expect(
      try selected { $0.length.hour } == [
        #""length" / 3600000000 % 24"#, #"CAST(TRUNC(EXTRACT(EPOCH FROM "length")) AS bigint) / 3600 % 24"#,
      ])
  }

  @Test("E-2: moments, to the microsecond, over the changes of clocks and of years")
  func moments() async throws {
    try await withDatabase { _ async throws in
      let cases: [(Date, Duration, Date)] = [
        (try moment("2024-02-28T23:59:59Z", 999_999), .microseconds(1), try moment("2024-02-29T00:00:00Z")),
        (try moment("2024-03-30T12:00:00Z"), .seconds(86_400), try moment("2024-03-31T12:00:00Z")),
        (try moment("2024-01-01T00:00:00Z"), .microseconds(-1), try moment("2023-12-31T23:59:59Z", 999_999)),
        (try moment("1969-12-31T23:59:59Z", 500_000), .milliseconds(1500), try moment("1970-01-01T00:00:01Z")),
        (try moment("2000-01-01T00:00:00Z"), .seconds(-3_155_760_000), try moment("1899-12-31T00:00:00Z")),
        (try moment("2024-01-01T00:00:00Z"), .zero, try moment("2024-01-01T00:00:00Z")),
      ]
      for (start, length, end) in cases {
        try await Event.objects.delete()
        let event = try await Event.objects.create(start: start, end: end, length: length, pause: length)
        let later = try await Event.objects.values {
          ($0.start.advanced(by: length), $0.start.advanced(by: $0.length), $0.start.advanced(by: $0.pause))
        }.get()
        // Doubles cannot add microseconds exactly.
        #expect(later.0.asStored == end.asStored && later.1 == later.0 && later.2 == later.0, "\(start) \(length)")
        let lengths = try await Event.objects.values {
          ($0.start.duration(to: $0.end), $0.start.duration(to: end), $0.end.duration(to: $0.start))
        }.get()
        #expect(lengths.0 == length && lengths.1 == length && lengths.2 == .zero - length, "\(start) \(length)")
        #expect(try await Event.objects.filter { $0.start.advanced(by: $0.length) == $0.end }.count() == 1)
        #expect(try await Event.objects.filter { $0.start.duration(to: $0.end) == $0.length }.count() == 1)
        try await Event.objects.update { $0.start.set($0.start.advanced(by: -$0.length)) }
        #expect(try await Event.objects.get(id: event.id).start.duration(to: start) == length)
      }
      // NULL.
      try await Event.objects.update {
        $0.end.set(nil)
        $0.pause.set(nil)
      }
      let none = try await Event.objects.values {
        ($0.start.duration(to: $0.end), $0.end.advanced(by: .seconds(1)), $0.start.advanced(by: $0.pause))
      }.get()
      #expect(none.0 == nil && none.1 == nil && none.2 == nil)
      #expect(try await Event.objects.exclude { $0.start.duration(to: $0.end) > .zero }.count() == 1)
    }
  }

  @Test("E-2: days and times of day")
  func daysAndClocks() async throws {
    try await withDatabase { _ async throws in
      let day = try #require(CalendarDate(year: 2024, month: 2, day: 28))
      func date(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }
      func time(_ text: String) throws -> TimeOfDay { try #require(TimeOfDay(text)) }
      try await Event.objects.create(
        day: day, until: try date("2024-03-01"), opens: try time("23:30:00"), closes: try time("00:15:00.5"))
      for (length, later) in [
        (Duration.seconds(86_400), "2024-02-29"), (.seconds(2 * 86_400), "2024-03-01"),
        (.seconds(86_399), "2024-02-28"),
        (.seconds(-1), "2024-02-27"), (.seconds(-86_400), "2024-02-27"), (.zero, "2024-02-28"),
        (.seconds(-59 * 86_400), "2023-12-31"),
      ] {
        let found = try await Event.objects.values { $0.day.advanced(by: length) }.get()
        let expected = try date(later)
        #expect(found == expected, "\(length)")
      }
      let days = try await Event.objects.values { ($0.day.duration(to: $0.until), $0.until.duration(to: day)) }.get()
      #expect(days.0 == .seconds(2 * 86_400) && days.1 == .seconds(-2 * 86_400))
      for (length, later) in [
        (Duration.seconds(1800), "00:00:00"), (.seconds(3600), "00:30:00"), (.seconds(-3600), "22:30:00"),
        (.seconds(25 * 3600), "00:30:00"), (.microseconds(-1), "23:29:59.999999"), (.seconds(-86_400), "23:30:00"),
      ] {
        let found = try await Event.objects.values { $0.opens.advanced(by: length) }.get()
        let expected = try time(later)
        #expect(found == expected, "\(length)")
      }
      let clocks = try await Event.objects.values {
        ($0.opens.duration(to: $0.closes), $0.closes.duration(to: $0.opens))
      }.get()
      #expect(clocks.0 == .milliseconds(-83_699_500) && clocks.1 == .milliseconds(83_699_500))
    }
  }

  @Test("E-2: sums, differences and multiples of durations")
  func durations() async throws {
    try await withDatabase { _ async throws in
      try await Event.objects.create(length: .seconds(90), pause: .milliseconds(1500), count: 3, factor: 0.1)
      let sums = try await Event.objects.values {
        ($0.length + .seconds(1), $0.length - $0.pause, -$0.length, $0.pause + $0.pause)
      }.get()
      #expect(sums.0 == .seconds(91) && sums.1 == .milliseconds(88_500))
      #expect(sums.2 == .seconds(-90) && sums.3 == .seconds(3))
      let multiples = try await Event.objects.values {
        (
          $0.length.scaled(by: -2), $0.length.scaled(by: $0.count), $0.length.scaled(by: 1.0 / 7),
          $0.pause.scaled(by: $0.factor), $0.length.scaled(by: 0.0000005)
        )
      }.get()
      #expect(multiples.0 == .seconds(-180) && multiples.1 == .seconds(270))
      // 90 / 7 = 12.857142857…, and 45 microseconds.
      #expect(multiples.2 == .microseconds(12_857_143) && multiples.3 == .milliseconds(150))
      #expect(multiples.4 == .microseconds(45))
      // A difference of moments has days on PostgreSQL.
      let (first, last) = (try moment("2024-01-01T00:00:00Z"), try moment("2024-01-11T00:00:01Z"))
      try await Event.objects.update {
        $0.start.set(first)
        $0.end.set(last)
      }
      let parts = try await Event.objects.values {
        ($0.start.duration(to: $0.end).scaled(by: 0.3), $0.start.duration(to: $0.end).scaled(by: 2))
      }.get()
      #expect(parts.0 == .milliseconds(259_200_300) && parts.1 == .seconds(1_728_002))
      #expect(try await Event.objects.filter { $0.length.scaled(by: 2) > .seconds(179) }.count() == 1)
    }
  }

  @Test("FN-8: parts of durations")
  func parts() async throws {
    try await withDatabase { _ async throws in
      // Two days, 3:04:05.6; a day, 1:01:01 back; the last microsecond of a day.
      let cases: [(Duration, [Int], Double)] = [
        (Duration.milliseconds(183_845_600), [2, 3, 4, 5], 183_845.6),
        (Duration.seconds(-90_061), [-1, -1, -1, -1], -90_061), (Duration.milliseconds(-1500), [0, 0, 0, -1], -1.5),
        (Duration.zero, [0, 0, 0, 0], 0), (Duration.microseconds(86_399_999_999), [0, 23, 59, 59], 86_399.999999),
      ]
      for (length, expected, seconds) in cases {
        try await Event.objects.delete()
        try await Event.objects.create(length: length, pause: length)
        let found = try await Event.objects.values {
          ($0.length.day, $0.length.hour, $0.length.minute, $0.length.second, $0.length.inSeconds)
        }.get()
        #expect([found.0, found.1, found.2, found.3] == expected && found.4 == seconds, "\(length)")
        let optional = try await Event.objects.values { ($0.pause.day, $0.pause.hour, $0.pause.inSeconds) }.get()
        #expect(optional.0 == expected[0] && optional.1 == expected[1] && optional.2 == seconds)
        #expect(try await Event.objects.filter { $0.length.second == expected[3] }.count() == 1)
      }
      try await Event.objects.update { $0.pause.set(nil) }
      #expect(try await Event.objects.values { $0.pause.hour }.get() == nil)
      // Of the time between two moments.
      try await Event.objects.update { $0.end.set($0.start.advanced(by: .seconds(100_000))) }
      let between = try await Event.objects.values {
        ($0.start.duration(to: $0.end).day, $0.start.duration(to: $0.end).hour)
      }.get()
      #expect(between.0 == 1 && between.1 == 3)
    }
  }

  @Test("E-2: what cannot be stored is an error on every database")
  func overflow() async throws {
    try await withDatabase { _ async throws in
      let last = try moment("9999-12-31T23:59:59Z")
      try await Event.objects.create(
        start: last, day: try #require(CalendarDate("9999-12-31")), length: .microseconds(Int64.max))
      _ = await kindredError(.invalidValue) {
        _ = try await Event.objects.values { $0.start.advanced(by: .seconds(9_000_000_000_000)) }.all()
      }
      _ = await kindredError(.invalidValue) {
        _ = try await Event.objects.values { $0.day.advanced(by: .seconds(9_000_000_000_000)) }.all()
      }
      _ = await kindredError(.invalidValue) {
        _ = try await Event.objects.values { $0.length + .microseconds(1) }.all()
      }
      _ = await kindredError(.invalidValue) { _ = try await Event.objects.values { $0.length.scaled(by: 2) }.all() }
      _ = await kindredError(.invalidValue) { _ = try await Event.objects.values { $0.length.scaled(by: 1e300) }.all() }
      _ = await kindredError(.invalidValue) {
        _ = try await Event.objects.values { $0.length.scaled(by: .infinity) }.all()
      }
      if Backend.current == .sqlite {
        _ = await kindredError(.invalidValue) {
          _ = try await Event.objects.values { $0.start.advanced(by: .seconds(1)) }.all()
        }
      }
    }
  }
}

extension Date {
  fileprivate func duration(to other: Date) -> Duration {
    .microseconds(
      Int64(((other.timeIntervalSinceReferenceDate - timeIntervalSinceReferenceDate) * 1_000_000).rounded()))
  }
}
