import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@Suite("Distinct dates")
struct DatesTests {
  private func moment(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }

  private func fill() async throws {
    for text in [
      "2024-01-31T23:30:00Z", "2024-01-31T23:45:10Z", "2024-02-01T00:10:00Z", "2024-12-31T23:59:59Z",
      "2025-06-15T12:00:00Z",
    ] {
      try await Edges.objects.create(Edges(moment: try moment(text), day: CalendarDate(year: 2024, month: 2, day: 29)))
    }
    try await Edges.objects.create(Edges(day: CalendarDate(year: 2023, month: 12, day: 1)))
    try await Edges.objects.create(Edges())
  }

  @Test("Q-11: distinct dates in order, without NULL")
  func dates() async throws {
    #expect(
      try Edges.objects.dates(by: .month) { $0.day }.sql(for: .sqlite).text
        == #"SELECT DISTINCT SUBSTR("edges"."day", 1, 7) || '-01' FROM "edges" WHERE SUBSTR("edges"."day", 1, 7) || '-01' IS NOT NULL ORDER BY SUBSTR("edges"."day", 1, 7) || '-01' ASC"#
    )
    try await withDatabase { _ async throws in
      try await fill()
      func days(_ dates: [CalendarDate]) -> [String] { dates.map(\.description) }
      #expect(try await days(Edges.objects.dates(by: .year) { $0.day }.all()) == ["2023-01-01", "2024-01-01"])
      #expect(
        try await days(Edges.objects.dates(by: .month, descending: true) { $0.day }.all()) == [
          "2024-02-01", "2023-12-01",
        ])
      #expect(
        try await days(Edges.objects.filter { $0.day.year == 2024 }.dates(by: .week) { $0.day }.all()) == ["2024-02-26"]
      )
      // The days of moments.
      #expect(
        try await days(Edges.objects.order { $0.int8 }.dates(by: .day) { $0.moment.date }.all()) == [
          "2024-01-31", "2024-02-01", "2024-12-31", "2025-06-15",
        ])
      let berlin = try await withTimeZone("Europe/Berlin") {
        try await Edges.objects.dates(by: .year) { $0.moment.date }.all()
      }
      #expect(days(berlin) == ["2024-01-01", "2025-01-01"])
      #expect(try await Edges.objects.none().dates(by: .day) { $0.day }.all() == [])
      #expect(try await Edges.objects.dates(by: .day) { $0.day }[..<1].all().count == 1)
      await kindredError(.invalidQuery) { _ = try await Edges.objects.dates(by: .hour) { $0.day }.all() }
      await kindredError(.invalidQuery) { _ = try await Edges.objects[..<2].dates(by: .year) { $0.day }.all() }
    }
  }

  @Test("Q-12: distinct moments to the second, with a time zone")
  func datetimes() async throws {
    try await withDatabase { _ async throws in
      try await fill()
      let zone = try #require(TimeZone(identifier: "Europe/Berlin"))
      #expect(try await Edges.objects.datetimes(by: .second) { $0.moment }.count() == 5)
      #expect(
        try await Edges.objects.datetimes(by: .hour, descending: true) { $0.moment }.all() == [
          moment("2025-06-15T12:00:00Z"), moment("2024-12-31T23:00:00Z"), moment("2024-02-01T00:00:00Z"),
          moment("2024-01-31T23:00:00Z"),
        ])
      #expect(
        try await Edges.objects.datetimes(by: .day, in: zone) { $0.moment }.all() == [
          moment("2024-01-31T23:00:00Z"), moment("2024-12-31T23:00:00Z"), moment("2025-06-14T22:00:00Z"),
        ])
      #expect(
        try await Edges.objects.datetimes(by: .month, in: zone) { $0.moment }.all() == [
          moment("2024-01-31T23:00:00Z"), moment("2024-12-31T23:00:00Z"), moment("2025-05-31T22:00:00Z"),
        ])
    }
  }
}
