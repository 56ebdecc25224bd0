import CSQLite

/// `kindred_reverse(text)`: the Unicode scalars from the last to the first.
enum ReverseFunction {
  static func register(on database: OpaquePointer?) -> Int32 {
    SQLiteFunction.register(
      "kindred_reverse", 1,
      { context, _, arguments in
        guard let bytes = SQLiteFunction.bytes(arguments?.pointee) else { return sqlite3_result_null(context) }
        var reversed = String.UnicodeScalarView()
        reversed.append(contentsOf: String(decoding: bytes, as: UTF8.self).unicodeScalars.reversed())
        SQLiteFunction.give(String(reversed), to: context)
      }, on: database)
  }
}
