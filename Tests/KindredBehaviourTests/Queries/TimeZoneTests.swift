import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@Suite("Parts of moments in time zones")
struct TimeZoneTests {
  private func moment(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }

  @Test("L-17, FN-32: the zone of the task is a value of the query")
  func text() async throws {
    try await onEachDialectInBerlin()
    let plain = try Edges.objects.filter { $0.moment.month == 2 }.sql(for: .sqlite).text
    #expect(
      try await withTimeZone("UTC") { try Edges.objects.filter { $0.moment.month == 2 }.sql(for: .sqlite).text }
        == plain)
    // Dates and times of day have no zone.
    #expect(
      try withTimeZone("Asia/Tokyo") {
        try Edges.objects.values { ($0.day.year, $0.time.hour) }.sql(for: .postgres).text
      }
        == Edges.objects.values { ($0.day.year, $0.time.hour) }.sql(for: .postgres).text)
  }

  private func onEachDialectInBerlin() async throws {
    try await withTimeZone("Europe/Berlin") {
      try onEachDialect { () throws in
        let condition = try Edges.objects.filter { $0.moment.month == 2 }.condition()
        #expect(
          condition
            == spelled(
              sqlite:
                #"CAST(STRFTIME('%m', SUBSTR(kindred_wall_clock("edges"."moment", ?1), 1, 10)) AS INTEGER) = ?2"#,
              postgres: #"CAST(EXTRACT(MONTH FROM ("edges"."moment" AT TIME ZONE $1::text)) AS bigint) = $2"#))
      }
      #expect(
        try Edges.objects.values { $0.moment.truncated(to: .month) }.sql(for: .postgres).text
          == #"SELECT DATE_TRUNC('month', "edges"."moment", $1::text) FROM "edges""#)
    }
  }

  private struct Clock {
    let zone: String
    let moment: String
    /// Year, month, day, hour, minute.
    let parts: [Int]
    let beginnings: [(DateUnit, String)]
  }

  // Berlin puts its clocks forward at 2024-03-31 01:00 UTC, and back at 2024-10-27 01:00 UTC.
  private let clocks = [
    Clock(
      zone: "Europe/Berlin", moment: "2024-03-31T00:59:59Z", parts: [2024, 3, 31, 1, 59],
      beginnings: [(.hour, "2024-03-31T00:00:00Z"), (.day, "2024-03-30T23:00:00Z"), (.month, "2024-02-29T23:00:00Z")]),
    Clock(
      zone: "Europe/Berlin", moment: "2024-03-31T01:00:00Z", parts: [2024, 3, 31, 3, 0],
      beginnings: [(.hour, "2024-03-31T01:00:00Z"), (.day, "2024-03-30T23:00:00Z"), (.week, "2024-03-24T23:00:00Z")]),
    // The clock shows 2:30 twice.
    Clock(
      zone: "Europe/Berlin", moment: "2024-10-27T00:30:00Z", parts: [2024, 10, 27, 2, 30],
      beginnings: [(.hour, "2024-10-27T00:00:00Z"), (.day, "2024-10-26T22:00:00Z"), (.quarter, "2024-09-30T22:00:00Z")]),
    Clock(
      zone: "Europe/Berlin", moment: "2024-10-27T01:30:00Z", parts: [2024, 10, 27, 2, 30],
      beginnings: [(.hour, "2024-10-27T01:00:00Z"), (.day, "2024-10-26T22:00:00Z"), (.year, "2023-12-31T23:00:00Z")]),
    Clock(
      zone: "Europe/Berlin", moment: "2024-12-31T23:30:00Z", parts: [2025, 1, 1, 0, 30],
      beginnings: [
        (.year, "2024-12-31T23:00:00Z"), (.quarter, "2024-12-31T23:00:00Z"), (.week, "2024-12-29T23:00:00Z"),
        (.minute, "2024-12-31T23:30:00Z"), (.second, "2024-12-31T23:30:00Z"),
      ]),
    Clock(
      zone: "Asia/Kathmandu", moment: "2024-01-01T00:00:00Z", parts: [2024, 1, 1, 5, 45],
      beginnings: [(.hour, "2023-12-31T23:15:00Z"), (.day, "2023-12-31T18:15:00Z")]),
    Clock(
      zone: "America/St_Johns", moment: "2024-01-01T03:00:00Z", parts: [2023, 12, 31, 23, 30],
      beginnings: [(.day, "2023-12-31T03:30:00Z"), (.year, "2023-01-01T03:30:00Z")]),
    // São Paulo went from 24:00 to 1:00: the day began at 1:00.
    Clock(
      zone: "America/Sao_Paulo", moment: "2018-11-04T12:00:00Z", parts: [2018, 11, 4, 10, 0],
      beginnings: [(.day, "2018-11-04T03:00:00Z"), (.month, "2018-11-01T03:00:00Z")]),
  ]

  @Test("L-11 to L-17, FN-10 to FN-12, FN-32: around the changes of the clocks")
  func clockChanges() async throws {
    try await withDatabase { _ async throws in
      try await Edges.objects.create()
      for clock in clocks {
        let row = Edges.objects.filter { $0.id == 1 }
        try await row.update { $0.moment.set(try? moment(clock.moment)) }
        try await withTimeZone(clock.zone) {
          let found = try await row.values {
            ($0.moment.year, $0.moment.month, $0.moment.day, $0.moment.hour, $0.moment.minute)
          }.get()
          #expect([found.0, found.1, found.2, found.3, found.4] == clock.parts, "\(clock.moment)")
          let day = CalendarDate(year: clock.parts[0], month: clock.parts[1], day: clock.parts[2])
          #expect(try await row.values { $0.moment.date }.get() == day)
          let second = clock.moment.contains(":59Z") ? 59 : 0
          let time = TimeOfDay(hour: clock.parts[3], minute: clock.parts[4], second: second)
          #expect(try await row.values { $0.moment.time }.get() == time)
          for (unit, beginning) in clock.beginnings {
            let found = try await row.values { $0.moment.truncated(to: unit) }.get()
            let expected = try moment(beginning)
            #expect(found == expected, "\(clock.moment) \(unit)")
          }
          let hour = clock.parts[3]
          #expect(try await row.filter { $0.moment.hour == hour && $0.moment.date == day }.count() == 1)
        }
        // The zone of a single expression; the moment itself is the same.
        let year = clock.parts[0]
        #expect(try await row.filter { edge in withTimeZone(clock.zone) { edge.moment.year == year } }.exists())
        let stored = try moment(clock.moment)
        #expect(try await row.get().moment == stored)
      }
    }
  }

  @Test("Groups by the day of a zone")
  func groups() async throws {
    try await withDatabase { _ async throws in
      for text in ["2024-01-01T22:30:00Z", "2024-01-01T23:30:00Z", "2024-01-02T10:00:00Z"] {
        try await Edges.objects.create(moment: try moment(text))
      }
      let days = try await withTimeZone("Europe/Berlin") {
        try await Edges.objects.values { ($0.moment.date, $0.count()) }.order { day, _ in day }.all()
      }
      #expect(days.map { "\($0.0?.description ?? "-") \($0.1)" } == ["2024-01-01 1", "2024-01-02 2"])
    }
  }

  @Test("A zone that is not there, and what is no name of one, are errors")
  func unknown() async throws {
    try await withDatabase { _ async throws in
      try await Edges.objects.create(moment: Date(timeIntervalSince1970: 0))
      await withTimeZone("Nowhere/Else") {
        _ = await kindredError(.invalidValue) { _ = try await Edges.objects.values { $0.moment.hour }.all() }
      }
      for zone in ["GMT+2", "UTC-0500", "+02:00", "", "Europe/Berlin'", "<+02>-2"] {
        await withTimeZone(zone) {
          _ = await kindredError(.invalidQuery) { _ = try await Edges.objects.values { $0.moment.hour }.all() }
          _ = await kindredError(.invalidQuery) {
            _ = try await Edges.objects.values { $0.moment.truncated(to: .day) }.all()
          }
        }
      }
      let zone = try #require(TimeZone(identifier: "Asia/Tokyo"))
      let hour = try await withTimeZone(zone) { try await Edges.objects.values { $0.moment.hour }.get() }
      #expect(hour == 9)
      #expect(try await Edges.objects.values { $0.moment.hour }.get() == 0)
    }
  }
}
