#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension SQLWriter {
  /// Writes a constant of a schema, for defaults and checks. Values of queries are always bound instead.
  mutating func write(literal value: DatabaseValue) {
    if let text = rules.literal(value) { return write(verbatim: text) }
    switch value {
    case .null: write("NULL")
    case .bool(let value): write(verbatim: value ? "TRUE" : "FALSE")
    case .integer(let value), .interval(let value): write(verbatim: "\(value)")
    case .double(let value): write(verbatim: "\(value)")
    case .decimal(let value): write(verbatim: value.description)
    case .text(let value): write(quotedText: value)
    case .bytes(let value): write(verbatim: "X'\(hexadecimal(value))'")
    case .timestamp(let value):
      write(quotedText: String(decoding: Gregorian.timestampText(microseconds: value), as: UTF8.self))
    case .date(let days): write(quotedText: CalendarDate(daysSince1970: days).description)
    case .time(let value): write(quotedText: String(decoding: Gregorian.timeText(microseconds: value), as: UTF8.self))
    case .uuid(let value): write(quotedText: hexadecimal(withUnsafeBytes(of: value.uuid) { Array($0) }))
    case .list(let values): list(values) { $0.write(literal: $1) }
    case .json(let value): write(quotedText: String(decoding: value, as: UTF8.self))
    }
  }

  /// Writes text in quotation marks.
  package mutating func write(quotedText text: String) { write(verbatim: rules.quoted(text)) }

  private func hexadecimal(_ bytes: [UInt8]) -> String {
    var text = ""
    for byte in bytes {
      let digits = String(byte, radix: 16)
      text += digits.count == 1 ? "0" + digits : digits
    }
    return text
  }
}
