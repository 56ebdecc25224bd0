import CSQLite
import KindredCore

/// `kindred_joined(text, separator, form, key…)`: the concatenation of ordered texts. SQLite's own `GROUP_CONCAT` supports an
/// order only since 3.44, and no separator for distinct texts.
///
/// The first letter of the form is "A" for all texts or "D" for distinct ones. Two letters follow for each key: "a" or "d"
/// for ascending or descending, then "f", "l" or "-" for NULL first, NULL last or the default.
enum JoinFunction {
  static let name = "kindred_joined"

  static func register(on database: OpaquePointer?) -> Int32 {
    SQLiteFunction.register(
      name, -1, step: { JoinedTexts.step($0, $1, $2) }, finish: { JoinedTexts.finish($0) }, on: database)
  }

  static func form(of call: AggregateCall) -> String {
    call.order.reduce(into: call.isDistinct ? "D" : "A") { form, term in
      form += term.isDescending ? "d" : "a"
      switch term.nulls {
      case .first: form += "f"
      case .last: form += "l"
      case nil: form += "-"
      }
    }
  }
}

private final class JoinedTexts {
  private struct Row {
    let text: [UInt8]
    let keys: [SortKey]
  }

  private let separator: [UInt8]
  private let form: [UInt8]
  private var rows: [Row] = []
  private var known: Set<[UInt8]> = []

  private init(separator: [UInt8], form: [UInt8]) {
    self.separator = separator
    self.form = form
  }

  static func step(_ context: OpaquePointer?, _ count: Int32, _ arguments: UnsafeMutablePointer<OpaquePointer?>?) {
    guard count >= 3, let arguments, let text = SQLiteFunction.bytes(arguments[0]) else { return }
    let state = AggregateState<JoinedTexts>.current(context) {
      JoinedTexts(
        separator: SQLiteFunction.bytes(arguments[1]) ?? [], form: SQLiteFunction.bytes(arguments[2]) ?? [])
    }
    guard let state else { return }
    if state.form.first == 0x44, !state.known.insert(text).inserted { return }
    state.rows.append(Row(text: text, keys: (3..<Int(count)).map { SortKey(arguments[$0]) }))
  }

  static func finish(_ context: OpaquePointer?) {
    guard let state = AggregateState<JoinedTexts>.finished(context) else { return sqlite3_result_null(context) }
    SQLiteFunction.give(Array(state.sorted.joined(separator: state.separator)), to: context)
  }

  /// Rows with equal keys keep their order.
  private var sorted: [[UInt8]] {
    if form.count < 3 { return rows.map(\.text) }
    let order = rows.indices.sorted { isBefore($0, $1) ?? ($0 < $1) }
    return order.map { rows[$0].text }
  }

  private func isBefore(_ lhs: Int, _ rhs: Int) -> Bool? {
    for (index, (key, other)) in zip(rows[lhs].keys, rows[rhs].keys).enumerated() {
      guard let isLess = key.isLess(than: other) else { continue }
      let place = 1 + 2 * index
      if key.isNull != other.isNull, place + 1 < form.count, form[place + 1] != 0x2D {
        return key.isNull == (form[place + 1] == 0x66)
      }
      return isLess == (form[place] == 0x61)
    }
    return nil
  }
}

/// A sort key. The order is NULL, numbers, texts, bytes.
private enum SortKey {
  case null
  case integer(Int64)
  case real(Double)
  case text([UInt8])
  case bytes([UInt8])

  init(_ value: OpaquePointer?) {
    switch sqlite3_value_type(value) {
    case SQLITE_NULL: self = .null
    case SQLITE_INTEGER: self = .integer(sqlite3_value_int64(value))
    case SQLITE_FLOAT: self = .real(sqlite3_value_double(value))
    case SQLITE_TEXT: self = .text(SQLiteFunction.bytes(value) ?? [])
    case _:
      let count = Int(sqlite3_value_bytes(value))
      self = .bytes(sqlite3_value_blob(value).map { Array(UnsafeRawBufferPointer(start: $0, count: count)) } ?? [])
    }
  }

  var isNull: Bool { if case .null = self { true } else { false } }

  private var rank: Int {
    switch self {
    case .null: 0
    case .integer, .real: 1
    case .text: 2
    case .bytes: 3
    }
  }

  /// Whether the first comes before the second; nil if they are equal.
  func isLess(than other: SortKey) -> Bool? {
    func compared<Value: Comparable>(_ lhs: Value, _ rhs: Value) -> Bool? { lhs == rhs ? nil : lhs < rhs }
    switch (self, other) {
    case (.null, .null): return nil
    case (.integer(let lhs), .integer(let rhs)): return compared(lhs, rhs)
    case (.integer(let lhs), .real(let rhs)): return compared(Double(lhs), rhs)
    case (.real(let lhs), .integer(let rhs)): return compared(lhs, Double(rhs))
    case (.real(let lhs), .real(let rhs)): return compared(lhs, rhs)
    case (.text(let lhs), .text(let rhs)), (.bytes(let lhs), .bytes(let rhs)):
      return lhs == rhs ? nil : lhs.lexicographicallyPrecedes(rhs)
    case (.null, _), (.integer, _), (.real, _), (.text, _), (.bytes, _): return rank < other.rank
    }
  }
}
