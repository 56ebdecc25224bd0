import Foundation
import Kindred
import Testing

@Suite("Times at their edges")
struct TimeEdgeTests {
  private func date(_ seconds: Double) -> Date { Date(timeIntervalSinceReferenceDate: seconds) }

  /// Stores the values and reads them back in the same order.
  private func stored(_ dates: [Date]) async throws -> [Date] {
    try await Edges.objects.delete()
    try await Edges.objects.bulkCreate(dates.map { Edges(moment: $0) })
    return try await Edges.objects.order { $0.id }.all().compactMap(\.moment)
  }

  @Test("A date is rounded to the nearest microsecond, before 1970 and before 2001, too")
  func rounding() async throws {
    try await withDatabase { _ async throws in
      // Seconds since 2001, and the microseconds that are nearest.
      let cases: [(Double, Int64)] = [
        (0, 0), (0.000_000_4, 0), (0.000_000_6, 1), (-0.000_000_4, 0), (-0.000_000_6, -1), (-0.000_001, -1),
        (-0.999_999_6, -1_000_000), (0.999_999_6, 1_000_000), (12.345_678_4, 12_345_678),
        (-978_307_200.000_001, -978_307_200_000_001), (-978_307_199.999_999, -978_307_199_999_999),
        (-1_500_000_000.5, -1_500_000_000_500_000), (4_000_000_000.000_003, 4_000_000_000_000_003),
      ]
      let found = try await stored(cases.map { date($0.0) })
      #expect(found.map(\.timeIntervalSinceReferenceDate) == cases.map { Double($0.1) / 1_000_000 })
    }
  }

  @Test("A date that was read is stored again as it was, from year 1 to 9999")
  func stability() async throws {
    try await withDatabase { _ async throws in
      var state: UInt64 = 42
      let dates = (0..<2000).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        // From 0001-01-01 to 9999-12-31, in seconds since 2001.
        return date(-63_113_904_000 + Double(state >> 11) / Double(1 << 53) * 315_537_897_599)
      }
      let first = try await stored(dates)
      let second = try await stored(first)
      #expect(first.count == 2000 && first == second)
      for (before, after) in zip(dates, first) {
        let seconds = before.timeIntervalSinceReferenceDate
        let distance = abs(after.timeIntervalSinceReferenceDate - seconds)
        // Where doubles are farther apart than microseconds, the very same one comes back.
        if seconds.ulp > 0.000_001 { #expect(distance == 0) } else { #expect(distance <= 0.000_000_5 + seconds.ulp) }
      }
    }
  }

  @Test("The first and the last moment are kept; those outside are errors that name the field")
  func limits() async throws {
    try await withDatabase { _ async throws in
      let edges = [date(-63_113_904_000), date(252_423_993_599), date(252_423_993_599.5)]
      #expect(try await stored(edges) == edges)
      for seconds in [
        -63_113_904_000.00001, -63_113_904_001, 252_423_993_600, 252_423_993_599.99999, 1e13, -1e13, 1e300, -1e300,
        .infinity, -.infinity, .nan,
      ] {
        let error = await kindredError(.invalidValue) { try await Edges.objects.create(moment: date(seconds)) }
        #expect(error?.table == "edges" && error?.column == "moment")
        await kindredError(.invalidValue) { try await Edges.objects.update { $0.moment.set(date(seconds)) } }
        // Compared, it is below or above all of them.
        if seconds.isNaN {
          await kindredError(.invalidValue) { _ = try await Edges.objects.filter { $0.moment < date(seconds) }.all() }
        } else {
          #expect(try await Edges.objects.filter { $0.moment < date(seconds) }.count() == (seconds < 0 ? 0 : 3))
        }
      }
      #expect(try await Edges.objects.count() == 3)
    }
  }

  @Test("Calendar dates from year 1 to 9999; those outside are errors that name the field")
  func days() async throws {
    try await withDatabase { _ async throws in
      let edges = [(1, 1, 1), (9999, 12, 31), (1969, 12, 31), (1900, 2, 28), (2000, 2, 29)]
        .compactMap { CalendarDate(year: $0.0, month: $0.1, day: $0.2) }
      try await Edges.objects.bulkCreate(edges.map { Edges(day: $0) })
      #expect(try await Edges.objects.order { $0.id }.all().map(\.day) == edges)
      // 10000-01-01, the last day of year 0, and the ends of the type.
      for days in [2_932_897, -719_163, Int32.max, .min] {
        let day = CalendarDate(daysSince1970: days)
        let error = await kindredError(.invalidValue) { try await Edges.objects.create(day: day) }
        #expect(error?.table == "edges" && error?.column == "day")
        #expect(try await Edges.objects.filter { $0.day == day }.count() == 0)
        #expect(
          try await Edges.objects.filter { $0.day.in(edges + Array(repeating: day, count: 2000)) }.count() == 5)
        let list = await kindredError(.invalidValue) { try await Lists.objects.create(days: [day]) }
        #expect(list?.table == "lists" && list?.column == "days")
      }
    }
  }

  @Test("Times of day and durations keep their limits")
  func spans() async throws {
    try await withDatabase { _ async throws in
      let times = [0, 1, 86_399_999_999].compactMap { TimeOfDay(microsecondsSinceMidnight: $0) }
      let spans: [Duration] = [.microseconds(Int64.min), .microseconds(Int64.max), .nanoseconds(-1500)]
      try await Edges.objects.bulkCreate(zip(times, spans).map { Edges(time: $0, span: $1) })
      let found = try await Edges.objects.order { $0.id }.all()
      #expect(found.map(\.time) == times)
      #expect(found.map(\.span) == [.microseconds(Int64.min), .microseconds(Int64.max), .microseconds(-2)])
      for span in [Duration.seconds(Int64.max), .microseconds(Int64.max) + .microseconds(1)] {
        let error = await kindredError(.invalidValue) { try await Edges.objects.create(span: span) }
        #expect(error?.table == "edges" && error?.column == "span")
      }
    }
  }
}
