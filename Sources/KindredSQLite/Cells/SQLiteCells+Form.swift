import CSQLite
import KindredCore

extension SQLiteCells {
  /// Whether a key's cell holds exactly what ``SQLiteParameters`` would bind for its value. SQLite compares the stored
  /// forms.
  ///
  /// Called before the cell is read, because reading a blob as text converts it.
  static let hasWrittenForm: CellFunctions.FormCheck = { row, column, form in
    let type = kindred_column_type(row, column)
    guard type == SQLITE_TEXT else { return type == SQLITE_NULL }
    guard let form = WrittenForm(rawValue: form), form != .text else { return true }
    var count: Int32 = 0
    guard let start = kindred_column_text(row, column, &count) else { return false }
    let bytes = UnsafeBufferPointer(start: start, count: Int(count))
    switch form {
    case .text: return true
    case .uuid:
      return bytes.count == 32 && bytes.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    case .date:
      return Gregorian.parseDate(bytes[...]).map { Gregorian.dateText(days: $0).elementsEqual(bytes) } ?? false
    case .time:
      return Gregorian.parseTime(bytes[...]).map { Gregorian.timeText(microseconds: $0).elementsEqual(bytes) } ?? false
    }
  }
}
