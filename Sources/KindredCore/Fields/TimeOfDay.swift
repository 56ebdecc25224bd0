/// A time of day without a date and without a time zone, to the microsecond.
public struct TimeOfDay: Sendable, Hashable, Comparable {
  /// Microseconds since midnight, from 0 to 86,399,999,999.
  public let microsecondsSinceMidnight: Int64

  /// Makes a time; nil when the number is not within a day.
  public init?(microsecondsSinceMidnight: Int64) {
    guard (0..<86_400_000_000).contains(microsecondsSinceMidnight) else { return nil }
    self.microsecondsSinceMidnight = microsecondsSinceMidnight
  }

  /// Makes a time from its parts; nil when one of them is out of range.
  ///
  /// ```swift
  /// let noon = TimeOfDay(hour: 12, minute: 0)
  /// ```
  public init?(hour: Int, minute: Int, second: Int = 0, microsecond: Int = 0) {
    guard
      (0..<24).contains(hour), (0..<60).contains(minute), (0..<60).contains(second),
      (0..<1_000_000).contains(microsecond)
    else { return nil }
    let seconds = (hour * 60 + minute) * 60 + second
    microsecondsSinceMidnight = Int64(seconds) * 1_000_000 + Int64(microsecond)
  }

  /// The hour, from 0 to 23.
  public var hour: Int { Int(microsecondsSinceMidnight / 3_600_000_000) }
  /// The minute, from 0 to 59.
  public var minute: Int { Int(microsecondsSinceMidnight / 60_000_000 % 60) }
  /// The second, from 0 to 59.
  public var second: Int { Int(microsecondsSinceMidnight / 1_000_000 % 60) }
  /// The microsecond, from 0 to 999,999.
  public var microsecond: Int { Int(microsecondsSinceMidnight % 1_000_000) }

  /// Whether the first comes before the second.
  public static func < (lhs: TimeOfDay, rhs: TimeOfDay) -> Bool {
    lhs.microsecondsSinceMidnight < rhs.microsecondsSinceMidnight
  }
}

extension TimeOfDay: CustomStringConvertible, LosslessStringConvertible {
  /// Reads `HH:MM`, `HH:MM:SS` or `HH:MM:SS.ffffff`.
  public init?(_ description: String) {
    var text = description
    guard let time = text.withUTF8({ Gregorian.parseTime($0[...]) }) else { return nil }
    self.init(microsecondsSinceMidnight: time)
  }

  /// `HH:MM:SS`, with six more digits when there are microseconds.
  public var description: String {
    String(decoding: Gregorian.timeText(microseconds: microsecondsSinceMidnight), as: UTF8.self)
  }
}

extension TimeOfDay: Codable {
  /// Decodes the value.
  public init(from decoder: any Decoder) throws {
    self = try decoder.singleText(TimeOfDay.init, expected: "a time such as 12:30:00")
  }

  /// Encodes the value.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension TimeOfDay: KeyValue {
  /// The column type.
  public static var columnType: ColumnType { .time }

  /// Reads the value from a row.
  public init(row: borrowing DatabaseRow, column: Int32) throws {
    let function = row.functions.pointee.time
    let microseconds = try row.convert(function, column, initial: Int64(0), expected: "a time of day")
    guard let time = TimeOfDay(microsecondsSinceMidnight: microseconds) else {
      throw row.error(.wrongType(expected: "a time of day"), column)
    }
    self = time
  }
  /// Checks that the cell holds the form that Kindred writes.
  @inlinable
  public static func checkForm(of row: borrowing DatabaseRow, column: Int32) throws {
    try row.expect(form: .time, column)
  }

  /// Binds the value as the next parameter.
  @inlinable
  public func bind(to writer: inout ParameterWriter) throws { try writer.time(microseconds: microsecondsSinceMidnight) }
  /// The value as it is bound.
  public func databaseValue() throws -> DatabaseValue { .time(microseconds: microsecondsSinceMidnight) }
}
