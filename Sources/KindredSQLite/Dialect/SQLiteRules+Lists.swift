import KindredCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Long lists travel as one JSON array, so that they have no limit of parameters and share one statement.
extension SQLiteRules {
  func writeListMembership(_ expression: SQLExpression, parameter: Int, to writer: inout SQLWriter) {
    writer.write(expression)
    writer.write(" IN (SELECT value FROM json_each(")
    writer.write(SQLExpression.parameter(parameter))
    writer.write("))")
  }

  func listParameter(_ values: [DatabaseValue]) -> DatabaseValue {
    var json: [UInt8] = [0x5B]
    for (index, value) in values.enumerated() {
      if index > 0 { json.append(0x2C) }
      guard append(value, to: &json) else { return .list(values) }
    }
    json.append(0x5D)
    return .json(json)
  }

  private func append(_ value: DatabaseValue, to json: inout [UInt8]) -> Bool {
    switch value {
    case .null: json += "null".utf8
    case .bool(let value): json.append(value ? 0x31 : 0x30)
    case .integer(let value), .interval(let value): json += "\(value)".utf8
    case .double(let value): json += (value.isInfinite ? (value < 0 ? "-9e999" : "9e999") : "\(value)").utf8
    case .decimal(let value): json += "\(value)".utf8
    case .text(let text): append(text.utf8, to: &json)
    case .timestamp(let value): append(Gregorian.timestampText(microseconds: value), to: &json)
    case .date(let days): append(Gregorian.dateText(days: days), to: &json)
    case .time(let value): append(Gregorian.timeText(microseconds: value), to: &json)
    case .uuid(let value): append(withUnsafeBytes(of: value.uuid) { Hexadecimal.text($0) }.utf8, to: &json)
    case .bytes, .json, .list: return false
    }
    return true
  }

  private func append(_ text: some Sequence<UInt8>, to json: inout [UInt8]) {
    json.append(0x22)
    for byte in text {
      switch byte {
      case 0x22, 0x5C:
        json.append(0x5C)
        json.append(byte)
      case 0..<0x20: json += ("\\u00" + Hexadecimal.digits(byte)).utf8
      default: json.append(byte)
      }
    }
    json.append(0x22)
  }
}

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
