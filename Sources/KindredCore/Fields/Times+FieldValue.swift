#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

extension Date: FieldValue {
  /// The column type.
  public static var columnType: ColumnType { .timestamp }

  /// Makes a value.
  @inlinable
  public init(row: borrowing Row, column: Int32) throws {
    let function = row.functions.pointee.timestamp
    self.init(microsecondsSince1970: try row.convert(function, column, initial: Int64(0), expected: "a time stamp"))
  }

  /// Binds the value as the next parameter.
  @inlinable
  public func bind(to writer: inout ParameterWriter) throws {
    try writer.timestamp(microseconds: microsecondsSince1970())
  }

  /// The value as it is bound.
  public func databaseValue() throws -> DatabaseValue { .timestamp(microseconds: try microsecondsSince1970()) }

  /// Makes the date of a number of microseconds. Subtracting in integers first keeps them exact.
  @inlinable
  package init(microsecondsSince1970 microseconds: Int64) {
    self.init(timeIntervalSinceReferenceDate: Double(microseconds - 978_307_200_000_000) / 1_000_000)
  }

  /// The date rounded to microseconds, which is what every backend stores.
  @usableFromInline
  func microsecondsSince1970() throws -> Int64 {
    let microseconds = (timeIntervalSinceReferenceDate * 1_000_000).rounded()
    guard let whole = Int64(exactly: microseconds),
      Gregorian.storableTimestamps.contains(whole &+ 978_307_200_000_000)
    else { throw FieldValueError("the date is outside the years 1 to 9999") }
    return whole + 978_307_200_000_000
  }
}

extension Duration: FieldValue {
  /// The column type.
  public static var columnType: ColumnType { .interval }

  /// Makes a value.
  @inlinable
  public init(row: borrowing Row, column: Int32) throws {
    let function = row.functions.pointee.interval
    self = .microseconds(try row.convert(function, column, initial: Int64(0), expected: "a duration"))
  }

  /// Binds the value as the next parameter.
  public func bind(to writer: inout ParameterWriter) throws { try writer.interval(microseconds: microseconds()) }
  /// The value as it is bound.
  public func databaseValue() throws -> DatabaseValue { .interval(microseconds: try microseconds()) }

  /// The duration rounded to microseconds, which is what every backend stores.
  private func microseconds() throws -> Int64 {
    let (seconds, attoseconds) = components
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
    let rounding: Int64 = attoseconds < 0 ? -500_000_000_000 : 500_000_000_000
    let (sum, second) = whole.addingReportingOverflow((attoseconds + rounding) / 1_000_000_000_000)
    guard !overflow, !second else { throw FieldValueError("the duration is longer than 292,000 years") }
    return sum
  }
}
