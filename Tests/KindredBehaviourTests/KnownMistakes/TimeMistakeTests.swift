import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

/// What went wrong around changes of the clocks in other libraries.
@Suite("Known mistakes: times")
struct TimeMistakeTests {
  private func moment(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }

  @Test("FN-12, L-17: units around an hour that is there twice, or never (django#29754, risingwave#12072)")
  func ambiguousHours() async throws {
    try await withDatabase { _ async throws in
      // Los Angeles puts its clocks back at 09:00 UTC, from 2:00 to 1:00.
      let moments = ["2023-11-05T08:40:00Z", "2023-11-05T09:40:00Z", "2023-11-05T10:40:00Z"]
      for text in moments { try await Event.objects.create(name: text, start: try moment(text)) }
      try await withTimeZone("US/Pacific") {
        let hours = try await Event.objects.order { $0.start }.values { ($0.start.truncated(to: .hour), $0.start.hour) }
          .all()
        #expect(hours.map(\.1) == [1, 1, 2])
        #expect(
          hours.map(\.0) == (try ["2023-11-05T08:00:00Z", "2023-11-05T09:00:00Z", "2023-11-05T10:00:00Z"].map(moment)))
        // Both hours are of the same day, which began at 07:00 UTC.
        let days = try await Event.objects.values { ($0.start.truncated(to: .day), $0.count()) }.all()
        #expect(days.map(\.0) == [try moment("2023-11-05T07:00:00Z")])
        #expect(days.map(\.1) == [3])
        // A unit's beginning finds its own rows (django#34699).
        for text in moments {
          let start = try moment(text)
          #expect(try await Event.objects.filter { $0.start.truncated(to: .minute) == start }.count() == 1)
        }
        let day = try #require(CalendarDate(year: 2023, month: 11, day: 5))
        let time = try #require(TimeOfDay(hour: 1, minute: 40))
        #expect(try await Event.objects.filter { $0.start.date == day }.count() == 3)
        #expect(try await Event.objects.filter { $0.start.time >= time }.count() == 3)
      }
      // Lord Howe puts its clocks back by half an hour: 01:30 to 01:59 is there twice, at 14:30 to 15:30 UTC.
      try await Event.objects.delete()
      for text in ["2024-04-06T14:40:00Z", "2024-04-06T15:10:00Z", "2024-04-06T15:40:00Z"] {
        try await Event.objects.create(name: text, start: try moment(text))
      }
      try await withTimeZone("Australia/Lord_Howe") {
        let parts = try await Event.objects.order { $0.start }.values { ($0.start.hour, $0.start.minute) }.all()
        #expect(parts.map { "\($0.0):\($0.1)" } == ["1:40", "1:40", "2:10"])
        let day = try await Event.objects.values { $0.start.truncated(to: .day) }.distinct().all()
        #expect(day == [try moment("2024-04-06T13:00:00Z")])
      }
    }
  }

  @Test("FN-10 to FN-12: years with few digits, before 1970, and the end of the calendar")
  func farDates() async throws {
    try await withDatabase { _ async throws in
      func moment(_ year: Int, _ month: Int, _ day: Int, _ seconds: Double = 0) throws -> Date {
        let date = try #require(CalendarDate(year: year, month: month, day: day))
        return Date(timeIntervalSince1970: Double(date.daysSince1970) * 86_400 + seconds)
      }
      let moments = try [
        moment(1, 1, 1), moment(99, 12, 31, 86_399), moment(1582, 10, 10, 43_200), moment(1900, 2, 28, 82_800),
        moment(1969, 12, 31, 86_399), moment(9999, 12, 31, 86_399),
      ]
      for start in moments { try await Event.objects.create(start: start) }
      let all = Event.objects.order { $0.start }
      #expect(try await all.values { $0.start.year }.all() == [1, 99, 1582, 1900, 1969, 9999])
      #expect(try await all.values { $0.start.month }.all() == [1, 12, 10, 2, 12, 12])
      #expect(try await all.values { $0.start.day }.all() == [1, 31, 10, 28, 31, 31])
      let years = try [
        moment(1, 1, 1), moment(99, 1, 1), moment(1582, 1, 1), moment(1900, 1, 1), moment(1969, 1, 1),
        moment(9999, 1, 1),
      ]
      #expect(try await all.values { $0.start.truncated(to: .year) }.all() == years)
      #expect(try await Event.objects.filter { $0.start.year == 1969 }.count() == 1)
      #expect(try await Event.objects.filter { $0.start.year == 9999 }.count() == 1)
      #expect(try await Event.objects.filter { $0.start.year == 1 }.count() == 1)
      #expect(
        try await Event.objects.filter { $0.start.year == 10_000 || $0.start.year == -1 || $0.start.year == Int.max }
          .count() == 0)
      #expect(try await Event.objects.filter { $0.start.year < Int.max && $0.start.year > Int.min }.count() == 6)
      #expect(try await Event.objects.filter { $0.start.year.in([1, 9999, 12_345]) }.count() == 2)
      // 1900 was no leap year: an hour later it is March.
      let later = Event.objects.filter { $0.start.year == 1900 }.values { $0.start.advanced(by: .seconds(3600)).month }
      #expect(try await later.all() == [3])
      await kindredError(.invalidValue) {
        _ = try await Event.objects.values { $0.start.advanced(by: .seconds(Int64.max)) }.all()
      }
    }
  }
}
