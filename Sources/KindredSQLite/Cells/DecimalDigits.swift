#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A decimal number as a list of digits, to round and write doubles as PostgreSQL does.
struct DecimalDigits {
  private(set) var isNegative = false
  /// The digits, without leading and trailing zeros.
  private(set) var digits: [UInt8] = []
  /// The number of digits before the point. If it is negative, the number of zeros after the point.
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

  /// The shortest decimal number that is read as the same double.
  init?(shortest value: Double) { self.init("\(value)") }

  /// The number rounded to 15 digits; nil if it is not finite.
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

  /// The number rounded to a number of decimal places; halves are rounded away from zero.
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

  /// The number as a double; infinite if it is too large.
  var double: Double { Double("\(sign)0.\(digits.isEmpty ? "0" : text(digits))e\(point)") ?? 0 }

  /// The number as an integer; nil if it has a fraction or is too large.
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

  /// The number as PostgreSQL writes it: with an exponent if it is very small, or if it has more digits before the point
  /// than the type can represent exactly.
  func text(sureOf digitCount: Int) -> String {
    let exponent = point - 1
    if digits.isEmpty || exponent >= -4 && exponent < digitCount { return plainText }
    let fraction = digits.count > 1 ? "." + text(digits.dropFirst()) : ""
    let magnitude = String(exponent.magnitude)
    return "\(sign)\(text(digits.prefix(1)))\(fraction)e\(exponent < 0 ? "-" : "+")"
      + (magnitude.count < 2 ? "0" + magnitude : magnitude)
  }
}
