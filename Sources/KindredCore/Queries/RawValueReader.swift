#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Reads keys of a column whose type is only known at run time.
struct RawValueReader {
  let type: ColumnType
  /// The column of the value.
  var column: Int32 = 0
  var values: [DatabaseValue] = []

  mutating func read(_ row: borrowing DatabaseRow) throws {
    guard !row.isNull(column) else { return values.append(.null) }
    switch type.kind {
    case .integer, .bool: values.append(.integer(try row.integer(column)))
    case .uuid: values.append(try UUID(key: row, column: column).databaseValue())
    case .date: values.append(.date(days: try CalendarDate(key: row, column: column).daysSince1970))
    case .time: values.append(try TimeOfDay(key: row, column: column).databaseValue())
    default: values.append(.text(try String(key: row, column: column)))
    }
  }
}
