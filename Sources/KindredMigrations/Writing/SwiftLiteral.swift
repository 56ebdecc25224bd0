import KindredCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Values as Swift source.
enum SwiftLiteral {
  /// A text as a string literal. Whatever is in it, the literal has the same text.
  static func text(_ text: String) -> String { "\"\(escaped(text))\"" }

  /// The text as it stands between the quotation marks of a literal.
  static func escaped(_ text: String) -> String {
    var literal = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": literal += "\\\""
      case "\\": literal += "\\\\"
      case "\n": literal += "\\n"
      case "\r": literal += "\\r"
      case "\t": literal += "\\t"
      // Control characters, and what changes the direction or the look of the text around it.
      case _ where invisible.contains(scalar.properties.generalCategory):
        literal += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      default: literal.unicodeScalars.append(scalar)
      }
    }
    return literal
  }

  /// The kinds of characters that cannot be seen in a source, or change how the text around them is shown.
  static let invisible: Set<Unicode.GeneralCategory> = [
    .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse,
  ]

  /// The type of a column.
  static func type(_ type: ColumnType) -> String {
    switch type.kind {
    case .integer(let bits, let isSigned): "\(isSigned ? ".integer" : ".unsigned")(bits: \(bits))"
    case .bool: ".bool"
    case .double: ".double"
    case .float: ".float"
    case .decimal(nil, _): ".decimal"
    case .decimal(let digits?, let places): ".decimal(digits: \(digits), places: \(places ?? 0))"
    case .text(nil): ".text"
    case .text(let length?): ".text(\(length))"
    case .bytes: ".bytes"
    case .timestamp: ".timestamp"
    case .date: ".date"
    case .time: ".time"
    case .interval: ".interval"
    case .uuid: ".uuid"
    case .json: ".json"
    case .array(let element): ".array(of: \(Self.type(ColumnType(element))))"
    }
  }

  /// A value where any value of a field can stand: `DatabaseDefault.value(…)`, `F("rating").lookup("gt", …)`. Nil if no
  /// Swift literal has its type.
  static func plainValue(_ value: DatabaseValue) -> String? {
    switch value {
    case .bool(let value): return "\(value)"
    case .integer(let value): return "\(value)"
    case .double(let value): return value.isFinite ? "\(value)" : nil
    case .text(let value): return text(value)
    case .list(let values):
      let items = values.compactMap(plainValue)
      guard items.count == values.count, Set(values.map(kind)).count == 1 else { return nil }
      return "[\(items.joined(separator: ", "))]"
    case .null, .bytes, .timestamp, .date, .time, .interval, .uuid, .decimal, .json: return nil
    }
  }

  /// A value of a list has the type of the others.
  private static func kind(_ value: DatabaseValue) -> Int {
    switch value {
    case .bool: 0
    case .integer: 1
    case .double: 2
    case .text: 3
    case .null, .bytes, .timestamp, .date, .time, .interval, .uuid, .decimal, .json, .list: 4
    }
  }

  /// A value as a `DatabaseValue`.
  static func value(_ value: DatabaseValue) -> String {
    switch value {
    case .null: ".null"
    case .bool(let value): ".bool(\(value))"
    case .integer(let value): ".integer(\(value))"
    case .double(let value): ".double(\(double(value)))"
    case .text(let value): ".text(\(text(value)))"
    case .bytes(let bytes): ".bytes(\(list(bytes)))"
    case .timestamp(let value): ".timestamp(microseconds: \(value))"
    case .date(let days): ".date(days: \(days))"
    case .time(let value): ".time(microseconds: \(value))"
    case .interval(let value): ".interval(microseconds: \(value))"
    case .uuid(let value): ".uuid(text: \(text(value.uuidString)))"
    case .decimal(let value): ".decimal(text: \(text(value.description)))"
    case .json(let bytes):
      String(validating: bytes, as: UTF8.self).map { ".json(text: \(text($0)))" } ?? ".json(\(list(bytes)))"
    case .list(let values): ".list([\(values.map(Self.value).joined(separator: ", "))])"
    }
  }

  private static func double(_ value: Double) -> String {
    value.isNaN ? ".nan" : value.isInfinite ? (value < 0 ? "-.infinity" : ".infinity") : "\(value)"
  }

  private static func list(_ bytes: [UInt8]) -> String { "[\(bytes.map { "\($0)" }.joined(separator: ", "))]" }

  /// A default; nil for one that cannot be written, which no table has either.
  static func databaseDefault(_ databaseDefault: DatabaseDefault) -> String? {
    switch databaseDefault.kind {
    case .current(.timestamp): ".currentTimestamp"
    case .current(.date): ".currentDate"
    case .current(.time): ".currentTime"
    case .value(let value): plainValue(value).map { ".value(\($0))" } ?? ".stored(\(Self.value(value)))"
    case .unstorable: nil
    }
  }
}
