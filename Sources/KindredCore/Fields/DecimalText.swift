#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif

/// Decimal numbers in ASCII digits, read without rounding.
package enum DecimalText {
  /// The result of reading a text.
  package enum Reading: Sendable, Equatable {
    case number(Decimal)
    /// A number with more digits than `Decimal` keeps, or one that is too large or too small for it.
    case unrepresentable
    /// Not a number.
    case malformed
  }

  /// Reads digits with an optional sign, point and exponent. The number has to span all bytes.
  package static func read(_ text: some Collection<UInt8>) -> Reading {
    guard var parts = Parts(text) else { return .malformed }
    parts.strip()
    if parts.digits.isEmpty { return .number(0) }
    // Numbers of 38 digits always fit; of those with 39 digits, only the smaller half.
    guard parts.digits.count <= 39, let value = parts.decimal else { return .unrepresentable }
    if parts.digits.count == 39 {
      guard var stored = Parts(Array(value.description.utf8)) else { return .unrepresentable }
      stored.strip()
      guard stored.digits == parts.digits else { return .unrepresentable }
    }
    return .number(value)
  }

  /// A number as its digits and a power of ten.
  private struct Parts {
    var isNegative = false
    var digits: [UInt8] = []
    var exponent = 0

    init?(_ text: some Collection<UInt8>) {
      var rest = text[...]
      if let sign = rest.first, sign == 0x2D || sign == 0x2B {
        isNegative = sign == 0x2D
        rest = rest.dropFirst()
      }
      func takeDigits() -> Int {
        let start = digits.count
        while let byte = rest.first, (0x30...0x39).contains(byte) {
          digits.append(byte)
          rest = rest.dropFirst()
        }
        return digits.count - start
      }
      guard takeDigits() > 0 else { return nil }
      if rest.first == 0x2E {
        rest = rest.dropFirst()
        let places = takeDigits()
        guard places > 0 else { return nil }
        exponent = -places
      }
      guard let letter = rest.first else { return }
      let power = rest.dropFirst()
      guard letter == 0x45 || letter == 0x65, power.count <= 6,
        let value = Int(String(decoding: power, as: UTF8.self))
      else { return nil }
      exponent += value
    }

    /// Removes the zeros at both ends.
    mutating func strip() {
      digits = Array(digits.drop { $0 == 0x30 })
      let zeros = digits.reversed().prefix { $0 == 0x30 }.count
      digits.removeLast(zeros)
      exponent += zeros
    }

    /// The number; nil when its exponent is out of range or it has too many digits.
    var decimal: Decimal? {
      var digits = digits
      var exponent = exponent
      if exponent > 127 {
        guard digits.count + exponent - 127 <= 38 else { return nil }
        digits += repeatElement(0x30, count: exponent - 127)
        exponent = 127
      }
      guard exponent >= -128 else { return nil }
      return Decimal(string: (isNegative ? "-" : "") + String(decoding: digits, as: UTF8.self) + "e\(exponent)")
    }
  }
}
