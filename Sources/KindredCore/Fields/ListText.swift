#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A list as a JSON array, for databases without arrays.
package enum ListText {
  /// Writes the JSON text; nil when one of the values cannot be written as JSON. Bytes become hexadecimal digits, JSON
  /// documents become strings.
  package static func write(_ values: [DatabaseValue]) -> [UInt8]? {
    var json: [UInt8] = [0x5B]
    for (index, value) in values.enumerated() {
      if index > 0 { json.append(0x2C) }
      guard append(value, to: &json) else { return nil }
    }
    json.append(0x5D)
    return json
  }

  private static func append(_ value: DatabaseValue, to json: inout [UInt8]) -> Bool {
    switch value {
    case .null: json += "null".utf8
    case .bool(let value): json += (value ? "true" : "false").utf8
    case .integer(let value), .interval(let value): json += "\(value)".utf8
    case .double(let value): json += (value.isInfinite ? (value < 0 ? "-9e999" : "9e999") : "\(value)").utf8
    case .decimal(let value): json += "\(value)".utf8
    case .text(let text): append(text.utf8, to: &json)
    case .timestamp(let value): append(Gregorian.timestampText(microseconds: value), to: &json)
    case .date(let days): append(Gregorian.dateText(days: days), to: &json)
    case .time(let value): append(Gregorian.timeText(microseconds: value), to: &json)
    case .uuid(let value): append(withUnsafeBytes(of: value.uuid) { $0.flatMap(digits) }, to: &json)
    case .bytes(let bytes): append(bytes.flatMap(digits), to: &json)
    case .json(let text): append(text, to: &json)
    case .list: return false
    }
    return true
  }

  private static func digits(_ byte: UInt8) -> [UInt8] {
    Array((byte < 16 ? "0" : "").utf8) + String(byte, radix: 16).utf8
  }

  private static func append(_ text: some Sequence<UInt8>, to json: inout [UInt8]) {
    json.append(0x22)
    for byte in text {
      switch byte {
      case 0x22, 0x5C:
        json.append(0x5C)
        json.append(byte)
      case 0..<0x20: json += "\\u00".utf8 + digits(byte)
      default: json.append(byte)
      }
    }
    json.append(0x22)
  }

  /// Reads a JSON array of scalars; nil when the text is anything else.
  package static func read(_ bytes: UnsafeRawBufferPointer) -> [DatabaseValue]? {
    var scanner = Scanner(rest: bytes[...])
    return scanner.array()
  }

  /// Whether the text is JSON `null`.
  package static func isNull(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.filter { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }.elementsEqual("null".utf8)
  }

  private struct Scanner {
    var rest: Slice<UnsafeRawBufferPointer>

    private mutating func skipSpace() { rest = rest.drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) } }

    private mutating func take(_ byte: UInt8) -> Bool {
      skipSpace()
      guard rest.first == byte else { return false }
      rest.removeFirst()
      return true
    }

    private mutating func take(word: StaticString) -> Bool {
      guard rest.starts(with: word.description.utf8) else { return false }
      rest.removeFirst(word.utf8CodeUnitCount)
      return true
    }

    mutating func array() -> [DatabaseValue]? {
      guard take(0x5B) else { return nil }
      var values: [DatabaseValue] = []
      if !take(0x5D) {
        repeat {
          guard let value = scalar() else { return nil }
          values.append(value)
        } while take(0x2C)
        guard take(0x5D) else { return nil }
      }
      skipSpace()
      return rest.isEmpty ? values : nil
    }

    private mutating func scalar() -> DatabaseValue? {
      skipSpace()
      if rest.first == 0x22 { return text().map { .text($0) } }
      if take(word: "null") { return .null }
      if take(word: "true") { return .bool(true) }
      if take(word: "false") { return .bool(false) }
      let number = rest.prefix { (0x30...0x39).contains($0) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains($0) }
      rest.removeFirst(number.count)
      let digits = String(decoding: number, as: UTF8.self)
      return Int64(digits).map { .integer($0) } ?? Double(digits).map { .double($0) }
    }

    private mutating func text() -> String? {
      rest.removeFirst()
      var bytes: [UInt8] = []
      while let byte = rest.popFirst() {
        switch byte {
        case 0x22: return String(validating: bytes, as: UTF8.self)
        case 0x5C: guard escape(into: &bytes) else { return nil }
        default: bytes.append(byte)
        }
      }
      return nil
    }

    private mutating func escape(into bytes: inout [UInt8]) -> Bool {
      switch rest.popFirst() {
      case 0x22: bytes.append(0x22)
      case 0x5C: bytes.append(0x5C)
      case 0x2F: bytes.append(0x2F)
      case 0x62: bytes.append(0x08)
      case 0x66: bytes.append(0x0C)
      case 0x6E: bytes.append(0x0A)
      case 0x72: bytes.append(0x0D)
      case 0x74: bytes.append(0x09)
      case 0x75:
        guard var code = unit() else { return false }
        if (0xD800..<0xDC00).contains(code) {
          guard take(word: "\\u"), let low = unit(), (0xDC00..<0xE000).contains(low) else { return false }
          code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { return false }
        bytes += String(scalar).utf8
      default: return false
      }
      return true
    }

    private mutating func unit() -> UInt32? {
      let digits = rest.prefix(4)
      rest.removeFirst(digits.count)
      return digits.count == 4 ? UInt32(String(decoding: digits, as: UTF8.self), radix: 16) : nil
    }
  }
}
