import Foundation
import KindredCore
import Testing

@testable import HandWritten

enum Colour: String, Choices {
  case red, darkBlue = "dark blue"
}

enum Level: Int16, Choices {
  case low = -1
  case high = 300
}

struct Money: StoredAs, Equatable {
  let cents: Int64

  init(cents: Int64) { self.cents = cents }
  init(stored: Int64) throws {
    guard stored >= 0 else { throw CocoaError(.coderInvalidValue) }
    cents = stored
  }
  var stored: Int64 { cents }
}

struct Settings: Codable, Sendable, Equatable {
  var theme: String
  var sizes: [Double]
  var extra: [String: Int]?
}

@Suite("Decimals, choices, own types and JSON")
struct OwnTypeTests {
  @Test(
    "Decimals of 15 significant digits come back exactly",
    arguments: [
      "0", "1", "-1", "0.1", "12.50", "123456789012345", "0.123456789012345", "-99999999999999.9", "1e-20", "1e30",
      "999999999999999000", "0.000000000000001", "4.35",
    ])
  func decimals(text: String) async throws {
    let value = try #require(Decimal(string: text))
    let result = try await roundTrip([value, nil])
    #expect(result.read == [value, nil])
    #expect(result.stored[0][0] != "text")
  }

  @Test("Every decimal of two places below 1000 comes back exactly")
  func manyDecimals() async throws {
    let values = (0..<100_000).filter { $0 % 7 == 0 }.map { Decimal($0) / 100 }
    try await Scratch.run([Cell<Decimal>.self]) { _ in
      try await Cell<Decimal>.objects.bulkCreate(values.map { Cell($0) })
      #expect(try await Cell<Decimal>.objects.order { $0.id }.all().map(\.value) == values)
      // As a literal of SQL, the comparison is one of numbers and not of texts.
      #expect(try await Cell<Decimal>.objects.filter { $0.value < Decimal(10) }.count() == 143)
    }
  }

  @Test("A decimal that SQLite would round is refused", arguments: ["1234567890.123456", "0.1234567890123456"])
  func tooManyDigits(text: String) async throws {
    let value = try #require(Decimal(string: text))
    try await Scratch.run([Cell<Decimal>.self]) { scratch in
      let error = await kindredError { try await Cell<Decimal>.objects.create(Cell(value)) }
      #expect(error?.code == .invalidValue)
      #expect(error?.column == "value")
      #expect(error?.message.contains("15 significant digits") == true)
      let count = try scratch.raw.cell("SELECT count(*) FROM cell")
      #expect(count == "0")
    }
  }

  @Test("Not-a-number is refused for decimals, doubles and floats")
  func notANumber() async throws {
    for error in [
      await kindredError { _ = try await roundTrip([Decimal.nan]) },
      await kindredError { _ = try await roundTrip([Double.nan]) },
      await kindredError { _ = try await roundTrip([Float.nan]) },
      await kindredError { _ = try await roundTrip([Double?.some(.nan)]) },
    ] {
      #expect(error?.code == .invalidValue)
      #expect(error?.message.contains("Field \"value\" of Cell") == true)
    }
  }

  @Test("An unsigned number above the largest database integer is refused")
  func tooLarge() async throws {
    let error = await kindredError { _ = try await roundTrip([UInt64.max]) }
    #expect(error?.code == .invalidValue)
    #expect(error?.message.contains("Field \"value\" of Cell") == true)
    #expect(error.map { "\($0)" }?.contains("18446744073709551615") == false)
  }

  @Test("Text with a NUL is refused and names the field")
  func nul() async throws {
    let error = await kindredError { _ = try await roundTrip(["marker\0marker"]) }
    #expect(error?.code == .invalidValue)
    #expect(error?.message.hasPrefix("Field \"value\" of Cell: text with a NUL") == true)
    #expect(error.map { "\($0)" }?.contains("marker") == false)
    try await Scratch.run([Cell<String>.self]) { _ in
      let error = await kindredError { _ = try await Cell<String>.objects.filter { $0.value == "a\0b" }.all() }
      #expect(error?.code == .invalidValue)
      let count = try await Cell<String>.objects.count()
      #expect(count == 0)
    }
  }

  @Test("Choices are stored by their raw values")
  func choices() async throws {
    let colours = try await roundTrip([Colour.red, .darkBlue, nil])
    #expect(colours.read == [.red, .darkBlue, nil])
    #expect(colours.stored == [["text", "red"], ["text", "dark blue"], ["null", nil]])
    let levels = try await roundTrip([Level.low, .high])
    #expect(levels.read == [.low, .high])
    #expect(levels.stored == [["integer", "-1"], ["integer", "300"]])
  }

  @Test("A type of one's own is stored as what it says")
  func storedAs() async throws {
    let result = try await roundTrip([Money(cents: 250), nil])
    #expect(result.read == [Money(cents: 250), nil])
    #expect(result.stored == [["integer", "250"], ["null", nil]])
  }

  @Test("A JSON document keeps its value, quotes and control characters included")
  func json() async throws {
    let values = [
      Settings(theme: "a\"\\\u{7}\0ü/", sizes: [0.1, -2], extra: nil),
      Settings(theme: "", sizes: [], extra: ["x": 1]),
    ]
    let result = try await roundTrip(values.map { JSON($0) })
    #expect(result.read.map(\.value) == values)
    #expect(result.stored[1] == ["text", #"{"extra":{"x":1},"sizes":[],"theme":""}"#])
    #expect(try await roundTrip([JSON<[Int]>?.none]).stored == [["null", nil]])
    #expect(await kindredError { _ = try await roundTrip([JSON([Double.nan])]) }?.code == .invalidValue)
  }
}
