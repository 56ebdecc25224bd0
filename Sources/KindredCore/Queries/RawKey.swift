#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Reads keys of a column whose type is only known at run time.
enum RawKey {
  static func read(_ row: borrowing DatabaseRow, _ column: Int32, _ type: ColumnType) throws -> DatabaseValue {
    if row.isNull(column) { return .null }
    return switch type.kind {
    case .integer, .bool: .integer(try row.integer(column))
    case .uuid: try UUID(key: row, column: column).databaseValue()
    case .date: .date(days: try CalendarDate(key: row, column: column).daysSince1970)
    case .time: try TimeOfDay(key: row, column: column).databaseValue()
    default: .text(try String(key: row, column: column))
    }
  }
}
