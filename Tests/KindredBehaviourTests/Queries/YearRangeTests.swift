import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import PostgresTestServer
import Testing

@testable import KindredCore

@Suite("Conditions on years")
struct YearRangeTests {
  private func moment(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }

  private func check(
    _ condition: (Event.Columns) -> QueryCondition, sqlite: String, postgres: String, _ values: [DatabaseValue],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for (dialect, expected) in [(Dialect.sqlite, sqlite), (.postgres, postgres)] {
      let sql = try Event.objects.filter(condition).sql(for: dialect)
      let text = sql.text[(sql.text.firstRange(of: " WHERE ")?.upperBound ?? sql.text.endIndex)...]
      #expect(String(text).replacing(#""event"."#, with: "") == expected, sourceLocation: sourceLocation)
      #expect(sql.values == values, sourceLocation: sourceLocation)
    }
  }

  private func date(_ year: Int, _ month: Int, _ day: Int) -> DatabaseValue {
    .date(days: CalendarDate(year: year, month: month, day: day)?.daysSince1970 ?? 0)
  }

  private func start(_ year: Int, _ month: Int = 1, _ day: Int = 1) -> DatabaseValue {
    let days = CalendarDate(year: year, month: month, day: day)?.daysSince1970 ?? 0
    return .timestamp(microseconds: Int64(days) * 86_400_000_000)
  }

