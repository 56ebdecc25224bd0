#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A decimal number as its digits, which is how PostgreSQL rounds and writes doubles.
struct DecimalDigits {
  private(set) var isNegative = false
  /// From the first that is not 0 to the last that is not.
  private(set) var digits: [UInt8] = []
  /// How many digits stand before the point; below zero, how many zeros stand behind it.
  private(set) var point = 0

  /// Reads `-12.5e3`; nil for anything else.
  init?(_ text: some StringProtocol) {
    var rest = Substring(text).utf8[...]
    if let sign = rest.first, sign == 0x2B || sign == 0x2D {
      isNegative = sign == 0x2D
      rest = rest.dropFirst()
    }
    var hasDigits = false
    var isFraction = false
    while let byte = rest.first, byte == 0x2E && !isFraction || (0x30...0x39).contains(byte) {
      rest = rest.dropFirst()
      if byte == 0x2E {
        isFraction = true
        continue
      }
      hasDigits = true
      if digits.isEmpty && byte == 0x30 {
        point -= isFraction ? 1 : 0
      } else {
        digits.append(byte - 0x30)
        point += isFraction ? 0 : 1
      }
    }
    guard hasDigits else { return nil }
    if let mark = rest.first, mark == 0x65 || mark == 0x45 {
      guard let exponent = Int32(Substring(rest.dropFirst())) else { return nil }
      point += Int(exponent)
      rest = rest.prefix(0)
    }
    guard rest.isEmpty else { return nil }
    shorten()
  }

  /// The shortest number that is this one when it is read again.
  init?(shortest value: Double) { self.init("\(value)") }

  /// The first 15 digits, rounded; nil for what is not finite.
  init?(fifteenOf value: Double) {
    guard value.isFinite else { return nil }
    let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { buffer -> String in
      let count = withVaList([value]) { vsnprintf(buffer.baseAddress, buffer.count, "%.14e", $0) }
      return String(decoding: buffer.prefix(Int(max(0, count))).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
    self.init(text)
  }

  private mutating func shorten() {
    while digits.last == 0 { digits.removeLast() }
    if digits.isEmpty { (point, isNegative) = (0, false) }
  }

  /// The nearest number of so many decimal places; halves go away from zero.
  func rounded(toPlaces places: Int) -> DecimalDigits {
    let count = point + places
    guard count < digits.count else { return self }
    var rounded = self
    guard count >= 0 else {
      rounded.digits = []
      rounded.shorten()
      return rounded
    }
    rounded.digits.removeSubrange(count...)
    if digits[count] >= 5 {
      while rounded.digits.last == 9 { rounded.digits.removeLast() }
      if rounded.digits.isEmpty {
        rounded.digits = [1]
        rounded.point += 1
      } else {
        rounded.digits[rounded.digits.count - 1] += 1
      }
    }
    rounded.shorten()
    return rounded
  }

  private var sign: String { isNegative ? "-" : "" }

  private func text(_ digits: some Sequence<UInt8>) -> String {
    String(decoding: digits.map { $0 + 0x30 }, as: UTF8.self)
  }

  /// The number; infinite where it is too large.
  var double: Double { Double("\(sign)0.\(digits.isEmpty ? "0" : text(digits))e\(point)") ?? 0 }

  /// The number as an integer; nil where it is none, or too large.
  var integer: Int64? {
    guard digits.count <= point || digits.isEmpty, point <= 19 else { return nil }
    return Int64(sign + (digits.isEmpty ? "0" : text(digits) + String(repeating: "0", count: point - digits.count)))
  }

  /// The number without an exponent.
  var plainText: String {
    if digits.isEmpty { return "0" }
    if point <= 0 { return "\(sign)0.\(String(repeating: "0", count: -point))\(text(digits))" }
    if point >= digits.count { return sign + text(digits) + String(repeating: "0", count: point - digits.count) }
    return "\(sign)\(text(digits[..<point])).\(text(digits[point...]))"
  }

  /// The number as PostgreSQL writes it: with an exponent where it is small, or has more digits before the point than
  /// the type is sure of.
  func text(sureOf digitCount: Int) -> String {
    let exponent = point - 1
    if digits.isEmpty || exponent >= -4 && exponent < digitCount { return plainText }
    let fraction = digits.count > 1 ? "." + text(digits.dropFirst()) : ""
    let magnitude = String(exponent.magnitude)
    return "\(sign)\(text(digits.prefix(1)))\(fraction)e\(exponent < 0 ? "-" : "+")"
      + (magnitude.count < 2 ? "0" + magnitude : magnitude)
  }
}
