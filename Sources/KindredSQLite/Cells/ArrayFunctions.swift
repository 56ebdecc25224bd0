import CSQLite
import KindredCore

/// `kindred_slice(array, start, count)`: a part of a JSON array. `kindred_array(value, isBool)`: the values of the rows as
/// a JSON array, in the order in which they come.
enum ArrayFunctions {
  static func register(on database: OpaquePointer?) -> Int32 {
    let status = SQLiteFunction.register("kindred_slice", -1, { ArrayFunctions.slice($0, $1, $2) }, on: database)
    if status != SQLITE_OK { return status }
    return SQLiteFunction.register(
      "kindred_array", 2, step: { ArrayOfRows.step($0, $2) }, finish: { ArrayOfRows.finish($0) }, on: database)
  }

  private static func slice(
    _ context: OpaquePointer?, _ count: Int32, _ arguments: UnsafeMutablePointer<OpaquePointer?>?
  ) {
    guard count >= 2, let bytes = SQLiteFunction.bytes(arguments?[0]),
      let values = bytes.withUnsafeBytes({ ListText.read($0) }), sqlite3_value_type(arguments?[1]) != SQLITE_NULL
    else { return sqlite3_result_null(context) }
    let rest = values.dropFirst(max(0, Int(sqlite3_value_int64(arguments?[1]))))
    let part = count > 2 ? rest.prefix(max(0, Int(sqlite3_value_int64(arguments?[2])))) : rest
    SQLiteFunction.give(ListText.write(Array(part)) ?? [], to: context)
  }
}

private final class ArrayOfRows {
  private var values: [DatabaseValue] = []

  static func step(_ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>?) {
    guard let arguments, let state = AggregateState<ArrayOfRows>.current(context, { ArrayOfRows() }) else { return }
    let isBool = sqlite3_value_int(arguments[1]) != 0
    switch sqlite3_value_type(arguments[0]) {
    case SQLITE_NULL: state.values.append(.null)
    case SQLITE_INTEGER:
      let number = sqlite3_value_int64(arguments[0])
      state.values.append(isBool ? .bool(number != 0) : .integer(number))
    case SQLITE_FLOAT: state.values.append(.double(sqlite3_value_double(arguments[0])))
    case _:
      let bytes = SQLiteFunction.bytes(arguments[0]) ?? []
      state.values.append(.text(String(decoding: bytes, as: UTF8.self)))
    }
  }

  static func finish(_ context: OpaquePointer?) {
    let values = AggregateState<ArrayOfRows>.finished(context)?.values ?? []
    SQLiteFunction.give(ListText.write(values) ?? [], to: context)
  }
}
