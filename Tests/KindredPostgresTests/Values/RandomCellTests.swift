import Foundation
import KindredCore
import SeededRandom
import Testing

@testable import KindredPostgres

/// Whatever bytes a cell has, reading it gives a value or an error about the cell.
@Suite struct RandomCellTests {
  /// Reads a cell as one type, and does with the value what users do.
  struct Reader: Sendable {
    let name: String
    let read: @Sendable (borrowing DatabaseRow) throws -> Void

    init<Value: FieldValue>(_ type: Value.Type) {
      name = "\(type)"
      read = { row in
        let value = try Value(row: row, column: 0)
        _ = "\(value)"
        _ = try? value.databaseValue()
        _ = try Value.readOptional(row, column: 0)
      }
    }
  }

  static let readers = [
    Reader(Bool.self), Reader(Int.self), Reader(Int64.self), Reader(Int32.self), Reader(Int16.self), Reader(Int8.self),
    Reader(UInt.self), Reader(UInt64.self), Reader(UInt32.self), Reader(UInt16.self), Reader(UInt8.self),
    Reader(Double.self), Reader(Float.self), Reader(Decimal.self), Reader(String.self), Reader(Data.self),
    Reader(UUID.self), Reader(Date.self), Reader(CalendarDate.self), Reader(TimeOfDay.self), Reader(Duration.self),
    Reader(JSON<[String: [Double]]>.self), Reader(Key<Sample>.self), Reader([Int].self), Reader([Int16?].self),
    Reader([Double].self), Reader([Float].self), Reader([String].self), Reader([UUID].self), Reader([Date].self),
    Reader([CalendarDate?].self), Reader([Bool].self), Reader(Int?.self), Reader(String?.self),
  ]

  /// The types that the driver knows, their arrays, one that it does not know, and the first two of users.
  static let types: [UInt32] =
    [
      16, 17, 18, 19, 20, 21, 23, 25, 26, 114, 700, 701, 705, 1042, 1043, 1082, 1083, 1114, 1184, 1186, 1700, 2950,
      3802,
      600, 16_384, 16_385,
    ] + TypeOID.elements.keys.sorted()

  /// Expects that every Swift type reads the cell or throws an error that names the problem.
  private func readAll(_ type: UInt32, _ bytes: [UInt8]?, _ place: String) throws {
    for reader in Self.readers {
      try MadeResult.withRow(type, bytes) { row in
        do {
          try reader.read(row)
        } catch let error as CellError {
          #expect(error.column == 0)
        } catch {
          Issue.record("\(reader.name) of type \(type), \(place): \(error)")
        }
      }
    }
  }

  @Test(arguments: 1...8)
  func randomBytes(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for type in Self.types {
      try readAll(type, nil, "NULL")
      for _ in 0..<24 {
        let count =
          [0, 1, 2, 3, 4, 7, 8, 9, 12, 16, 17, 20, Int.random(in: 0...200, using: &random)]
          .randomElement(using: &random) ?? 0
        let bytes = random.bytes(count)
        try readAll(type, bytes, "seed \(seed): \(bytes)")
      }
    }
  }

  /// The smallest and largest numbers, and those next to them, in every place of a cell.
  @Test func extremes() throws {
    let wide: [Int64] = [0, 1, -1, .min, .min + 1, .max, .max - 1, 1 << 53, -(1 << 53) - 1]
    let narrow: [Int32] = [0, 1, -1, .min, .min + 1, .max, .max - 1, 106_751_991, 106_751_992, -106_751_992]
    for type in Self.types {
      for value in wide {
        var bytes: [UInt8] = []
        bytes.append(network: value)
        try readAll(type, bytes, "\(value)")
        for days in narrow {
          for months in narrow {
            try MadeResult.withRow(type, bytes + Self.bytes(days) + Self.bytes(months)) { row in
              do { _ = try Duration(row: row, column: 0) } catch is CellError {}
            }
          }
        }
      }
      for value in narrow { try readAll(type, Self.bytes(value), "\(value)") }
      for bits in [Double.infinity, -.infinity, .nan, .greatestFiniteMagnitude, .leastNonzeroMagnitude, -0.0] {
        try readAll(type, Self.bytes(bits.bitPattern), "\(bits)")
        try readAll(type, Self.bytes(Float(bits).bitPattern), "\(bits)")
      }
    }
  }

  private static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(network: value)
    return bytes
  }

  /// Numbers of any precision whose header says anything.
  @Test(arguments: 1...4)
  func numericHeaders(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let shorts: [UInt16] = [0, 1, 2, 0x4000, 0xC000, 0xD000, 0xF000, 0x7FFF, 0x8000, 0xFFFF, 9999, 10_000, 76, 65_459]
    for _ in 0..<60 {
      let count = Int.random(in: 0...12, using: &random)
      var bytes = Self.bytes(Bool.random(using: &random) ? UInt16(count) : shorts.randomElement(using: &random) ?? 0)
      for _ in 0..<3 { bytes += Self.bytes(shorts.randomElement(using: &random) ?? 0) }
      for _ in 0..<count { bytes += Self.bytes(UInt16.random(in: 0...10_050, using: &random)) }
      try readAll(1700, bytes, "seed \(seed): \(bytes)")
    }
  }

  /// Arrays whose dimensions, lengths and types say anything.
  @Test(arguments: 1...8)
  func arrayHeaders(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let numbers: [Int32] = [0, 1, 2, 3, -1, .min, .max]
    for type in TypeOID.elements.keys.sorted() {
      for _ in 0..<12 {
        let element = Bool.random(using: &random) ? TypeOID.elements[type] : Self.types.randomElement(using: &random)
        let dimensions = Bool.random(using: &random) ? 1 : numbers.randomElement(using: &random) ?? 0
        var bytes = Self.bytes(dimensions) + Self.bytes(Int32(1)) + Self.bytes(element ?? 0)
        for _ in 0..<2 { bytes += Self.bytes(numbers.randomElement(using: &random) ?? 0) }
        for _ in 0..<Int.random(in: 0...4, using: &random) {
          let length = [0, 1, 2, 4, 8, 16, 5].randomElement(using: &random) ?? 0
          let said = Bool.random(using: &random) ? Int32(length) : numbers.randomElement(using: &random) ?? 0
          bytes += Self.bytes(said) + random.bytes(length)
        }
        try readAll(type, bytes, "seed \(seed): \(bytes)")
      }
    }
  }
}
