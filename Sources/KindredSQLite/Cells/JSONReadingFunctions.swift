import CSQLite
import KindredCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// `kindred_json_integer(low, high, document, path…)` and its like: values of Swift types out of documents. What is of
/// another type is NULL.
enum JSONReadingFunctions {
  static let all: [(String, Int32, SQLiteFunction.Body)] = [
    (
      "kindred_json_integer", -1,
      { context, count, arguments in
        let bounds = JSONReadingFunctions.bounds(arguments)
        JSONFunctions.give(context, count, arguments, after: 2) { JSONReadingFunctions.integer($0, in: bounds) }
      }
    ),
    ("kindred_json_real", -1, { JSONFunctions.give($0, $1, $2) { JSONReadingFunctions.real($0) } }),
    ("kindred_json_float", -1, { JSONFunctions.give($0, $1, $2) { JSONReadingFunctions.float($0) } }),
    ("kindred_json_decimal", -1, { JSONFunctions.give($0, $1, $2) { JSONReadingFunctions.decimal($0) } }),
    ("kindred_json_bool", -1, { JSONFunctions.give($0, $1, $2) { JSONReadingFunctions.bool($0) } }),
    ("kindred_json_uuid", -1, { JSONFunctions.give($0, $1, $2) { JSONReadingFunctions.uuid($0) } }),
    ("kindred_json_date", -1, { JSONFunctions.give($0, $1, $2) { JSONReadingFunctions.date($0) } }),
    (
      "kindred_json_texts", -1,
      { JSONFunctions.give($0, $1, $2) { JSONReadingFunctions.list($0) { $0.plainText.map { .string($0) } } } }
    ),
    (
      "kindred_json_integers", -1,
      {
        JSONFunctions.give($0, $1, $2) { tree in
          JSONReadingFunctions.list(tree) { JSONReadingFunctions.integer($0, in: .min ... .max) == nil ? nil : $0 }
        }
      }
    ),
    (
      "kindred_json_reals", -1,
      {
        JSONFunctions.give($0, $1, $2) { tree in
          JSONReadingFunctions.list(tree) { JSONReadingFunctions.real($0) == nil ? nil : $0 }
        }
      }
    ),
    (
      "kindred_json_bools", -1,
      {
        JSONFunctions.give($0, $1, $2) { tree in
          JSONReadingFunctions.list(tree) { JSONReadingFunctions.bool($0) == nil ? nil : $0 }
        }
      }
    ),
  ]

  private static func bounds(_ arguments: UnsafeMutablePointer<OpaquePointer?>?) -> ClosedRange<Int64> {
    guard let arguments else { return .min ... .max }
    let (low, high) = (sqlite3_value_int64(arguments[0]), sqlite3_value_int64(arguments[1]))
    return low...max(low, high)
  }

  private static func number(_ tree: JSONTree) -> JSONNumber? {
    if case .number(let number) = tree { number } else { nil }
  }

  private static func integer(_ tree: JSONTree, in bounds: ClosedRange<Int64>) -> JSONFunctions.Result? {
    guard let integer = number(tree)?.int64, bounds.contains(integer) else { return nil }
    return .integer(integer)
  }

  private static func real(_ tree: JSONTree) -> JSONFunctions.Result? { number(tree)?.double.map { .real($0) } }

  private static func float(_ tree: JSONTree) -> JSONFunctions.Result? {
    guard let number = number(tree), let wide = number.double else { return nil }
    let narrow = Float(wide)
    return narrow.isFinite && narrow.isZero == wide.isZero ? .real(Double(narrow)) : nil
  }

  private static func decimal(_ tree: JSONTree) -> JSONFunctions.Result? {
    guard let number = number(tree) else { return nil }
    if let integer = number.int64 { return .integer(integer) }
    // SQLite keeps no more of a decimal.
    guard number.digits.count <= 15, let real = number.double else { return .failure(ArithmeticFunctions.overflow) }
    return .real(real)
  }

  private static func bool(_ tree: JSONTree) -> JSONFunctions.Result? {
    if case .bool(let value) = tree { .integer(value ? 1 : 0) } else { nil }
  }

  private static func uuid(_ tree: JSONTree) -> JSONFunctions.Result? {
    guard case .string(let bytes) = tree, bytes.count == 36,
      let uuid = UUID(uuidString: String(decoding: bytes, as: UTF8.self))
    else { return nil }
    return .text(Array(withUnsafeBytes(of: uuid.uuid) { Hexadecimal.text($0) }.utf8))
  }

  private static func date(_ tree: JSONTree) -> JSONFunctions.Result? {
    guard let seconds = number(tree)?.double, abs(seconds) < 1e12 else { return nil }
    let microseconds = Int64((seconds * 1_000_000).rounded(.toNearestOrAwayFromZero)) + 978_307_200_000_000
    guard Gregorian.storableTimestamps.contains(microseconds) else { return nil }
    return .text(Gregorian.timestampText(microseconds: microseconds))
  }

  /// An array with null in place of the elements of other types.
  private static func list(_ tree: JSONTree, _ element: (JSONTree) -> JSONTree?) -> JSONFunctions.Result? {
    guard case .array(let elements) = tree else { return nil }
    return .text(JSONTree.array(elements.map { element($0) ?? .null }).text)
  }
}
