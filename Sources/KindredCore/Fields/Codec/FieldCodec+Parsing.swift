#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension FieldCodec {
  /// The stored value that a text stands for.
  ///
  /// | column | text |
  /// |---|---|
  /// | integers, keys | `7`, `-7` |
  /// | Booleans | `true`, `false`, `t`, `f`, `1`, `0`, in any case |
  /// | floating-point numbers, decimals | `1.5`, `-2e3`; for the former also `inf` and `-inf` |
  /// | text | the text itself |
  /// | bytes | Base64 |
  /// | timestamps | `2008-02-29T23:59:58Z`, `2008-02-29 23:59:58.5+01:00`, `2008-02-29`; UTC if there is no offset |
  /// | dates, times of day | `2008-02-29`; `23:59`, `23:59:58`, `23:59:58.5` |
  /// | durations | `1:30:00`, `-2 00:00:00` (two days), `90` (seconds) |
  /// | UUIDs | with or without hyphens |
  /// | JSON | a JSON document |
  /// | arrays | a JSON array |
  ///
  /// A type of your own reads the text of what it stores, and refuses what its initialiser refuses.
  ///
  /// - Throws: ``FieldValueError`` when the text is no such value.
  public func parse(_ text: String) throws -> DatabaseValue {
    try canonical(FieldCodec.parse(text, as: columnType.kind))
  }

  static func parse(_ text: String, as kind: ColumnType.Kind) throws -> DatabaseValue {
    switch kind {
    case .integer: return .integer(try integer(text))
    case .bool: return .bool(try required(bool(text), "true or false"))
    case .double, .float: return .double(try required(real(text), "a number"))
    case .decimal: return .decimal(try decimal(text))
    case .text: return .text(text)
    case .bytes: return .bytes(try required(Data(base64Encoded: text).map([UInt8].init), "bytes in Base64"))
    case .timestamp:
      return .timestamp(microseconds: try required(timestamp(text), "a time such as 2008-02-29T23:59:58Z"))
    case .date:
      return .date(days: try required(CalendarDate(text)?.daysSince1970, "a date such as 2008-02-29"))
    case .time:
      return .time(
        microseconds: try required(TimeOfDay(text)?.microsecondsSinceMidnight, "a time of day such as 12:30"))
    case .interval:
      return .interval(microseconds: try required(DurationText.parse(text), "a duration such as 1:30:00"))
    case .uuid: return .uuid(try required(UUID.element(.text(text)), "a UUID"))
    case .json: return .json([UInt8](text.utf8))
    case .array(let element): return .list(try list(text).map { try convert($0, to: element) })
    }
  }

  private static func required<Value>(_ value: Value?, _ expected: String) throws -> Value {
    guard let value else { throw FieldValueError.expected(expected) }
    return value
  }

  private static func integer(_ text: String) throws -> Int64 {
    if let number = Int64(text) { return number }
    let digits = text.utf8.drop { $0 == 0x2D || $0 == 0x2B }
    let isNumber = text.utf8.count - digits.count <= 1 && !digits.isEmpty && digits.allSatisfy(\.isDigit)
    guard isNumber else { throw FieldValueError.expected("a whole number") }
    throw FieldValueError.integer(text.hasPrefix("-") ? .below : .above)
  }

  private static func bool(_ text: String) -> Bool? {
    switch text.asciiLowercased {
    case "true", "t", "1": true
    case "false", "f", "0": false
    default: nil
    }
  }

  private static func real(_ text: String) -> Double? {
    switch text {
    case "inf", "+inf": return .infinity
    case "-inf": return -.infinity
    default: break
    }
    // Swift also reads hexadecimal numbers and "nan".
    let isDecimal = text.utf8.allSatisfy { $0.isDigit || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains($0) }
    guard isDecimal, let number = Double(text), number.isFinite else { return nil }
    return number
  }

  private static func decimal(_ text: String) throws -> Decimal {
    switch DecimalText.read(Array(text.utf8)) {
    case .number(let number): return number
    case .unrepresentable: throw FieldValueError("the number has more digits than a decimal keeps")
    case .malformed: throw FieldValueError.expected("a number")
    }
  }

  private static func timestamp(_ text: String) -> Int64? {
    var text = text
    return text.withUTF8 { Gregorian.parseTimestamp($0[...]) }
  }

  private static func list(_ text: String) throws -> [DatabaseValue] {
    try required(Array(text.utf8).withUnsafeBytes { ListText.read($0) }, "a JSON array")
  }
}

extension UInt8 {
  fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }
}

extension String {
  /// The text with the letters of ASCII in lower case. Other letters stay, so that none of them becomes one of ASCII.
  var asciiLowercased: String {
    String(decoding: utf8.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }, as: UTF8.self)
  }
}

extension FieldValueError {
  static func expected(_ description: String) -> FieldValueError { FieldValueError("\(description) is expected") }
}
