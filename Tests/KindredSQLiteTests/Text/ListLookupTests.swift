import Foundation
import KindredCore
import KindredSQLite
import SeededRandom
import Testing

@testable import HandWritten

@Suite("Looking for one of many values")
struct ListLookupTests {
  /// How many of the values a list with all of them finds, each of them so many times that the list is a long one.
  private func count<Value: FieldValue>(_ values: [Value], repeated times: Int = 2000) async throws -> Int {
    try await Scratch.run([Cell<Value>.self]) { _ in
      try await Cell<Value>.objects.bulkCreate(values.map { Cell($0) })
      let short = try await Cell<Value>.objects.filter { $0.value.in(values) }.count()
      #expect(short == values.count)
      let list = (0..<times).flatMap { _ in values }
      return try await Cell<Value>.objects.filter { $0.value.in(list) }.count()
    }
  }

  @Test("Each kind of value is found in a list of its kind")
  func kinds() async throws {
    #expect(try await count([Int.min + 1, 0, .max]) == 3)
    #expect(try await count([true, false]) == 2)
    #expect(try await count(["", "a\"\\/\u{1}\u{7f}\n", "ü👩‍👩‍👧", "[1]", "null"]) == 5)
    #expect(try await count([Double.infinity, -.infinity, 0, .leastNonzeroMagnitude, 1e300, -0.1]) == 6)
    let decimals = ["0.1", "12.50", "123456789012345", "1e-20"].compactMap { Decimal(string: $0) }
    #expect(try await count(decimals) == 4)
    #expect(try await count([Date(timeIntervalSince1970: 0.25), Date(timeIntervalSince1970: -1)]) == 2)
    #expect(try await count([CalendarDate(daysSince1970: -1), CalendarDate(daysSince1970: 20_000)]) == 2)
    let times = [TimeOfDay(hour: 1, minute: 2), TimeOfDay(hour: 23, minute: 59)].compactMap { $0 }
    #expect(try await count(times) == 2)
    #expect(try await count([Duration.seconds(-1), .milliseconds(1)]) == 2)
    #expect(try await count([UUID(), UUID()]) == 2)
    #expect(try await count([Colour.red, .darkBlue]) == 2)
    #expect(try await count([Money(cents: 0), Money(cents: 7)]) == 2)
  }

  @Test("Bytes are found in lists of any length")
  func bytes() async throws {
    #expect(try await count([Data(), Data([0, 255])], repeated: 1) == 2)
    #expect(try await count([Data(), Data([0, 255])]) == 2)
  }

  @Test("Every bit of a double counts in a list")
  func doubles() async throws {
    var generator = SeededGenerator(seed: 7)
    let values = (0..<20_000).map { _ in Double.random(in: 0..<1, using: &generator) }
    #expect(try await count(values, repeated: 1) == values.count)
  }

  @Test("A list may be as long as it likes", arguments: [0, 1, 999, 32_766, 32_767, 70_000])
  func long(length: Int) async throws {
    try await Scratch.run([Cell<Int>.self]) { scratch in
      try scratch.raw.run(
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 70000)
        INSERT INTO cell (value) SELECT i FROM n
        """)
      #expect(try await Cell<Int>.objects.filter { $0.value.in(0..<length) }.count() == max(0, length - 1))
    }
  }
}
