#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension ColumnType {
  /// A value of this type from its text.
  ///
  /// - Throws: ``FieldValueError`` when the text is none.
  package func parse(_ text: String) throws -> DatabaseValue { try FieldCodec.parse(text, as: kind) }

  /// Reads a value of this type, in the form in which it is bound.
  ///
  /// - Throws: ``CellError`` when the cell holds something else.
  func read(_ row: borrowing DatabaseRow, _ column: Int32) throws -> DatabaseValue {
    if row.isNull(column) { return .null }
    switch kind {
    case .integer: return .integer(try row.integer(column))
    case .bool: return .bool(try Bool(row: row, column: column))
    case .double: return .double(try row.double(column))
    case .float: return try Float(row: row, column: column).databaseValue()
    case .decimal: return .decimal(try Decimal(row: row, column: column))
    case .text: return .text(try row.string(column))
    case .bytes: return .bytes(try row.withBytes(column) { Array($0) })
    // In microseconds, which a double of seconds does not hold for all times.
    case .timestamp:
      let function = row.functions.pointee.timestamp
      return .timestamp(
        microseconds: try row.convert(function, column, initial: Int64(0), expected: "a time stamp"))
    case .date: return .date(days: try CalendarDate(row: row, column: column).daysSince1970)
    case .time: return try TimeOfDay(row: row, column: column).databaseValue()
    case .interval: return try Duration(row: row, column: column).databaseValue()
    case .uuid: return .uuid(try UUID(row: row, column: column))
    case .json, .array: throw row.error(.message("holds a document, which is no plain value"), column)
    }
  }

  /// Whether values of this type have an order that all databases agree on, and can be read without a Swift type.
  var isPlain: Bool {
    switch kind {
    case .json, .array: false
    case .integer, .bool, .double, .float, .decimal, .text, .bytes, .timestamp, .date, .time, .interval, .uuid: true
    }
  }

  /// Whether a value is one of this type.
  func holds(_ value: DatabaseValue) -> Bool {
    switch (kind, value) {
    case (.integer, .integer), (.bool, .bool), (.double, .double), (.float, .double), (.decimal, .decimal),
      (.text, .text), (.bytes, .bytes), (.timestamp, .timestamp), (.date, .date), (.time, .time), (.uuid, .uuid),
      (.interval, .interval):
      true
    case (.integer, _), (.bool, _), (.double, _), (.float, _), (.decimal, _), (.text, _), (.bytes, _), (.timestamp, _),
      (.date, _), (.time, _), (.uuid, _), (.interval, _), (.json, _), (.array, _):
      false
    }
  }
}
