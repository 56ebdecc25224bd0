#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension FieldCodec {
  /// The text of a stored value, which ``parse(_:)`` reads again.
  ///
  /// - Throws: ``FieldValueError`` when the value is NULL, or no value of the field.
  public func text(of value: DatabaseValue) throws -> String {
    if value.isNull { throw FieldValueError("NULL has no text") }
    return try FieldCodec.text(of: convert(value))
  }

  /// The text of a value, whatever field it is of.
  static func text(of value: DatabaseValue) throws -> String {
    switch value {
    case .null: "NULL"
    case .bool(let value): value ? "true" : "false"
    case .integer(let value): "\(value)"
    case .double(let value): "\(value)"
    case .decimal(let value): value.description
    case .text(let value): value
    case .bytes(let value): Data(value).base64EncodedString()
    case .timestamp(let value):
      String(decoding: Gregorian.timestampText(microseconds: value).map { $0 == 0x20 ? 0x54 : $0 }, as: UTF8.self) + "Z"
    case .date(let days): CalendarDate(daysSince1970: days).description
    case .time(let value): String(decoding: Gregorian.timeText(microseconds: value), as: UTF8.self)
    case .interval(let value): DurationText.write(value)
    case .uuid(let value): value.uuidString.lowercased()
    case .json(let value): String(decoding: value, as: UTF8.self)
    case .list(let values): String(decoding: try json(values), as: UTF8.self)
    }
  }

  private static func json(_ values: [DatabaseValue]) throws -> [UInt8] {
    guard let text = ListText.write(values) else { throw FieldValueError("an array of arrays has no text") }
    return text
  }
}

/// Durations as texts: `[-][days ]hours:minutes:seconds[.fraction]`, or a number of seconds.
enum DurationText {
  static func write(_ microseconds: Int64) -> String {
    let (seconds, fraction) = microseconds.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
    let (minutes, second) = seconds.quotientAndRemainder(dividingBy: 60)
    let (hours, minute) = minutes.quotientAndRemainder(dividingBy: 60)
    let (days, hour) = hours.quotientAndRemainder(dividingBy: 24)
    var text = microseconds < 0 ? "-" : ""
    if days > 0 { text += "\(days) " }
    text += [hour, minute, second].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
    if fraction > 0 { text += "." + "\(1_000_000 + fraction)".dropFirst() }
    return text
  }

  static func parse(_ text: String) -> Int64? {
    var rest = text[...]
    let isNegative = rest.first == "-"
    if isNegative || rest.first == "+" { rest.removeFirst() }
    var days: UInt64 = 0
    if let space = rest.firstIndex(of: " ") {
      guard let number = number(rest[..<space]) else { return nil }
      days = number
      rest = rest[rest.index(after: space)...]
    }
    let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 1 || parts.count == 3 || (parts.count == 2 && days == 0), let last = parts.last,
      parts.count == 1 ? days == 0 : true
    else { return nil }
    var total: UInt64? = product(days, 86_400)
    for (index, part) in parts.dropLast().enumerated() {
      guard let number = number(part), index == 0 || number < 60 else { return nil }
      total = sum(total, product(number, parts.count - index == 3 ? 3600 : 60))
    }
    let halves = last.split(separator: ".", omittingEmptySubsequences: false)
    guard halves.count <= 2, let whole = number(halves[0]), parts.count == 1 || whole < 60 else { return nil }
    total = product(sum(total, whole), 1_000_000)
    if halves.count == 2 {
      guard halves[1].utf8.count <= 6, !halves[1].isEmpty,
        let fraction = number(halves[1] + String(repeating: "0", count: 6 - halves[1].utf8.count))
      else { return nil }
      total = sum(total, fraction)
    }
    guard let total else { return nil }
    if isNegative, total == Int64.min.magnitude { return .min }
    guard total <= UInt64(Int64.max) else { return nil }
    return isNegative ? -Int64(total) : Int64(total)
  }

  private static func number(_ text: some StringProtocol) -> UInt64? {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? UInt64(text) : nil
  }

  private static func product(_ number: UInt64?, _ factor: UInt64) -> UInt64? {
    guard let (value, overflow) = number?.multipliedReportingOverflow(by: factor), !overflow else { return nil }
    return value
  }

  private static func sum(_ number: UInt64?, _ other: UInt64?) -> UInt64? {
    guard let other, let (value, overflow) = number?.addingReportingOverflow(other), !overflow else { return nil }
    return value
  }
}
