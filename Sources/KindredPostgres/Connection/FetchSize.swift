/// Chooses how many rows a cursor fetches at a time, which limits both their number and their bytes.
///
/// A fetch asks for a number of rows, but their size is only known afterwards. So the first fetch is small, and later
/// ones depend on the size of the largest rows so far.
struct FetchSize {
  /// The maximum number of bytes per chunk.
  static let budget = 4 << 20
  /// The number of rows of the first fetch.
  private static let first = 16

  /// The estimated size of the largest rows: the largest mean of a fetch.
  private var rowSize = 0
  /// The number of bytes left in the chunk.
  private var left = budget

  /// Starts a chunk.
  mutating func begin() { left = Self.budget }

  /// The number of rows to fetch next.
  ///
  /// - Parameter wanted: The maximum.
  /// - Returns: At least one for an empty chunk, because a single row may exceed the budget; 0 when the chunk is full.
  func next(_ wanted: Int) -> Int {
    if left <= 0 { return 0 }
    if rowSize == 0 { return min(wanted, Self.first) }
    return min(wanted, max(left == Self.budget ? 1 : 0, left / rowSize))
  }

  /// Records received rows and the bytes that they occupy.
  mutating func note(rows: Int, bytes: Int) {
    guard rows > 0 else { return }
    left -= bytes
    // Decreases slowly: after large rows, small ones raise the number step by step.
    rowSize = max(1, bytes / rows, rowSize / 2)
  }
}
