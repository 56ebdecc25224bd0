/// The binary form of `numeric`: groups of four digits with a weight, a sign and the number of decimal places.
enum NumericText {
  private static let negative: UInt16 = 0x4000
  private static let notANumber: UInt16 = 0xC000
  private static let infinity: UInt16 = 0xD000
  private static let negativeInfinity: UInt16 = 0xF000

  /// The digits of a binary number as text; nil for NaN, infinities and malformed bytes.
  static func decode(_ bytes: UnsafeRawBufferPointer) -> String? {
    guard let start = bytes.baseAddress, bytes.count >= 8 else { return nil }
    let count = Int(UInt16(network: start))
    let weight = Int(Int16(network: start + 2))
    let sign = UInt16(network: start + 4)
    let scale = Int(UInt16(network: start + 6))
    guard sign == 0 || sign == negative, bytes.count == 8 + 2 * count,
      (0..<count).allSatisfy({ UInt16(network: start + 8 + 2 * $0) < 10_000 })
    else { return nil }
    func group(_ index: Int) -> String {
      guard index >= 0, index < count else { return "0000" }
      let digits = String(UInt16(network: start + 8 + 2 * index))
      return String(repeating: "0", count: Swift.max(0, 4 - digits.count)) + digits
    }
    var text = sign == negative ? "-" : ""
    if weight < 0 {
      text += "0"
    } else {
      for index in 0...weight { text += group(index) }
    }
    guard scale > 0 else { return text }
    var fraction = ""
    var index = weight + 1
    while fraction.utf8.count < scale {
      fraction += group(index)
      index += 1
    }
    return text + "." + fraction.prefix(scale)
  }

  /// Whether the number is in the range of a double: neither too large, nor so small that it would become 0.
  static func isDouble(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard let start = bytes.baseAddress, bytes.count >= 8 else { return false }
    // The weight counts powers of 10,000; it is 0 for NaN and the infinities.
    return UInt16(network: start) == 0 || (-77...76).contains(Int16(network: start + 2))
  }

  /// The number rounded to a double; nil if it is out of range.
  static func double(_ bytes: UnsafeRawBufferPointer) -> Double? {
    guard let start = bytes.baseAddress, isDouble(bytes) else { return nil }
    switch UInt16(network: start + 4) {
    case notANumber: return .nan
    case infinity: return .infinity
    case negativeInfinity: return -.infinity
    default: return decode(bytes).flatMap(Double.init)
    }
  }

  /// The number as an integer; nil if it has a fraction or is out of range.
  static func integer(_ bytes: UnsafeRawBufferPointer) -> Int64? {
    guard isDouble(bytes), let text = decode(bytes) else { return nil }
    let parts = text.split(separator: ".")
    guard let whole = parts.first, parts.dropFirst().allSatisfy({ $0.allSatisfy { $0 == "0" } }) else { return nil }
    return Int64(whole)
  }

  /// Appends the binary form of a number in ASCII digits, with an optional point and exponent.
  ///
  /// - Returns: Whether the text is a number that the server can store.
  static func encode(_ text: UnsafeRawBufferPointer, to bytes: inout [UInt8]) -> Bool {
    guard var number = Parsed(text) else { return false }
    let groups = number.groups()
    guard groups.weight <= Int(Int16.max), number.scale <= 16_383 else { return false }
    bytes.append(network: UInt16(groups.values.count))
    bytes.append(network: Int16(groups.weight))
    bytes.append(network: number.isNegative && !groups.values.isEmpty ? negative : 0)
    bytes.append(network: UInt16(number.scale))
    for value in groups.values { bytes.append(network: value) }
    return true
  }

  private struct Parsed {
    var isNegative = false
    var digits: [UInt8] = []
    /// The number of decimal places.
    var scale = 0

    init?(_ text: UnsafeRawBufferPointer) {
      var rest = text[...]
      if let first = rest.first, first == 0x2D || first == 0x2B {
        isNegative = first == 0x2D
        rest = rest.dropFirst()
      }
      var hasPoint = false
      while let byte = rest.first, byte != 0x45, byte != 0x65 {
        rest = rest.dropFirst()
        switch byte {
        case 0x2E where !hasPoint: hasPoint = true
        case 0x30...0x39:
          digits.append(byte - 0x30)
          if hasPoint { scale += 1 }
        default: return nil
        }
      }
      guard !digits.isEmpty else { return nil }
      guard !rest.isEmpty else { return }
      guard let exponent = Int(String(decoding: rest.dropFirst(), as: UTF8.self)),
        (-20_000...20_000).contains(exponent)
      else { return nil }
      scale -= exponent
      if scale < 0 {
        digits += repeatElement(0, count: -scale)
        scale = 0
      }
    }

    /// The digits in groups of four, without leading and trailing zeros, and the weight of the first group.
    mutating func groups() -> (values: [UInt16], weight: Int) {
      if digits.count < scale { digits.insert(contentsOf: repeatElement(0, count: scale - digits.count), at: 0) }
      let before = (4 - (digits.count - scale) % 4) % 4
      let behind = (4 - scale % 4) % 4
      let padded = [UInt8](repeating: 0, count: before) + digits + [UInt8](repeating: 0, count: behind)
      var values = stride(from: 0, to: padded.count, by: 4).map { start in
        padded[start..<start + 4].reduce(UInt16(0)) { $0 * 10 + UInt16($1) }
      }
      var weight = (before + digits.count - scale) / 4 - 1
      while values.first == 0 {
        values.removeFirst()
        weight -= 1
      }
      while values.last == 0 { values.removeLast() }
      return (values, values.isEmpty ? 0 : weight)
    }
  }
}
