import Foundation
import KindredCore
import Testing

@testable import HandWritten
@testable import KindredPostgres

/// Whatever a parameter is, it is written in a form from which it can be read again, or refused.
@Suite struct ExtremeParameterTests {
  private static let values: [DatabaseValue] = {
    let wide: [Int64] = [
      0, 1, -1, .min, .max, .min + 1, 1 << 53, 1 << 31, -(1 << 31) - 1, 32_768, 86_399_999_999, 86_400_000_000,
    ]
    var values: [DatabaseValue] = [
      .null, .bool(true), .bool(false), .text(""), .text("é"), .bytes([]), .bytes([0, 255]),
    ]
    values += wide.flatMap { number -> [DatabaseValue] in
      [
        .integer(number), .double(Double(number)), .timestamp(microseconds: number), .time(microseconds: number),
        .interval(microseconds: number), .decimal(Decimal(number)), .date(days: Int32(truncatingIfNeeded: number)),
      ]
    }
    values += [Int32.min, .max, -719_163, 2_932_897].map { .date(days: $0) }
    values += [
      Double.infinity, -.infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude, -0.0, 0.1, 1e300, 5e-324,
    ].map { .double($0) }
    values += ["1e127", "-1e-128", "340282366920938463463374607431768211455e127", "0.1"]
      .compactMap { Decimal(string: $0).map { .decimal($0) } }
    values += [Decimal.greatestFiniteMagnitude, .leastFiniteMagnitude, .leastNonzeroMagnitude].map { .decimal($0) }
    values += [.uuid(UUID()), .json([UInt8]("{}".utf8)), .json([0xFF, 0x5C]), .json([0x5C, 0x75, 0x30, 0x30, 0x30])]
    return values + values.map { .list([$0, .null, $0]) } + [.list([]), .list([.list([.integer(1)])])]
  }()

  /// Writes a value for a parameter of a type.
  private func write(_ value: DatabaseValue, as type: UInt32) throws -> [UInt8]? {
    let buffer = ParameterBuffer(types: [type])
    try withExtendedLifetime(buffer) {
      let handle = OpaquePointer(Unmanaged.passUnretained(buffer).toOpaque())
      var writer = ParameterWriter(handle: handle, functions: PostgresParameters.functions)
      try value.bind(to: &writer)
    }
    var bytes: [UInt8]?
    _ = buffer.withPointers(run: 0) { _, values, lengths, _ in
      if let start = values?[0], let count = lengths?[0] {
        bytes = [UInt8](UnsafeRawBufferPointer(start: start, count: Int(count)))
      }
      return 0
    }
    return bytes
  }

  @Test func everyValueForEveryType() throws {
    for type in RandomCellTests.types {
      for value in Self.values {
        let bytes: [UInt8]?
        do {
          bytes = try write(value, as: type)
        } catch is ParameterError {
          continue
        } catch is FieldValueError {
          continue
        }
        try MadeResult.withRow(type, bytes) { row in try expectSame(value, row, type) }
      }
    }
  }

  /// Expects that a written value is read back unchanged, if its type can be read from the column.
  private func expectSame(_ value: DatabaseValue, _ row: borrowing DatabaseRow, _ type: UInt32) throws {
    let found: DatabaseValue
    switch value {
    case .integer: found = .integer(try Int64(row: row, column: 0))
    case .timestamp: found = try Date(row: row, column: 0).databaseValue()
    case .date: found = .date(days: try CalendarDate(row: row, column: 0).daysSince1970)
    case .time: found = .time(microseconds: try TimeOfDay(row: row, column: 0).microsecondsSinceMidnight)
    case .interval: found = try Duration(row: row, column: 0).databaseValue()
    case .double where type == TypeOID.float8: found = .double(try Double(row: row, column: 0))
    case .decimal where type == TypeOID.numeric: found = .decimal(try Decimal(row: row, column: 0))
    default: return
    }
    #expect(found == value, "type \(type)")
  }

  /// Durations for which the standard library itself has no number of seconds.
  @Test(arguments: [1, -1])
  func durations(sign: Int) async throws {
    try await withDatabase { bench async throws in
      let raw = try bench.raw()
      try Cell<Duration>.store("'1 second'", as: "interval", on: raw)
      let half = Duration.seconds(Int64.max) * sign
      for span in [half + half, half, .microseconds(Int64.max) * sign + .microseconds(2 * sign)] {
        let error = await expectError(.invalidValue) { _ = try await Cell<Duration>.objects.create(Cell(span)) }
        #expect(error?.column == "value")
        #expect(try await Cell<Duration>.objects.filter { $0.value == span }.count() == 0)
        #expect(try await Cell<Duration>.objects.filter { $0.value < span }.count() == (sign > 0 ? 1 : 0))
      }
      #expect(try await Cell<Duration>.objects.count() == 1)
    }
  }

  /// 9,223,372,036,854,775,807 microseconds are 106,751,991 days, 4 hours and 54.775807 seconds.
  @Test func intervalsThatDoNotFit() async throws {
    try await withDatabase { bench async throws in
      let raw = try bench.raw()
      let beyond = [
        "106751992 days", "-106751992 days", "2147483647 days", "-2147483648 days", "106751991 days 04:00:54.775808",
        "-106751991 days -04:00:54.775809",
      ]
      for text in beyond {
        try Cell<Duration>.store("'\(text)'", as: "interval", on: raw)
        let error = await expectError(.decoding) { _ = try await Cell<Duration>.objects.all() }
        #expect(error?.table == "cell" && error?.column == "value", "\(text)")
        await expectError(.decoding) { for try await _ in Cell<Duration?>.objects.rows {} }
      }
      let within: [(String, Int64)] = [
        ("106751991 days 04:00:54.775807", .max), ("-106751991 days -04:00:54.775808", .min),
        ("106751992 days -20:00:00", 106_751_991 * 86_400_000_000 + 4 * 3_600_000_000),
        ("-106751992 days 20:00:00", -106_751_991 * 86_400_000_000 - 4 * 3_600_000_000),
        ("-1 day 48:00:00", 86_400_000_000), ("1 day -00:00:01", 86_399_000_000),
      ]
      for (text, microseconds) in within {
        try Cell<Duration>.store("'\(text)'", as: "interval", on: raw)
        #expect(try await Cell<Duration>.objects.get().value == .microseconds(microseconds), "\(text)")
      }
    }
  }
}
