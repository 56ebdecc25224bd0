import KindredCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Defaults as the server prints them: `'x'::text`, `7`, `CURRENT_TIMESTAMP`.
enum PostgresDefaults {
  /// The default; nil for NULL, which is what a column without one gets.
  static func read(_ text: String, as type: ColumnType) -> DatabaseDefault? {
    if PostgresConstant.isNull(text) { return nil }
    switch text {
    case "CURRENT_TIMESTAMP", "now()", "statement_timestamp()": return .currentTimestamp
    case "CURRENT_DATE": return .currentDate
    case "LOCALTIME", "CURRENT_TIME": return .currentTime
    default: break
    }
    let rules = Dialect.postgres.rules
    for moment in [DatabaseDefault.Moment.timestamp, .date, .time] {
      if words(rules.current(moment)) == words(text) { return DatabaseDefault(kind: .current(moment)) }
    }
    return DatabaseDefault(kind: value(text, as: type).map { .value($0) } ?? .unstorable(text))
  }

  /// A default in the form in which it is read.
  static func normalised(_ value: DatabaseDefault?, of type: ColumnType) -> DatabaseDefault? {
    guard case .value(let value)? = value?.kind else { return value }
    let builder = SchemaBuilder(dialect: .postgres)
    return read(builder.written { $0.write(SQLExpression.literal(value)) }, as: type)
  }

  /// The text without what the server writes in another way.
  private static func words(_ text: String) -> String {
    text.lowercased().filter { !" ()".contains($0) }.replacing("::text", with: "")
  }

  /// A constant; nil for anything else.
  private static func value(_ text: String, as type: ColumnType) -> DatabaseValue? {
    guard let content = PostgresConstant(text)?.content else { return nil }
    switch ValueFamily(type) {
    case .bool: return ["true", "t"].contains(content.lowercased()) ? .bool(true) : .bool(false)
    case .integer: return Int64(content).map { .integer($0) }
    case .real: return Double(content).map { .double($0) }
    case .decimal: return Double(content) == nil ? nil : Decimal(string: content).map { .decimal($0) }
    case .timestamp:
      // Kindred's sessions are in UTC.
      let text = content.hasSuffix("+00") ? String(content.dropLast(3)) : content
      return (try? FieldCodec(Date.self).parse(text.replacing(" ", with: "T") + "Z")) ?? .text(content)
    case .date: return (try? FieldCodec(CalendarDate.self).parse(content)) ?? .text(content)
    case .time: return (try? FieldCodec(TimeOfDay.self).parse(content)) ?? .text(content)
    case .interval: return interval(content) ?? .text(content)
    case .uuid: return uuid(content).map { .uuid($0) } ?? .text(content)
    case .bytes:
      return content.hasPrefix("\\x") ? .bytes(bytes(content.dropFirst(2))) : .text(content)
    case .json: return (try? FieldCodec(JSONValue.self).parse(content)) ?? .text(content)
    case .text, .array: return .text(content)
    }
  }

  /// The UUID of a text, with dashes or without.
  private static func uuid(_ text: String) -> UUID? {
    let values = bytes(text.filter(\.isHexDigit)[...])
    guard values.count == 16 else { return nil }
    var digits = text.filter(\.isHexDigit)
    for place in [20, 16, 12, 8] { digits.insert("-", at: digits.index(digits.startIndex, offsetBy: place)) }
    return UUID(uuidString: digits)
  }

  /// The duration of a text such as `5 microseconds` or `1 day 00:00:05`.
  private static func interval(_ text: String) -> DatabaseValue? {
    let words = text.split(separator: " ")
    if words.count == 2, words[1].hasPrefix("microsecond"), let number = Int64(words[0]) {
      return .interval(microseconds: number)
    }
    if words.count == 1, words[0].contains(":") { return try? FieldCodec(Duration.self).parse(text) }
    return nil
  }

  private static func bytes(_ digits: Substring) -> [UInt8] {
    let values = digits.compactMap(\.hexDigitValue)
    return stride(from: 0, to: values.count - 1, by: 2).map { UInt8(values[$0] << 4 | values[$0 + 1]) }
  }
}
