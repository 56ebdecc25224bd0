import Foundation
import KindredCore
import Testing

@testable import HandWritten

/// Stores values through Kindred, looks at the file through the C library, and reads them back through Kindred.
///
/// - Returns: What came back, and the storage class and text of each cell.
func roundTrip<Value: FieldValue>(_ values: [Value]) async throws -> (read: [Value], stored: [[String?]]) {
  try await Scratch.run([Cell<Value>.self]) { scratch in
    for value in values { try await Cell<Value>.objects.create(Cell(value)) }
    let stored = try scratch.raw.rows("SELECT typeof(value), CAST(value AS TEXT) FROM cell ORDER BY id")
    // Twice, because the second read uses statements and connections that were used before.
    _ = try await Cell<Value>.objects.order { $0.id }.all()
    return (try await Cell<Value>.objects.order { $0.id }.all().map(\.value), stored)
  }
}

@Suite("What is stored is read back")
struct RoundTripTests {
  private func check<Value: FieldValue & Equatable>(
    _ values: [Value], stored: [[String?]], sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let result = try await roundTrip(values)
    #expect(result.read == values, sourceLocation: sourceLocation)
    #expect(result.stored == stored, sourceLocation: sourceLocation)
    let optional = try await roundTrip(values.map(Optional.some) + [nil])
    #expect(optional.read == values + [nil], sourceLocation: sourceLocation)
    #expect(optional.stored == stored + [["null", nil]], sourceLocation: sourceLocation)
  }

  @Test("Signed integers keep their limits")
  func signed() async throws {
    try await check(
      [Int.min + 1, -1, 0, .max],
      stored: [
        ["integer", "-9223372036854775807"], ["integer", "-1"], ["integer", "0"], ["integer", "9223372036854775807"],
      ])
    try await check(
      [Int64.min, .max],
      stored: [
        ["integer", "-9223372036854775808"], ["integer", "9223372036854775807"],
      ])
    try await check([Int32.min, .max], stored: [["integer", "-2147483648"], ["integer", "2147483647"]])
    try await check([Int16.min, .max], stored: [["integer", "-32768"], ["integer", "32767"]])
    try await check([Int8.min, .max], stored: [["integer", "-128"], ["integer", "127"]])
  }

  @Test("Unsigned integers keep their limits, up to what a database integer holds")
  func unsigned() async throws {
    try await check([UInt.min, UInt(Int.max)], stored: [["integer", "0"], ["integer", "9223372036854775807"]])
    try await check([UInt64.min, UInt64(Int64.max)], stored: [["integer", "0"], ["integer", "9223372036854775807"]])
    try await check([UInt32.min, .max], stored: [["integer", "0"], ["integer", "4294967295"]])
    try await check([UInt16.min, .max], stored: [["integer", "0"], ["integer", "65535"]])
    try await check([UInt8.min, .max], stored: [["integer", "0"], ["integer", "255"]])
  }

  @Test("Truth values are 0 and 1")
  func bool() async throws { try await check([false, true], stored: [["integer", "0"], ["integer", "1"]]) }

  @Test("Doubles keep every bit, but for the sign of zero, which SQLite drops")
  func double() async throws {
    let values = [
      0, 0.1, -1.5, .leastNonzeroMagnitude, .greatestFiniteMagnitude, .infinity, -.infinity, 9_007_199_254_740_992, .pi,
    ]
    let result = try await roundTrip(values)
    #expect(result.read.map(\.bitPattern) == values.map(\.bitPattern))
    #expect(result.stored.allSatisfy { $0.first == "real" })
    #expect(try await roundTrip([-0.0]).read == [0.0])
  }

  @Test("Floats keep every bit")
  func float() async throws {
    let values: [Float] = [0.1, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -.infinity]
    #expect(try await roundTrip(values).read.map(\.bitPattern) == values.map(\.bitPattern))
  }

  @Test("Text is kept byte by byte, and the empty text is not NULL")
  func text() async throws {
    try await check(
      ["", "a", "👩‍👩‍👧 e\u{301}é", "'; DROP TABLE cell; --", " x "],
      stored: [
        ["text", ""], ["text", "a"], ["text", "👩‍👩‍👧 e\u{301}é"], ["text", "'; DROP TABLE cell; --"], ["text", " x "],
      ])
    let long = String(repeating: "ü", count: 524_288)
    let result = try await roundTrip([long])
    #expect(result.read == [long])
    #expect(result.read.first?.utf8.count == 1_048_576)
  }

  @Test("Text keeps its code points: composed and decomposed letters stay apart")
  func normalisation() async throws {
    let result = try await roundTrip(["é", "e\u{301}"])
    #expect(result.read.map { Array($0.unicodeScalars).count } == [1, 2])
  }

  @Test("Bytes are kept, the empty ones and NULs included")
  func data() async throws {
    let values = [Data(), Data([0]), Data([0, 1, 0xFF, 0]), Data(repeating: 7, count: 100_000)]
    let result = try await roundTrip(values)
    #expect(result.read == values)
    #expect(result.stored.allSatisfy { $0.first == "blob" })
    // A slice does not start at index 0.
    #expect(try await roundTrip([Data([9, 8, 7, 6])[2...]]).read == [Data([7, 6])])
    #expect(try await roundTrip([Data?.some(Data()), nil]).read == [Data(), nil])
  }

  @Test("A UUID is 32 hexadecimal digits in lower case")
  func uuid() async throws {
    let value = try #require(UUID(uuidString: "0F8FAD5B-D9CB-469F-A165-70867728950E"))
    let zero = try #require(UUID(uuidString: "00000000-0000-0000-0000-000000000000"))
    try await check(
      [value, zero],
      stored: [
        ["text", "0f8fad5bd9cb469fa16570867728950e"], ["text", "00000000000000000000000000000000"],
      ])
  }
}
