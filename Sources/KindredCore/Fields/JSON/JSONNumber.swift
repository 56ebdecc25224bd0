#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// A number in JSON, of any size and with any number of digits. 1, 1.0 and 1e0 are equal.
public struct JSONNumber: Sendable {
  private(set) var isNegative = false
  /// The digits, from the first to the last that is not 0.
  package private(set) var digits: [UInt8] = []
  /// The number of digits before the decimal point; below zero, the number of zeros after it.
  private(set) var point = 0
  /// The number of digits after the decimal point, as they were written.
  private var places = 0

  /// Reads a number as JSON writes it: `-12.5e3`; nil for anything else.
  package init?(_ text: some Collection<UInt8>) {
    var rest = text[...]
    if rest.first == UInt8(ascii: "-") {
      isNegative = true
      rest = rest.dropFirst()
    }
    var hasDigits = false
    var isFraction = false
    while let byte = rest.first {
      if byte == UInt8(ascii: "."), !isFraction {
        isFraction = true
      } else if (0x30...0x39).contains(byte) {
        hasDigits = true
        if isFraction { places += 1 }
        if digits.isEmpty && byte == 0x30 {
          point -= isFraction ? 1 : 0
        } else {
          digits.append(byte - 0x30)
          point += isFraction ? 0 : 1
        }
      } else {
        break
      }
      rest = rest.dropFirst()
    }
    guard hasDigits else { return nil }
    if let mark = rest.first, mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") {
      let text = String(decoding: rest.dropFirst(), as: UTF8.self)
      // A larger exponent is a number that no database takes.
      guard let exponent = Int(text), exponent.magnitude < 1 << 30 else { return nil }
      point += exponent
      places = max(0, places - exponent)
      rest = rest.prefix(0)
    }
    guard rest.isEmpty else { return nil }
    shorten()
  }

  /// The number of an integer.
  public init(_ value: some BinaryInteger) {
    let text = "\(value)"
    self = JSONNumber(text.utf8) ?? JSONNumber()
  }

  /// The shortest number that is read as this double; nil if it is not finite.
  public init?(_ value: Double) {
    guard value.isFinite, let number = JSONNumber("\(value)".utf8) else { return nil }
    self = number
    places = max(0, digits.count - point)
  }

  /// The number of a decimal; nil for not-a-number.
  public init?(_ value: Decimal) {
    guard !value.isNaN, let number = JSONNumber("\(value)".utf8) else { return nil }
    self = number
  }

  private init() {}

  private mutating func shorten() {
    while digits.last == 0 { digits.removeLast() }
    if digits.isEmpty { (point, isNegative) = (0, false) }
  }
}

extension JSONNumber: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
  /// The number of a literal.
  public init(integerLiteral value: Int) { self.init(value) }
  /// The number of a literal; one that is not finite is 0.
  public init(floatLiteral value: Double) { self = JSONNumber(value) ?? JSONNumber() }
}

extension JSONNumber: Hashable, Comparable {
  /// Whether the numbers are equal.
  public static func == (lhs: JSONNumber, rhs: JSONNumber) -> Bool {
    lhs.isNegative == rhs.isNegative && lhs.point == rhs.point && lhs.digits == rhs.digits
  }

  /// Hashes what equality compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(isNegative)
    hasher.combine(point)
    hasher.combine(digits)
  }

  /// Whether the first is smaller.
  public static func < (lhs: JSONNumber, rhs: JSONNumber) -> Bool {
    lhs.sortKey.lexicographicallyPrecedes(rhs.sortKey)
  }

  /// Bytes in the order of the numbers.
  var sortKey: [UInt8] {
    if digits.isEmpty { return [1] }
    let exponent = UInt32(truncatingIfNeeded: point + 1 << 31)
    var magnitude = (0..<4).map { UInt8(truncatingIfNeeded: exponent >> (24 - 8 * $0)) }
    magnitude += digits.map { $0 + 1 } + [0]
    return isNegative ? [0] + magnitude.map { ~$0 } : [2] + magnitude
  }
}

extension JSONNumber: LosslessStringConvertible {
  /// Reads a number as JSON writes it; nil for anything else.
  public init?(_ description: String) { self.init(description.utf8) }

  /// The number without an exponent, with the decimal places that it was written with; as PostgreSQL writes it.
  public var description: String { String(decoding: text, as: UTF8.self) }

  package var text: [UInt8] {
    var text: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
    // Nobody needs so many zeros.
    if abs(point) > 200_000 {
      return text + digits.prefix(1).map { $0 + 0x30 } + [UInt8(ascii: ".")]
        + (digits.count > 1 ? digits.dropFirst().map { $0 + 0x30 } : [0x30]) + "e\(point - 1)".utf8
    }
    func digit(_ place: Int) -> UInt8 { (digits.indices.contains(place) ? digits[place] : 0) + 0x30 }
    if point <= 0 { text.append(0x30) } else { text += (0..<point).map(digit) }
    let fraction = max(places, digits.count - point, 0)
    guard fraction > 0 else { return text }
    return text + [UInt8(ascii: ".")] + (point..<point + fraction).map(digit)
  }

  /// The number as an `Int`; nil if it is not whole or too large.
  public var int: Int? { int64.flatMap { Int(exactly: $0) } }

  package var int64: Int64? {
    guard digits.count <= point || digits.isEmpty, point <= 19 else { return nil }
    return Int64(String(decoding: text.prefix { $0 != UInt8(ascii: ".") }, as: UTF8.self))
  }

  /// The nearest double; nil if the number is out of its range.
  public var double: Double? {
    guard point > -400, point < 400 else { return digits.isEmpty ? 0 : nil }
    let text = "\(isNegative ? "-" : "")0.\(String(decoding: digits.map { $0 + 0x30 }, as: UTF8.self) + "0")e\(point)"
    guard let double = Double(text), double.isFinite, double != 0 || digits.isEmpty else { return nil }
    return double
  }

  /// The number as a decimal; nil if it has more digits than a decimal.
  public var decimal: Decimal? {
    if case .number(let value) = DecimalText.read(text) { value } else { nil }
  }
}

extension JSONNumber: Codable {
  /// Decodes a number.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let integer = try? container.decode(Int64.self) {
      self.init(integer)
    } else if let decimal = try? container.decode(Decimal.self), let number = JSONNumber(decimal) {
      self = number
    } else if let number = JSONNumber(try container.decode(Double.self)) {
      self = number
    } else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "This is not a number of JSON.")
    }
  }

  /// Encodes the number as an integer or a decimal if it is one, or else as the nearest double.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let int64 {
      try container.encode(int64)
    } else if let decimal {
      try container.encode(decimal)
    } else if let double {
      try container.encode(double)
    } else {
      throw EncodingError.invalidValue(
        self, EncodingError.Context(codingPath: encoder.codingPath, debugDescription: "The number is too large."))
    }
  }
}
