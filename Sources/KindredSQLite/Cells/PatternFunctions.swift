import CSQLite
import KindredCore

/// `kindred_regex(text, pattern)` and `kindred_iregex(text, pattern)`: whether a regular expression of Kindred's dialect
/// matches, with and without regard to case.
enum PatternFunctions {
  static func register(on database: OpaquePointer?) -> Int32 {
    let functions: [(String, Int32, SQLiteFunction.Body)] = [
      ("kindred_regex", 2, { PatternFunctions.match($0, $2, ignoringCase: false) }),
      ("kindred_iregex", 2, { PatternFunctions.match($0, $2, ignoringCase: true) }),
    ]
    return SQLiteFunction.register(functions, on: database)
  }

  static let invalidPattern = "invalid regular expression"

  private static func match(
    _ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>?, ignoringCase: Bool
  ) {
    guard let bytes = SQLiteFunction.bytes(arguments?[0]), sqlite3_value_type(arguments?[1]) != SQLITE_NULL else {
      return sqlite3_result_null(context)
    }
    guard let program = program(context, arguments?[1], ignoringCase) else {
      return sqlite3_result_error(context, invalidPattern, -1)
    }
    let isMatch = program.matches(String(decoding: bytes, as: UTF8.self).unicodeScalars)
    sqlite3_result_int(context, isMatch ? 1 : 0)
  }

  /// The program of a pattern, which SQLite keeps for the rows that follow.
  private static func program(
    _ context: OpaquePointer?, _ value: OpaquePointer?, _ ignoringCase: Bool
  ) -> PatternProgram? {
    if let kept = sqlite3_get_auxdata(context, 1) {
      return Unmanaged<PatternProgram>.fromOpaque(kept).takeUnretainedValue()
    }
    let text = String(decoding: SQLiteFunction.bytes(value) ?? [], as: UTF8.self)
    guard let pattern = try? TextPattern(text, ignoringCase: ignoringCase) else { return nil }
    let program = PatternProgram(pattern)
    sqlite3_set_auxdata(context, 1, Unmanaged.passRetained(program).toOpaque()) { kept in
      if let kept { Unmanaged<PatternProgram>.fromOpaque(kept).release() }
    }
    return program
  }
}
