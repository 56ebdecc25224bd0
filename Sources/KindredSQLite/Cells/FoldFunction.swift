import CSQLite
import KindredCore

/// `kindred_fold(text)`: case folding for all of Unicode. SQLite's own functions only convert ASCII.
enum FoldFunction {
  static func register(on database: OpaquePointer?) -> Int32 {
    SQLiteFunction.register(
      "kindred_fold", 1,
      { context, _, arguments in
        guard let argument = arguments?.pointee, let start = sqlite3_value_text(argument) else {
          return sqlite3_result_null(context)
        }
        let bytes = UnsafeBufferPointer(start: start, count: Int(sqlite3_value_bytes(argument)))
        FoldFunction.fold(bytes) { SQLiteFunction.give(UnsafeRawBufferPointer($0), to: context) }
      }, on: database)
  }

  /// The text without case, scalar by scalar. PostgreSQL's `UPPER` does the same.
  static func folded(_ text: String) -> String {
    var folded = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { folded.append(scalar.withoutCase) }
    return String(folded)
  }

  /// Folds ASCII in place and all other text through `String`.
  private static func fold(_ bytes: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    guard bytes.allSatisfy({ $0 < 0x80 }) else {
      var text = folded(String(decoding: bytes, as: UTF8.self))
      return text.withUTF8(body)
    }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: bytes.count) { folded in
      for (index, byte) in bytes.enumerated() {
        folded[index] = (0x61...0x7A).contains(byte) ? byte & ~0x20 : byte
      }
      body(UnsafeBufferPointer(folded))
    }
  }
}