  @Test("L-12: they are ranges of the column itself")
  func texts() throws {
    let range = (#"("start" >= ?1 AND "start" < ?2)"#, #"("start" >= $1 AND "start" < $2)"#)
    try check({ $0.start.year == 2005 }, sqlite: range.0, postgres: range.1, [start(2005), start(2006)])
    try check({ 2005 == $0.start.year }, sqlite: range.0, postgres: range.1, [start(2005), start(2006)])
    try check({ $0.start.year.range(2003...2005) }, sqlite: range.0, postgres: range.1, [start(2003), start(2006)])
    // 2009-W01 began on December 29, and 2009 had 53 weeks.
    try check(
      { $0.start.isoYear == 2009 }, sqlite: range.0, postgres: range.1, [start(2008, 12, 29), start(2010, 1, 4)])
    try check({ $0.start.date.year == 2005 }, sqlite: range.0, postgres: range.1, [start(2005), start(2006)])
    try check(
      { $0.start.year != 2005 }, sqlite: "NOT (\(range.0))", postgres: "NOT (\(range.1))", [start(2005), start(2006)])
    let at = { (sign: String) in (#""start" \#(sign) ?1"#, #""start" \#(sign) $1"#) }
    try check({ $0.start.year < 2005 }, sqlite: at("<").0, postgres: at("<").1, [start(2005)])
    try check({ $0.start.year <= 2005 }, sqlite: at("<").0, postgres: at("<").1, [start(2006)])
    try check({ $0.start.year > 2005 }, sqlite: at(">=").0, postgres: at(">=").1, [start(2006)])
    try check({ $0.start.year >= 2005 }, sqlite: at(">=").0, postgres: at(">=").1, [start(2005)])
    try check({ 2005 < $0.start.year }, sqlite: at(">=").0, postgres: at(">=").1, [start(2006)])
    try check(
      { $0.day.year == 2005 }, sqlite: #"("day" >= ?1 AND "day" < ?2)"#, postgres: #"("day" >= $1 AND "day" < $2)"#,
      [date(2005, 1, 1), date(2006, 1, 1)])
    // Neighbours are one range.
    try check(
      { $0.day.year.in([2009, 2005, 2006, 2005]) },
      sqlite: #"(("day" >= ?1 AND "day" < ?2) OR ("day" >= ?3 AND "day" < ?4))"#,
      postgres: #"(("day" >= $1 AND "day" < $2) OR ("day" >= $3 AND "day" < $4))"#,
      [date(2005, 1, 1), date(2007, 1, 1), date(2009, 1, 1), date(2010, 1, 1)])
    try check(
      { $0.day.year.range(2003..<2005) }, sqlite: #""day" >= ?1 AND "day" < ?2"#,
      postgres: #""day" >= $1 AND "day" < $2"#, [date(2003, 1, 1), date(2005, 1, 1)])
  }

  @Test("L-12, L-17: in a time zone, the database says when its years begin")
  func zones() throws {
    let zone = DatabaseValue.text("Europe/Berlin")
    try withTimeZone("Europe/Berlin") {
      try check(
        { $0.start.year == 2005 },
        sqlite: #"("start" >= kindred_moment_of_clock(?1, ?2) AND "start" < kindred_moment_of_clock(?3, ?4))"#,
        postgres:
          #"("start" >= (($1::timestamp with time zone AT TIME ZONE 'UTC') AT TIME ZONE $2::text) AND "#
          + #""start" < (($3::timestamp with time zone AT TIME ZONE 'UTC') AT TIME ZONE $4::text))"#,
        [start(2005), zone, start(2006), zone])
      try check(
        { $0.start.date.year > 2005 }, sqlite: #""start" >= kindred_moment_of_clock(?1, ?2)"#,
        postgres: #""start" >= ($1::timestamp with time zone AT TIME ZONE 'UTC') AT TIME ZONE $2::text"#,
        [start(2006), zone])
      // A date has no zone.
      try check(
        { $0.day.year == 2005 }, sqlite: #"("day" >= ?1 AND "day" < ?2)"#,
        postgres: #"("day" >= $1 AND "day" < $2)"#, [date(2005, 1, 1), date(2006, 1, 1)])
    }
  }

  @Test("L-12: what is no year of a column, or beyond what all databases store, stays as it is")
  func others() throws {
    for text in [
      try Event.objects.filter { $0.start.year == 0 }.sql(for: .sqlite).text,
      try Event.objects.filter { $0.start.year < 9999 }.sql(for: .sqlite).text,
      try Event.objects.filter { $0.start.year == -44 }.sql(for: .sqlite).text,
      try Event.objects.filter { $0.start.year == $0.position }.sql(for: .sqlite).text,
      try Event.objects.filter { $0.start.year + 1 == 2005 }.sql(for: .sqlite).text,
      try Event.objects.filter { $0.start.truncated(to: .year).year == 2005 }.sql(for: .sqlite).text,
      try Event.objects.filter { $0.end.year.in([2005, nil]) }.sql(for: .sqlite).text,
      try Event.objects.filter { $0.start.year.in(Array(1900..<2000)) }.sql(for: .sqlite).text,
    ] {
      #expect(text.contains("STRFTIME('%Y'"), "\(text)")
    }
    #expect(
      try Event.objects.values { ($0.start.year, $0.count()) }.filter { year, _ in year == 2005 }.sql(for: .sqlite).text
        .contains("CAST(STRFTIME('%Y'"))
  }

  @Test("L-12: their rows around the ends of years, in zones with and without daylight-saving time")
  func rows() async throws {
    try await withDatabase { _ async throws in
      let moments = [
        "2004-12-31T10:29:59Z", "2004-12-31T10:30:00Z", "2004-12-31T22:59:59Z", "2004-12-31T23:00:00Z",
        "2004-12-31T23:59:59Z", "2005-01-01T00:00:00Z", "2005-01-02T23:59:59Z", "2005-01-03T00:00:00Z",
        "2005-12-31T10:29:59Z", "2005-12-31T22:59:59Z", "2005-12-31T23:00:00Z", "2005-12-31T23:59:59Z",
        "2006-01-01T00:00:00Z", "2006-01-01T03:29:59Z", "2006-01-01T03:30:00Z",
      ]
      let extra = try moment("2005-12-31T23:59:59Z").addingTimeInterval(0.999999)
      for moment in try moments.map(moment) + [extra] { try await Event.objects.create(start: moment, end: moment) }
      try await Event.objects.create(start: Date(timeIntervalSince1970: 0))
      for zone in ["UTC", "Europe/Berlin", "Asia/Tokyo", "America/St_Johns", "Pacific/Kiritimati"] {
        try await withTimeZone(zone) {
          // Kindred's own parts tell whether the ranges are the same.
          let parts: [(Int, Int, Int)] = try await Event.objects.order { $0.id }.values {
            ($0.start.year, $0.start.isoYear, $0.position)
          }.all()
          func same(
            _ expected: (Int, Int) -> Bool, _ condition: (Event.Columns) -> QueryCondition,
            sourceLocation: SourceLocation = #_sourceLocation
          ) async throws {
            let found: [Int] = try await Event.objects.filter(condition).order { $0.id }
              .values { Expr<Int>($0.id.node) }.all()
            let wanted = parts.enumerated().filter { expected($1.0, $1.1) }.map { $0.offset + 1 }
            #expect(found == wanted, "\(zone)", sourceLocation: sourceLocation)
          }
          try await same({ year, _ in year == 2005 }) { $0.start.year == 2005 }
          try await same({ year, _ in year != 2005 }) { $0.start.year != 2005 }
          try await same({ year, _ in year < 2005 }) { $0.start.year < 2005 }
          try await same({ year, _ in year <= 2005 }) { $0.start.year <= 2005 }
          try await same({ year, _ in year > 2005 }) { $0.start.year > 2005 }
          try await same({ year, _ in year >= 2006 }) { $0.start.year >= 2006 }
          try await same({ year, _ in year == 2004 || year == 2006 }) { $0.start.year.in([2004, 2006]) }
          try await same({ year, _ in year != 2005 && year != 1970 }) { !$0.start.year.in([2005, 1970]) }
          try await same({ _, year in year == 2004 }) { $0.start.isoYear == 2004 }
          try await same({ _, year in year == 2005 }) { $0.start.isoYear == 2005 }
          try await same({ _, year in year > 2004 }) { $0.start.isoYear > 2004 }
          try await same({ year, _ in year == 2005 }) { $0.start.date.year == 2005 }
          // The last one has no end.
          try await same({ year, _ in year == 2005 }) { $0.end.year == 2005 }
          try await same({ year, _ in year != 2005 }) { $0.end.year != 2005 }
        }
      }
      // Worked out by hand: Berlin's 2005 began at 23:00 UTC, and Kiritimati's at 10:00 UTC of the day before.
      let berlin = try await withTimeZone("Europe/Berlin") {
        try await Event.objects.filter { $0.start.year == 2005 }.order { $0.start }.values { $0.start }.all()
      }
      #expect(berlin.first == (try moment("2004-12-31T23:00:00Z")))
      #expect(berlin.last == (try moment("2005-12-31T22:59:59Z")))
      let kiritimati = try await withTimeZone("Pacific/Kiritimati") {
        try await Event.objects.filter { $0.start.year == 2005 }.order { $0.start }.values { $0.start }.all()
      }
      #expect(kiritimati.first == (try moment("2004-12-31T10:29:59Z")))
      #expect(kiritimati.last == (try moment("2005-01-03T00:00:00Z")))
      // Samoa had no December 30 in 2011, and its 2012 began 24 hours earlier than it would have.
      try await Event.objects.delete()
      for text in ["2011-12-31T09:59:59Z", "2011-12-31T10:00:00Z"] {
        try await Event.objects.create(start: moment(text))
      }
      let apia = try await withTimeZone("Pacific/Apia") {
        try await Event.objects.filter { $0.start.year == 2012 }.values { $0.start }.all()
      }
      #expect(apia == [try moment("2011-12-31T10:00:00Z")])
      await withTimeZone("Nowhere/Else") {
        _ = await kindredError(.invalidValue) { _ = try await Event.objects.filter { $0.start.year == 2005 }.all() }
      }
    }
  }

  @Test("L-12: under a negation behind a relation to many rows, a year is one question")
  func manyRows() async throws {
    try await withBlogs { blogs, _ async throws in
      // Pop has entries before and after 2005, and none in it.
      for (entry, year) in [
        (blogs.lives, 2005), (blogs.yesterday, 2005), (blogs.popLennon, 2001), (blogs.percent, 2009),
      ] {
        let published = try moment("\(year)-06-01T00:00:00Z")
        try await Entry.objects.filter { $0.id == entry.id }.update { $0.pubDate.set(published) }
      }
      let without = Blog.objects.exclude { $0.entry.pubDate.year == 2005 }.order { $0.id }
      #expect(try await without.names() == ["Pop", "Cheese"])
      let ratings = Blog.objects.exclude { $0.entry.rating.range(3..<6) }.order { $0.id }
      // Pop has a 2 and a 6, which are on either side.
      #expect(try await ratings.names() == ["Pop", "Cheese"])
      #expect(try await Blog.objects.filter { $0.entry.pubDate.year == 2005 }.distinct().names() == ["Beatles"])
    }
  }

  private var inBerlin: QuerySet<Event> {
    withTimeZone("Europe/Berlin") { Event.objects.filter { $0.start.isoYear == 2005 } }
  }

  @Test("L-12: an index over the column serves them")
  func plans() async throws {
    let sqlite = try Database(sqlite: .inMemory)
    let settings = try Cluster.shared.newDatabase()
    let postgres = try await Database(
      postgres: PostgresConfiguration(settings + " options='-c enable_seqscan=off'"))
    for database in [sqlite, postgres] {
      try await database.createTables(for: [Event.self])
      let name = "event_start"
      for query in [
        Event.objects.filter { $0.start.year == 2005 }, Event.objects.filter { $0.start.year > 2005 },
        inBerlin,
      ] {
        let plan = try await query.using(database).explain()
        #expect(plan.contains(name) && (plan.contains("SEARCH") || plan.contains("Index Cond")), "\(plan)")
      }
      let dates = try await Event.objects.filter { $0.day.year == 2005 }.using(database).explain()
      #expect(dates.contains("event_day"), "\(dates)")
    }
    await sqlite.close()
    await postgres.close()
  }
}
