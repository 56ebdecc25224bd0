/// A calendar date without a time and without a time zone, such as a birthday.
///
/// Days are counted in the proleptic Gregorian calendar, as SQL does.
public struct CalendarDate: Sendable, Hashable, Comparable {
  /// Days since 1970-01-01.
  public let daysSince1970: Int32

  /// Makes a date from a number of days.
  public init(daysSince1970: Int32) { self.daysSince1970 = daysSince1970 }

  /// Makes a date from its parts; nil when there is no such day, or the year is not in 1…9999.
  ///
  /// ```swift
  /// let day = CalendarDate(year: 2008, month: 2, day: 29)  // a date
  /// let none = CalendarDate(year: 2007, month: 2, day: 29) // nil
  /// ```
  public init?(year: Int, month: Int, day: Int) {
    guard let days = Gregorian.days(year: year, month: month, day: day) else { return nil }
    self.init(daysSince1970: days)
  }

  /// The year.
  public var year: Int { Gregorian.parts(days: daysSince1970).year }
  /// The month, from 1 to 12.
  public var month: Int { Gregorian.parts(days: daysSince1970).month }
  /// The day of the month, from 1 to 31.
  public var day: Int { Gregorian.parts(days: daysSince1970).day }

  /// The date a number of days later.
  public func adding(days: Int) -> CalendarDate? {
    let (sum, overflow) = Int(daysSince1970).addingReportingOverflow(days)
    guard !overflow, let days = Int32(exactly: sum) else { return nil }
    return CalendarDate(daysSince1970: days)
  }

  /// Whether the first comes before the second.
  public static func < (lhs: CalendarDate, rhs: CalendarDate) -> Bool { lhs.daysSince1970 < rhs.daysSince1970 }
}

extension CalendarDate: CustomStringConvertible, LosslessStringConvertible {
  /// Reads `YYYY-MM-DD`. Years outside 0 to 9999 have a sign and may have more digits, as ``description`` writes them.
  public init?(_ description: String) {
    var text = description
    let days = text.withUTF8 { Gregorian.parseDate($0[...]) ?? Gregorian.parseFarDate($0[...]) }
    guard let days else { return nil }
    self.init(daysSince1970: days)
  }

  /// `YYYY-MM-DD`, as in ISO 8601: a year outside 0 to 9999 has a sign, and year 0 is the year before year 1.
  public var description: String { String(decoding: Gregorian.dateText(days: daysSince1970), as: UTF8.self) }
}

extension CalendarDate: Codable {
  /// Decodes the value.
  public init(from decoder: any Decoder) throws {
    self = try decoder.singleText(CalendarDate.init, expected: "a date such as 2008-02-29")
  }

  /// Encodes the value.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension CalendarDate: KeyValue {
  /// The column type.
  public static var columnType: ColumnType { .date }

  /// Reads the value from a row.
  @inlinable
  public init(row: borrowing DatabaseRow, column: Int32) throws {
    let function = row.functions.pointee.date
    self.init(daysSince1970: try row.convert(function, column, initial: Int32(0), expected: "a date"))
  }
  /// Checks that the cell holds the form that Kindred writes.
  @inlinable
  public static func checkForm(of row: borrowing DatabaseRow, column: Int32) throws {
    try row.expect(form: .date, column)
  }

  /// Binds the value as the next parameter.
  @inlinable
  public func bind(to writer: inout ParameterWriter) throws { try writer.date(days: daysSince1970) }
  /// The value as it is bound.
  ///
  /// - Throws: ``FieldValueError`` for a date outside the years 1 to 9999.
  public func databaseValue() throws -> DatabaseValue {
    guard Gregorian.storableDays.contains(Int64(daysSince1970)) else {
      throw FieldValueError.dateOutOfRange(daysSince1970 < 0 ? .below : .above)
    }
    return .date(days: daysSince1970)
  }
}

extension Decoder {
  /// Decodes a value from a single text.
  func singleText<Value>(_ make: (String) -> Value?, expected: String) throws -> Value {
    let container = try singleValueContainer()
    guard let value = make(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "expected \(expected)")
    }
    return value
  }
}
