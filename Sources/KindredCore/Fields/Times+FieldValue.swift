#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

extension Date: FieldValue {
  /// The column type.
  public static var columnType: ColumnType { .timestamp }

  /// Reads the value from a row.
  @inlinable
  public init(row: borrowing DatabaseRow, column: Int32) throws {
    let function = row.functions.pointee.timestamp
    self.init(microsecondsSince1970: try row.convert(function, column, initial: Int64(0), expected: "a time stamp"))
  }

  /// Reads the value from a row where it may be NULL.
  @inlinable
  public static func readOptional(_ row: borrowing DatabaseRow, column: Int32) throws -> Date? {
    let function = row.functions.pointee.timestamp
    return try row.convertOptional(function, column, initial: Int64(0), expected: "a time stamp")
      .map(Date.init(microsecondsSince1970:))
  }

  /// Binds the value as the next parameter.
  @inlinable
  public func bind(to writer: inout ParameterWriter) throws {
    try writer.timestamp(microseconds: microsecondsSince1970())
  }

  /// The value as it is bound.
  public func databaseValue() throws -> DatabaseValue { .timestamp(microseconds: try microsecondsSince1970()) }

  /// The date rounded to microseconds.
  public var asStored: Date { (try? microsecondsSince1970()).map(Date.init(microsecondsSince1970:)) ?? self }

  /// Makes a date from microseconds. The subtraction is done in integers, which keeps it exact.
  @inlinable
  package init(microsecondsSince1970 microseconds: Int64) {
    let (distance, overflow) = microseconds.subtractingReportingOverflow(978_307_200_000_000)
    if !overflow, distance.magnitude < 1 << 53 {
      self.init(timeIntervalSinceReferenceDate: Double(distance) / 1_000_000)
    } else {
      self.init(farMicrosecondsSince1970: microseconds)
    }
  }

  /// From the year 2286 on, a double cannot hold the microseconds since 2001 exactly. Seconds and fraction are
  /// converted separately, so neither is rounded before the addition.
  @usableFromInline
  init(farMicrosecondsSince1970 microseconds: Int64) {
    let (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
    self.init(timeIntervalSinceReferenceDate: Double(seconds - 978_307_200) + Double(rest) / 1_000_000)
  }

  /// The date rounded to microseconds, which is what every backend stores.
  @usableFromInline
  func microsecondsSince1970() throws -> Int64 {
    let seconds = timeIntervalSinceReferenceDate.rounded(.down)
    let rest = ((timeIntervalSinceReferenceDate - seconds) * 1_000_000).rounded()
    guard !seconds.isNaN else { throw FieldValueError("the date is outside the years 1 to 9999") }
    guard abs(seconds) < 1e12 else { throw FieldValueError.dateOutOfRange(seconds < 0 ? .below : .above) }
    let microseconds = (Int64(seconds) + 978_307_200) * 1_000_000 + Int64(rest)
    guard Gregorian.storableTimestamps.contains(microseconds) else {
      throw FieldValueError.dateOutOfRange(microseconds < 0 ? .below : .above)
    }
    return microseconds
  }
}

extension Duration: FieldValue {
  /// The column type.
  public static var columnType: ColumnType { .interval }

  /// Reads the value from a row.
  @inlinable
  public init(row: borrowing DatabaseRow, column: Int32) throws {
    let function = row.functions.pointee.interval
    self = .microseconds(try row.convert(function, column, initial: Int64(0), expected: "a duration"))
  }

  /// Binds the value as the next parameter.
  public func bind(to writer: inout ParameterWriter) throws { try writer.interval(microseconds: microseconds()) }
  /// The value as it is bound.
  public func databaseValue() throws -> DatabaseValue { .interval(microseconds: try microseconds()) }

  /// The duration rounded to microseconds.
  public var asStored: Duration { (try? microseconds()).map { .microseconds($0) } ?? self }

  /// The duration rounded to microseconds, which is what every backend stores.
  private func microseconds() throws -> Int64 {
    // A `Duration` can hold more seconds than its `components` can return.
    let limit = Duration.seconds(10_000_000_000_000 as Int64)
    guard self < limit, .zero - limit < self else {
      throw FieldValueError.durationOutOfRange(self < .zero ? .below : .above)
    }
    let (seconds, attoseconds) = components
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
    let rounding: Int64 = attoseconds < 0 ? -500_000_000_000 : 500_000_000_000
    let (sum, second) = whole.addingReportingOverflow((attoseconds + rounding) / 1_000_000_000_000)
    guard !overflow, !second else { throw FieldValueError.durationOutOfRange(self < .zero ? .below : .above) }
    return sum
  }
}
