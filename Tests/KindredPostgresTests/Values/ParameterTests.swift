import Foundation
import KindredCore
import KindredPostgres
import PostgresTestServer
import Testing

@testable import HandWritten

@Suite struct ParameterTests {
  @Test func refusesWhatDoesNotFit() async throws {
    try await withDatabase { _ async throws in
      let long = await expectError(.invalidValue) { _ = try await Sample.objects.create(Sample(code: "123456")) }
      #expect(long?.sqlState == "22001" && long?.table == "sample" && long?.column == "code")
      #expect(long.map { !$0.description.contains("123456") } == true)
      let nul = await expectError(.invalidValue) { _ = try await Sample.objects.create(Sample(text: "a\0b")) }
      #expect(nul?.column == "text")
      let digits = await expectError(.invalidValue) {
        _ = try await Sample.objects.create(Sample(amount: Decimal(10_000_000)))
      }
      #expect(digits?.column == "amount")
      await expectError(.invalidValue) { _ = try await Sample.objects.create(Sample(moment: .distantFuture * 9)) }
      #expect(try await Sample.objects.count() == 0)
    }
  }

  @Test func refusesNumbersThatTheColumnCannotHold() async throws {
    try await withDatabase { bench async throws in
      try bench.raw().run("ALTER TABLE entry ALTER COLUMN rating TYPE smallint")
      let blog = try await Blog.objects.create(name: "x")
      let error = await expectError(.invalidValue) {
        _ = try await Entry.objects.create(blog: blog, headline: "h", rating: 70_000)
      }
      #expect(error?.column == "rating")
      #expect(try await Entry.objects.create(blog: blog, headline: "h", rating: 32_767).rating == 32_767)
    }
  }

  @Test func batchesNameTheField() async throws {
    try await withDatabase { _ async throws in
      let error = await expectError(.invalidValue) {
        try await Blog.objects.bulkCreate([Blog(name: "fine"), Blog(name: "a\0b")])
      }
      #expect(error?.column == "name")
      #expect(try await Blog.objects.count() == 0)
    }
  }
}

extension Date {
  fileprivate static func * (date: Date, factor: Double) -> Date {
    Date(timeIntervalSinceReferenceDate: date.timeIntervalSinceReferenceDate * factor)
  }
}
