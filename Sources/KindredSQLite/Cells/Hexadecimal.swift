/// Bytes as hexadecimal digits.
enum Hexadecimal {
  static func digits(_ byte: UInt8) -> String {
    let text = String(byte, radix: 16)
    return byte < 16 ? "0" + text : text
  }

  static func text(_ bytes: UnsafeRawBufferPointer) -> String { bytes.map(digits).joined() }

  /// The value of one digit.
  static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x41...0x46: digit - 0x41 + 10
    case 0x61...0x66: digit - 0x61 + 10
    default: nil
    }
  }
}
