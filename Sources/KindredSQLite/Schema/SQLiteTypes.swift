import KindredCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension ColumnType {
  /// The type with a name of SQLite's, as Kindred, Django and others write it; nil for one that has no type here.
  init?(sqlite name: String) {
    let words = name.lowercased().split(separator: " ")
    let text = words.joined(separator: " ")
    let plain: [String: ColumnType] = [
      "bigint": .integer(bits: 64), "integer": .integer(bits: 32), "int": .integer(bits: 32),
      "smallint": .integer(bits: 16), "bigint unsigned": .unsigned(bits: 64), "integer unsigned": .unsigned(bits: 32),
      "smallint unsigned": .unsigned(bits: 16), "bool": .bool, "boolean": .bool, "real": .double, "decimal": .decimal,
      "numeric": .decimal, "text": .text, "blob": .bytes, "datetime": .timestamp, "date": .date, "time": .time,
      "char(32)": .uuid, "tinyint": .integer(bits: 16), "mediumint": .integer(bits: 32), "int2": .integer(bits: 16),
      "int8": .integer(bits: 64), "double": .double, "double precision": .double, "float": .double,
      "timestamp": .timestamp,
      "varchar": .text, "nvarchar": .text, "clob": .text,
    ]
    if let type = plain[text] {
      self = type
      return
    }
    guard let open = text.firstIndex(of: "("), text.hasSuffix(")") else { return nil }
    let arguments = text[text.index(after: open)...].dropLast().split(separator: ",").map { $0.filter { $0 != " " } }
    switch text[..<open].filter({ $0 != " " }) {
    case "varchar", "nvarchar", "character", "char", "nchar", "charactervarying":
      guard arguments.count == 1, let length = Int(arguments[0]) else { return nil }
      self = ColumnType(.text(maxLength: length))
    case "decimal", "numeric": self = .decimal
    default: return nil
    }
  }

  /// The type that is read from a column of this one.
  var keptBySQLite: ColumnType {
    switch kind {
    case .interval: .integer(bits: 64)
    case .float: .double
    case .decimal: .decimal
    case .array: .json
    case .integer, .bool, .double, .text, .bytes, .timestamp, .date, .time, .uuid, .json: self
    }
  }
}

/// Defaults as SQLite prints them.
enum SQLiteDefaults {
  /// The default with a text.
  static func read(_ text: String, as type: ColumnType) -> DatabaseDefault {
    switch text.uppercased() {
    case "CURRENT_TIMESTAMP": return .currentTimestamp
    case "CURRENT_DATE": return .currentDate
    case "CURRENT_TIME": return .currentTime
    // As Django writes it.
    case _ where SQLTokens(text).text == djangoNow.text: return .currentTimestamp
    default: return DatabaseDefault(kind: value(text, as: type).map { .value($0) } ?? .unstorable(text))
    }
  }

  private static let djangoNow = SQLTokens("STRFTIME('%Y-%m-%d %H:%M:%f', 'NOW')")

  /// A constant; nil for anything else. One in quotation marks stays a text, whatever the type is, because that is how
  /// it is written again.
  private static func value(_ text: String, as type: ColumnType) -> DatabaseValue? {
    let tokens = SQLTokens(text).tokens
    switch (tokens.first, tokens.count) {
    case (.text(let text), 1): return .text(text)
    case (.word("NULL"), 1): return .null
    case (.word("TRUE"), 1): return .bool(true)
    case (.word("FALSE"), 1): return .bool(false)
    case (.word("X"), 2):
      guard case .text(let digits) = tokens[1] else { return nil }
      return .bytes(Array(hexadecimal: digits))
    default: break
    }
    let digits = tokens.map { if case .symbol(let symbol) = $0 { symbol } else { "?" } }.joined()
    switch ValueFamily(type) {
    case .bool: return digits == "1" ? .bool(true) : digits == "0" ? .bool(false) : nil
    case .real: return Double(digits).map { .double($0) }
    case .decimal: return Double(digits) == nil ? nil : Decimal(string: digits).map { .decimal($0) }
    case .integer, .interval, .text, .bytes, .timestamp, .date, .time, .uuid, .json, .array:
      return Int64(digits).map { .integer($0) }
    }
  }

  /// A default in the form in which it is read.
  static func normalised(_ value: DatabaseDefault?, of type: ColumnType) -> DatabaseDefault? {
    guard case .value(let value)? = value?.kind else { return value }
    let builder = SchemaBuilder(dialect: .sqlite)
    return read(builder.written { $0.write(SQLExpression.literal(value)) }, as: type)
  }
}

extension [UInt8] {
  /// The bytes that hexadecimal digits stand for.
  init(hexadecimal text: String) {
    let digits = text.compactMap(\.hexDigitValue)
    self = stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }
}
