#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The values in a cursor as bytes: for each a byte that says what it is, and its content.
enum CursorBytes {
  private enum Mark: UInt8 {
    case null, no, yes, integer, double, text, bytes, timestamp, date, time, interval, uuid, decimal
  }

  static func write(_ values: [DatabaseValue]) -> [UInt8] {
    var bytes: [UInt8] = []
    func mark(_ mark: Mark, _ number: Int64) {
      bytes.append(mark.rawValue)
      bytes += (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
    }
    func mark(_ mark: Mark, _ content: some Collection<UInt8>) {
      bytes.append(mark.rawValue)
      bytes += (0..<4).map { UInt8(truncatingIfNeeded: content.count >> (24 - 8 * $0)) }
      bytes.append(contentsOf: content)
    }
    for value in values {
      switch value {
      case .null: bytes.append(Mark.null.rawValue)
      case .bool(let value): bytes.append((value ? Mark.yes : Mark.no).rawValue)
      case .integer(let value): mark(.integer, value)
      case .double(let value): mark(.double, Int64(bitPattern: value.bitPattern))
      case .text(let value): mark(.text, value.utf8)
      case .bytes(let value): mark(.bytes, value)
      case .timestamp(let value): mark(.timestamp, value)
      case .date(let days): mark(.date, Int64(days))
      case .time(let value): mark(.time, value)
      case .interval(let value): mark(.interval, value)
      case .uuid(let value): mark(.uuid, value.uuidString.utf8)
      case .decimal(let value): mark(.decimal, value.description.utf8)
      // No order goes by these.
      case .json, .list: bytes.append(Mark.null.rawValue)
      }
    }
    return bytes
  }

  /// The values; nil if the bytes are not what ``write(_:)`` makes.
  static func read(_ bytes: ArraySlice<UInt8>) -> [DatabaseValue]? {
    var rest = bytes
    var values: [DatabaseValue] = []
    func take(_ count: Int) -> ArraySlice<UInt8>? {
      guard rest.count >= count else { return nil }
      defer { rest = rest.dropFirst(count) }
      return rest.prefix(count)
    }
    func number() -> Int64? { take(8)?.reduce(0) { $0 << 8 | Int64($1) } }
    func content() -> ArraySlice<UInt8>? { take(4).flatMap { take($0.reduce(0) { $0 << 8 | Int($1) }) } }
    func text() -> String? { content().flatMap { String(validating: $0, as: UTF8.self) } }
    while let first = rest.popFirst() {
      guard let mark = Mark(rawValue: first) else { return nil }
      let value: DatabaseValue? =
        switch mark {
        case .null: .null
        case .no: .bool(false)
        case .yes: .bool(true)
        case .integer: number().map { .integer($0) }
        case .double: number().map { .double(Double(bitPattern: UInt64(bitPattern: $0))) }
        case .text: text().map { .text($0) }
        case .bytes: content().map { .bytes(Array($0)) }
        case .timestamp: number().map { .timestamp(microseconds: $0) }
        case .date: number().flatMap(Int32.init(exactly:)).map { .date(days: $0) }
        case .time: number().map { .time(microseconds: $0) }
        case .interval: number().map { .interval(microseconds: $0) }
        case .uuid: text().flatMap { UUID(uuidString: $0) }.map { .uuid($0) }
        case .decimal: text().flatMap { Decimal(string: $0) }.map { .decimal($0) }
        }
      guard let value else { return nil }
      values.append(value)
    }
    return values
  }

  // MARK: As text

  /// Base64 with the alphabet for URLs, without padding (RFC 4648, section 5).
  static func text(of bytes: [UInt8]) -> String {
    Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").filter { $0 != "=" }
  }

  /// The bytes of a text; nil if it is not what ``text(of:)`` makes.
  static func bytes(of text: String) -> [UInt8]? {
    guard text.utf8.allSatisfy({ $0 < 0x80 && $0 != 0x2B && $0 != 0x2F && $0 != 0x3D }) else { return nil }
    let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    let usual = text.replacing("-", with: "+").replacing("_", with: "/") + padding
    guard let bytes = Data(base64Encoded: usual).map(Array.init), self.text(of: bytes) == text else { return nil }
    return bytes
  }
}
