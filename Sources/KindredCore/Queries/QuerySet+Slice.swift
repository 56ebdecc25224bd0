extension RowQuery {
  /// The rows in a range of positions from 0: `LIMIT` and `OFFSET`. A slice of a slice is relative to it.
  public subscript(range: Range<Int>) -> Refined { slice(from: range.lowerBound, to: range.upperBound) }

  /// The rows in a range of positions, including its end.
  public subscript(range: ClosedRange<Int>) -> Refined {
    slice(from: range.lowerBound, to: range.upperBound == .max ? nil : range.upperBound + 1)
  }

  /// The first rows.
  public subscript(range: PartialRangeUpTo<Int>) -> Refined { slice(from: 0, to: range.upperBound) }

  /// The first rows, including the one at the position.
  public subscript(range: PartialRangeThrough<Int>) -> Refined {
    slice(from: 0, to: range.upperBound == .max ? nil : range.upperBound + 1)
  }

  /// The rows from a position onwards.
  public subscript(range: PartialRangeFrom<Int>) -> Refined { slice(from: range.lowerBound, to: nil) }

  private func slice(from lower: Int, to upper: Int?) -> Refined { refining { $0.slice(from: lower, to: upper) } }
}

extension RowRequest {
  /// Takes the rows of a range of positions.
  mutating func slice(from lower: Int, to upper: Int?) {
    guard query.failure == nil else { return }
    guard lower >= 0, (upper ?? 0) >= 0 else {
      query.failure = KindredError(
        .invalidQuery, "A slice cannot start or end before the first row; positions are counted from 0.")
      return
    }
    query.window = query.window.slice(from: lower, to: upper)
    if query.window.isEmpty { query.isNone = true }
  }
}
