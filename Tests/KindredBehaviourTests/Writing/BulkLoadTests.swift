import Foundation
import Kindred
import Testing

@Suite("Bulk loads")
struct BulkLoadTests {
  @Test("Rows are loaded in one statement where the database can, and statements go on afterwards")
  func load() async throws {
    try await withDatabase { log async throws in
      let count = try await Author.objects.bulkLoad((0..<25_000).lazy.map { Author(name: "n\($0) it's \\N\t\"") })
      #expect(count == 25_000)
      let statements = log.take()
      #expect(Set(statements).count == 1)
      #expect(
        statements.first
          == spelled(
            sqlite: #"INSERT INTO "author" ("name") VALUES (?1)"#,
            postgres: #"COPY "author" ("name") FROM STDIN (FORMAT binary)"#))
      if !Backend.isSQLite { #expect(statements.count == 3) }
      #expect(try await Author.objects.count() == 25_000)
      #expect(try await Author.objects.get(id: 25_000).name == "n24999 it's \\N\t\"")
      #expect(try await Author.objects.bulkLoad([Author]()) == 0)
      #expect(try await Author.objects.bulkLoad([Author(name: "one")]) == 1)
    }
  }

  @Test("Values of all types, keys, defaults of the database and texts of any size")
  func values() async throws {
    try await withDatabase { _ async throws in
      let moment = Date(timeIntervalSince1970: 1_700_000_000.25)
      try await Country.objects.bulkLoad([
        Country(
          code: "a", name: "a", level: .veryHigh, score: 5, extra: ["x": 1], area: 12.25, budget: Money(cents: 9)),
        Country(code: "b", name: "b", created: moment),
      ])
      let countries = try await Country.objects.order { $0.code }.all()
      #expect(countries[0].level == .veryHigh && countries[0].extra == ["x": 1] && countries[0].area == 12.25)
      #expect(countries[0].created != nil && countries[1].created == moment && countries[0].budget.cents == 9)
      #expect(countries.map(\.rank) == [7, 7] || countries.map(\.rank) == [0, 0])
      let edges = Edges(
        int8: -128, int16: .max, int32: .min, int64: .min, uint8: 255, uint64: UInt64(Int64.max), double: .infinity,
        float: 0.1, amount: 123_456.78, number: Decimal(string: "-1.5"), text: "", moment: moment,
        day: CalendarDate(daysSince1970: -1), time: TimeOfDay(microsecondsSinceMidnight: 1), span: .seconds(-3))
      try await Edges.objects.bulkLoad([edges, Edges()])
      let rows = try await Edges.objects.order { $0.id }.all()
      #expect(rows[0].int8 == -128 && rows[0].int64 == .min && rows[0].uint64 == UInt64(Int64.max))
      #expect(rows[0].double == .infinity && rows[0].amount == 123_456.78 && rows[0].text == "")
      #expect(rows[0].moment == moment && rows[0].day == edges.day && rows[0].time == edges.time)
      #expect(rows[0].span == edges.span && rows[1].int8 == nil && rows[1].text == nil)
      try await Lists.objects.bulkLoad([Lists(tags: ["a", "it's"], numbers: [1, 2], gaps: [nil, 3])])
      let list = try await Lists.objects.get()
      #expect(list.tags == ["a", "it's"] && list.numbers == [1, 2] && list.gaps == [nil, 3])
      let texts = [0, 1, 65_535, 65_536, 65_537, 1_000_000, 2].map { String(repeating: "é", count: $0) }
      try await Blog.objects.bulkLoad(texts.map { Blog(name: "t", tagline: $0) })
      #expect(try await Blog.objects.order { $0.id }.all().map(\.tagline) == texts)
    }
  }

  @Test("All or nothing: violations, values that cannot be stored, and errors of the sequence")
  func atomic() async throws {
    try await withDatabase { _ async throws in
      let violation = await kindredError(.uniqueViolation) {
        try await Owner.objects.bulkLoad(
          (0..<3000).map { Owner(name: "n", code: "c\($0 == 2999 ? 5 : $0)") }, batchSize: 1000)
      }
      #expect(violation?.table == "owner")
      let null = await kindredError(.invalidValue) {
        try await Owner.objects.bulkLoad(
          (0..<5000).map { Owner(name: $0 == 4000 ? "\0" : "n", code: "c\($0)") }, batchSize: 3000)
      }
      #expect(null?.column == "name")
      await kindredError(.foreignKeyViolation) {
        let nowhere = try await Blog.objects.create(name: "gone")
        try await Blog.objects.delete()
        try await Entry.objects.bulkLoad([Entry(blog: nowhere, headline: "h")])
      }
      let failing = AsyncThrowingStream<Owner, any Error> { continuation in
        for index in 0..<2500 { continuation.yield(Owner(name: "n", code: "s\(index)")) }
        continuation.finish(throwing: Refused())
      }
      await #expect(throws: Refused.self) { try await Owner.objects.bulkLoad(failing, batchSize: 1000) }
      #expect(try await Owner.objects.count() == 0)
      // The connection is as good as before.
      #expect(try await Owner.objects.bulkLoad([Owner(name: "n", code: "c")]) == 1)
      await kindredError(.invalidQuery) { try await Owner.objects.bulkLoad([Owner](), batchSize: 0) }
      await kindredError(.invalidQuery) {
        let blog = try await Blog.objects.create(name: "b")
        try await blog.entrySet.bulkLoad([Entry(blog: blog, headline: "h")])
      }
    }
  }

  @Test("A load in a transaction is undone with it, and a failed one in a nested block leaves the rest")
  func transactions() async throws {
    try await withDatabase { _ async throws in
      await #expect(throws: Refused.self) {
        try await transaction {
          try await Owner.objects.bulkLoad([Owner(name: "n", code: "a")])
          #expect(try await Owner.objects.count() == 1)
          throw Refused()
        }
      }
      #expect(try await Owner.objects.count() == 0)
      try await transaction {
        try await Owner.objects.create(name: "n", code: "a")
        await kindredError(.uniqueViolation) {
          try await Owner.objects.bulkLoad([Owner(name: "n", code: "b"), Owner(name: "n", code: "a")])
        }
        #expect(try await Owner.objects.bulkLoad([Owner(name: "n", code: "c")]) == 1)
        try await Owner.objects.create(name: "n", code: "d")
      }
      #expect(try await Owner.objects.order { $0.code }.values { $0.code }.all() == ["a", "c", "d"])
    }
  }

  @Test("A cancelled load stores nothing")
  func cancelled() async throws {
    try await withDatabase { _ async throws in
      let task = Task {
        try await Owner.objects.bulkLoad(
          (0..<1_000_000).lazy.map { index -> Owner in
            if index == 5000 { withUnsafeCurrentTask { $0?.cancel() } }
            return Owner(name: "n", code: "\(index)")
          }, batchSize: 2000)
      }
      await #expect(throws: CancellationError.self) { _ = try await task.value }
      #expect(try await Owner.objects.count() == 0)
    }
  }

  @Test("Other tasks of the transaction do not run into a load")
  func siblings() async throws {
    try await withDatabase { _ async throws in
      try await transaction {
        try await withThrowingTaskGroup(of: Void.self) { group in
          for number in 0..<4 {
            group.addTask {
              try await Author.objects.bulkLoad((0..<500).map { Author(name: "\(number) \($0)") }, batchSize: 100)
            }
          }
          try await group.waitForAll()
        }
      }
      #expect(try await Author.objects.count() == 2000)
    }
  }
}
