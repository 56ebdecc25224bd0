/// The related rows of a result, by the keys that they belong to.
///
/// The rows of all keys are in one array, and a set is cut out of it when it is asked for: most sets of a large result are
/// small, and an array for each of them would cost more than the rows in it.
struct RelatedSets<Row: Sendable>: Sendable {
  private let rows: [Row]
  private let keys: KeyNumbers
  /// The positions of the rows, key by key.
  private let positions: [Int32]
  /// Where the positions of each key begin, and behind them all where the last ones end.
  private let starts: [Int32]

  /// No rows.
  init() { self.init(rows: [], numbers: [], keys: KeyNumbers()) }

  /// - Parameters:
  ///   - rows: The rows.
  ///   - numbers: The number of each row's key.
  ///   - keys: The keys.
  init(rows: [Row], numbers: [Int32], keys: KeyNumbers) {
    self.rows = rows
    self.keys = keys
    var starts = [Int32](repeating: 0, count: keys.count + 1)
    for number in numbers { starts[Int(number) + 1] += 1 }
    for index in 1..<starts.count { starts[index] += starts[index - 1] }
    var next = starts
    var positions = [Int32](repeating: 0, count: numbers.count)
    for (position, number) in numbers.enumerated() {
      positions[Int(next[Int(number)])] = Int32(truncatingIfNeeded: position)
      next[Int(number)] += 1
    }
    self.starts = starts
    self.positions = positions
  }

  /// Whether a key has rows.
  func has(_ key: DatabaseValue) -> Bool { keys.find(key) != nil }

  /// The rows of a key, in the order in which they were read; nil if there are none.
  subscript(key: DatabaseValue) -> [Row]? {
    guard let number = keys.find(key) else { return nil }
    let range = Int(starts[Int(number)])..<Int(starts[Int(number) + 1])
    var set: [Row] = []
    set.reserveCapacity(range.count)
    for index in range { set.append(rows[Int(positions[index])]) }
    return set
  }
}

/// Collects related rows while they are read.
final class RelatedSetsReader<Row: Model> {
  private let column: Int32
  private let type: ColumnType
  private let isInteger: Bool
  @exclusivity(unchecked) private var rows: [Row] = []
  @exclusivity(unchecked) private var numbers: [Int32] = []
  @exclusivity(unchecked) private var keys = KeyNumbers()
  /// The integer key of the last row: neighbours often have the same one.
  @exclusivity(unchecked) private var last: (key: Int64, number: Int32)?

  /// - Parameters:
  ///   - column: The column of the key.
  ///   - type: The type of the key.
  init(column: Int32, _ type: ColumnType) {
    self.column = column
    self.type = type
    if case .integer = type.kind { isInteger = true } else { isInteger = false }
  }

  func read(_ row: borrowing DatabaseRow) throws {
    let number = try number(of: row)
    try Row.append(row, to: &rows)
    numbers.append(number)
  }

  private func number(of row: borrowing DatabaseRow) throws -> Int32 {
    guard isInteger, let key = try row.optionalInteger(column) else {
      return keys.number(of: try RawKey.read(row, column, type))
    }
    if let last, last.key == key { return last.number }
    let number = keys.number(of: key)
    last = (key, number)
    return number
  }

  /// Moves the rows out.
  func take() -> RelatedSets<Row> {
    defer { (rows, numbers, keys, last) = ([], [], KeyNumbers(), nil) }
    return RelatedSets(rows: rows, numbers: numbers, keys: keys)
  }
}
