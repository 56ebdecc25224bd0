// Parts of texts and arrays, counted from 0 as in Swift.

/// The bounds of a part: how many elements are before it, and how many it has at most.
private struct SliceBounds {
  let start: Int
  /// nil for all that follow.
  let count: Int?

  init(_ lower: Int, upTo upper: Int?) {
    start = lower
    count = upper.map { Swift.max(0, $0) - Swift.max(0, lower) }
  }

  init(_ lower: Int, through upper: Int) { self.init(lower, upTo: upper == .max ? nil : upper + 1) }

  var isNegative: Bool { start < 0 || count ?? 0 < 0 }

  /// A number that every database takes.
  static func operand(_ number: Int) -> Expr<Int32> { .value(Int32(clamping: Swift.min(number, Int(Int32.max) - 1))) }

  static func refusal(_ kind: String) -> ExpressionNode {
    let message = "A part of \(kind) is counted from its beginning, so its bounds cannot be negative."
    return .invalid(KindredError(.invalidQuery, message))
  }
}

extension SQLOperation {
  fileprivate static let tail = SQLOperation("substring", spelling: .call("SUBSTR"))

  /// PostgreSQL counts from 1 and includes both ends.
  fileprivate static let arraySlice = SQLOperation(
    "slice", spelling: .call("kindred_slice"), in: [.postgres: .template("({0})[{1} + 1:{1} + {2}]")])
  fileprivate static let arrayTail = SQLOperation(
    "slice", spelling: .call("kindred_slice"), in: [.postgres: .template("({0})[{1} + 1:]")])
  fileprivate static let arrayElement = SQLOperation(
    "element", nulls: .nullIfAnyNull, spelling: .template("JSON_EXTRACT({0}, '$[' || {1} || ']')"),
    in: [.postgres: .template("({0})[{1} + 1]")])
}

extension QueryExpression where Value: FieldValue, Value.Base == String {
  private func slice(_ bounds: SliceBounds) -> Expr<Value> {
    if bounds.isNegative { return Expr(SliceBounds.refusal("a text")) }
    let start = SliceBounds.operand(bounds.start == .max ? .max : bounds.start + 1)
    guard let count = bounds.count else { return Expr(.tail, self, start) }
    return Expr(.substring, self, start, SliceBounds.operand(count))
  }

  /// A part of the text, counted in Unicode scalars from 0: `SUBSTR`. It is shorter where the text is.
  ///
  /// ```swift
  /// Entry.objects.filter { $0.headline[0..<3] == "Len" } // SUBSTR("entry"."headline", ?1, ?2) = ?3
  /// Entry.objects.values { $0.headline[4...] }           // all but the first four
  /// ```
  ///
  /// A negative bound throws ``KindredError/Code/invalidQuery``.
  public subscript(range: Range<Int>) -> Expr<Value> { slice(SliceBounds(range.lowerBound, upTo: range.upperBound)) }
  /// A part of the text with both ends.
  public subscript(range: ClosedRange<Int>) -> Expr<Value> {
    slice(SliceBounds(range.lowerBound, through: range.upperBound))
  }
  /// All of the text but its first characters.
  public subscript(range: PartialRangeFrom<Int>) -> Expr<Value> { slice(SliceBounds(range.lowerBound, upTo: nil)) }
  /// The first characters of the text.
  public subscript(range: PartialRangeUpTo<Int>) -> Expr<Value> {
    range.upperBound < 0 ? Expr(SliceBounds.refusal("a text")) : slice(SliceBounds(0, upTo: range.upperBound))
  }
  /// The first characters of the text, with the one at the bound.
  public subscript(range: PartialRangeThrough<Int>) -> Expr<Value> {
    range.upperBound < 0 ? Expr(SliceBounds.refusal("a text")) : slice(SliceBounds(0, through: range.upperBound))
  }
}

extension QueryExpression where Value: FieldValue, Value.Base: ArrayFieldValue {
  private func slice(_ bounds: SliceBounds) -> Expr<Value> {
    if bounds.isNegative { return Expr(SliceBounds.refusal("an array")) }
    // PostgreSQL adds the two.
    let start = SliceBounds.operand(Swift.min(bounds.start, 1 << 30))
    guard let count = bounds.count else { return Expr(.arrayTail, self, start) }
    return Expr(.arraySlice, self, start, SliceBounds.operand(Swift.min(count, 1 << 29)))
  }

  /// The element at a place counted from 0; NULL where there is none.
  ///
  /// ```swift
  /// Post.objects.filter { $0.tags[0] == "swift" }
  /// // SQLite: JSON_EXTRACT("post"."tags", '$[' || ?1 || ']') = ?2; PostgreSQL: ("post"."tags")[$1::integer + 1] = $2
  /// ```
  ///
  /// A negative place throws ``KindredError/Code/invalidQuery``.
  public subscript(index: Int) -> Expr<Value.Base.Element.Base?> {
    if index < 0 { return Expr(SliceBounds.refusal("an array")) }
    return Expr(.arrayElement, self, SliceBounds.operand(Swift.min(index, 1 << 30)))
  }

  /// A part of the array, counted from 0. It is shorter where the array is.
  ///
  /// ```swift
  /// Post.objects.values { $0.tags[0..<2] } // SQLite: kindred_slice("post"."tags", ?1, ?2)
  /// ```
  ///
  /// A negative bound throws ``KindredError/Code/invalidQuery``.
  public subscript(range: Range<Int>) -> Expr<Value> { slice(SliceBounds(range.lowerBound, upTo: range.upperBound)) }
  /// A part of the array with both ends.
  public subscript(range: ClosedRange<Int>) -> Expr<Value> {
    slice(SliceBounds(range.lowerBound, through: range.upperBound))
  }
  /// All of the array but its first elements.
  public subscript(range: PartialRangeFrom<Int>) -> Expr<Value> { slice(SliceBounds(range.lowerBound, upTo: nil)) }
  /// The first elements of the array.
  public subscript(range: PartialRangeUpTo<Int>) -> Expr<Value> {
    range.upperBound < 0 ? Expr(SliceBounds.refusal("an array")) : slice(SliceBounds(0, upTo: range.upperBound))
  }
  /// The first elements of the array, with the one at the bound.
  public subscript(range: PartialRangeThrough<Int>) -> Expr<Value> {
    range.upperBound < 0 ? Expr(SliceBounds.refusal("an array")) : slice(SliceBounds(0, through: range.upperBound))
  }
}
