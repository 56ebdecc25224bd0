/// How many rows a cursor asks for at a time, so that neither their number nor their bytes become too many.
///
/// The server is asked for a number of rows, whose size only shows when they have come. So the first are few, and as many
/// follow as the size of the largest so far allows.
struct FetchSize {
  /// How many bytes of rows there may be at a time.
  static let budget = 4 << 20
  /// How many rows are asked for before their size is known.
  private static let first = 16

  /// The size of the largest row, as far as that is known: the mean of the fetch that had the largest ones.
  private var rowSize = 0
  /// How many bytes may still come until the next chunk.
  private var left = budget

  /// Begins a chunk.
  mutating func begin() { left = Self.budget }

  /// How many rows to ask for next.
  ///
  /// - Parameter wanted: How many are wanted at the most.
  /// - Returns: At least one, for a row may be larger than all that there may be; 0 when the chunk is full.
  func next(_ wanted: Int) -> Int {
    if left <= 0 { return 0 }
    if rowSize == 0 { return min(wanted, Self.first) }
    return min(wanted, max(left == Self.budget ? 1 : 0, left / rowSize))
  }

  /// Takes note of rows that have come, with all that was kept for them.
  mutating func note(rows: Int, bytes: Int) {
    guard rows > 0 else { return }
    left -= bytes
    // Nearly as large as the largest ones: those that are small again let the number grow, but not at once.
    rowSize = max(1, bytes / rows, rowSize / 2)
  }
}
