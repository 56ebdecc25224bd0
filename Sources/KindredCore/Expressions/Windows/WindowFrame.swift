#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// The rows of a window that a function looks at.
///
/// ```swift
/// .rows(-2...0)                                     // ROWS BETWEEN ? PRECEDING AND CURRENT ROW
/// .rows(.unboundedPreceding, .currentRow)           // ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
/// .range(.preceding(10), .following(10))            // RANGE BETWEEN ? PRECEDING AND ? FOLLOWING
/// .groups(-1...1).excluding(.currentRow)            // GROUPS BETWEEN ? PRECEDING AND ? FOLLOWING EXCLUDE CURRENT ROW
/// ```
///
/// Without a frame, a function looks at the partition up to the current row and its equals in the window's order, or at the
/// whole partition if the window has no order.
public struct WindowFrame: Sendable {
  /// One end of a frame.
  public struct Bound: Sendable {
    let bound: FrameShape<FrameDistance>.Bound
    /// Whether the distance is negative.
    let isNegative: Bool

    private init(_ bound: FrameShape<FrameDistance>.Bound, isNegative: Bool = false) {
      self.bound = bound
      self.isNegative = isNegative
    }

    /// The beginning of the partition.
    public static let unboundedPreceding = Bound(.unboundedPreceding)
    /// The current row; in `RANGE` and `GROUPS` frames with its equals in the window's order.
    public static let currentRow = Bound(.currentRow)
    /// The end of the partition.
    public static let unboundedFollowing = Bound(.unboundedFollowing)

    /// So many rows, groups, or units of the ordering value before the current row.
    public static func preceding(_ distance: Int) -> Bound { preceding(distance, isNegative: distance < 0) }
    /// So much less than the current row's ordering value, for `RANGE`.
    public static func preceding(_ distance: Double) -> Bound { preceding(distance, isNegative: distance < 0) }
    /// So much less than the current row's ordering value, for `RANGE`.
    @_disfavoredOverload
    public static func preceding(_ distance: Decimal) -> Bound { preceding(distance, isNegative: distance < 0) }
    /// So much earlier than the current row's ordering value, for `RANGE` over dates.
    public static func preceding(_ distance: Duration) -> Bound { preceding(distance, isNegative: distance < .zero) }

    /// So many rows, groups, or units of the ordering value after the current row.
    public static func following(_ distance: Int) -> Bound { following(distance, isNegative: distance < 0) }
    /// So much more than the current row's ordering value, for `RANGE`.
    public static func following(_ distance: Double) -> Bound { following(distance, isNegative: distance < 0) }
    /// So much more than the current row's ordering value, for `RANGE`.
    @_disfavoredOverload
    public static func following(_ distance: Decimal) -> Bound { following(distance, isNegative: distance < 0) }
    /// So much later than the current row's ordering value, for `RANGE` over dates.
    public static func following(_ distance: Duration) -> Bound { following(distance, isNegative: distance < .zero) }

    private static func preceding<Value: FieldValue>(_ distance: Value, isNegative: Bool) -> Bound {
      Bound(.preceding(FrameDistance(node: .value(of: distance))), isNegative: isNegative)
    }

    private static func following<Value: FieldValue>(_ distance: Value, isNegative: Bool) -> Bound {
      Bound(.following(FrameDistance(node: .value(of: distance))), isNegative: isNegative)
    }

    /// The bound of a range of numbers: negative ones come before the current row.
    init(_ number: Int) {
      // The smallest integer has no positive counterpart.
      self = number == 0 ? .currentRow : number < 0 ? .preceding(-Swift.max(number, -.max)) : .following(number)
    }
  }

  /// The rows that a frame leaves out.
  public struct Exclusion: Sendable {
    let exclusion: FrameExclusion

    /// No rows.
    public static let noOthers = Exclusion(exclusion: .noOthers)
    /// The current row.
    public static let currentRow = Exclusion(exclusion: .currentRow)
    /// The current row and its equals in the window's order.
    public static let group = Exclusion(exclusion: .group)
    /// The equals of the current row, but not the row itself.
    public static let ties = Exclusion(exclusion: .ties)
  }

  let unit: FrameUnit
  let start: Bound
  let end: Bound
  private(set) var exclusion = FrameExclusion.noOthers

  init(_ unit: FrameUnit, _ start: Bound, _ end: Bound) {
    self.unit = unit
    self.start = start
    self.end = end
  }

  /// The same frame without some rows around the current one: `EXCLUDE`.
  public func excluding(_ exclusion: Exclusion) -> WindowFrame {
    var frame = self
    frame.exclusion = exclusion.exclusion
    return frame
  }

  /// Without its checks.
  var shape: FrameShape<FrameDistance> {
    FrameShape(unit: unit, start: start.bound, end: end.bound, exclusion: exclusion)
  }
}

extension WindowFrame {
  /// A frame whose distances count rows.
  public static func rows(_ start: Bound, _ end: Bound) -> WindowFrame { WindowFrame(.rows, start, end) }
  /// Rows by their distance from the current one: `-2...0` are the two rows before it and the row itself.
  public static func rows(_ range: ClosedRange<Int>) -> WindowFrame {
    .rows(Bound(range.lowerBound), Bound(range.upperBound))
  }
  /// All rows of the partition up to a distance from the current one.
  public static func rows(_ range: PartialRangeThrough<Int>) -> WindowFrame {
    .rows(.unboundedPreceding, Bound(range.upperBound))
  }
  /// All rows of the partition from a distance to the current one on.
  public static func rows(_ range: PartialRangeFrom<Int>) -> WindowFrame {
    .rows(Bound(range.lowerBound), .unboundedFollowing)
  }
  /// All rows of the partition.
  public static func rows(_ range: UnboundedRange) -> WindowFrame { .rows(.unboundedPreceding, .unboundedFollowing) }

  /// A frame whose distances count groups of rows that are equal in the window's order.
  public static func groups(_ start: Bound, _ end: Bound) -> WindowFrame { WindowFrame(.groups, start, end) }
  /// Groups by their distance from the current row's group.
  public static func groups(_ range: ClosedRange<Int>) -> WindowFrame {
    .groups(Bound(range.lowerBound), Bound(range.upperBound))
  }

  /// A frame whose distances are differences of the ordering value.
  ///
  /// With a distance, the window has exactly one order, a number, or on PostgreSQL a date with a `Duration`.
  public static func range(_ start: Bound, _ end: Bound) -> WindowFrame { WindowFrame(.range, start, end) }
  /// The rows whose ordering value differs from the current row's by no more than this: `-10...10`.
  public static func range(_ range: ClosedRange<Int>) -> WindowFrame {
    .range(Bound(range.lowerBound), Bound(range.upperBound))
  }
}

// MARK: - Checking

extension WindowFrame {
  /// The frame for a window with this order.
  ///
  /// - Throws: ``KindredError/Code/invalidQuery`` for a frame that no row can have, or that the order does not fit.
  func shape(orderedBy order: [QueryOrdering]) throws -> FrameShape<FrameDistance> {
    if start.isNegative || end.isNegative {
      throw WindowFrame.error(
        "A distance of a frame is negative; use preceding for rows before, following for rows after.")
    }
    let (first, last) = (start.bound, end.bound)
    if first.rank == 4 || last.rank == 0 || first.rank > last.rank {
      throw WindowFrame.error(
        "A frame ends before it starts: its start comes first, its end last, as in .rows(.preceding(2), .currentRow).")
    }
    let distances = [first.distance, last.distance].compactMap { $0?.node }
    for distance in distances { if case .invalid(let error) = distance { throw error } }
    if first.rank == last.rank, let (near, far) = WindowFrame.integers(distances),
      first.rank == 1 ? near < far : near > far
    {
      throw WindowFrame.error(
        "A frame ends before it starts: .rows(.preceding(3), .preceding(1)) and .rows(.following(1), .following(3)).")
    }
    switch unit {
    case .rows: try WindowFrame.checkCounts(distances, "rows")
    case .groups:
      try WindowFrame.checkCounts(distances, "groups")
      if order.isEmpty { throw WindowFrame.error("A frame of groups needs an order; add orderBy to the window.") }
    case .range:
      guard !distances.isEmpty else { break }
      guard order.count == 1, let key = order[0].expression else {
        throw WindowFrame.error(
          "A range frame with a distance needs a window with exactly one order, the value that the distance is added to."
        )
      }
      return try shape.map { FrameDistance(node: try WindowFrame.fitted($0.node, to: key)) }
    }
    return shape
  }

  private static func checkCounts(_ distances: [ExpressionNode], _ unit: String) throws {
    for case .value(let node) in distances {
      if case .integer = node.value { continue }
      throw error("A frame of \(unit) counts them, so that its distances are integers; use range for other distances.")
    }
  }

  private static func integers(_ distances: [ExpressionNode]) -> (Int64, Int64)? {
    guard distances.count == 2, case .value(let first) = distances[0], case .value(let last) = distances[1],
      case .integer(let start) = first.value, case .integer(let end) = last.value
    else { return nil }
    return (start, end)
  }

  /// A distance with the type of the ordering column, if that is a column.
  private static func fitted(_ distance: ExpressionNode, to key: ExpressionNode) throws -> ExpressionNode {
    guard case .field(_, let field) = key.unscoped, case .value(let node) = distance else { return distance }
    switch (field.type.kind, node.value) {
    case (.integer, .integer), (.double, .double), (.float, .double), (.decimal, .decimal): return distance
    case (.timestamp, .interval), (.date, .interval), (.interval, .interval), (.time, .interval): return distance
    case (.double, .integer(let number)), (.float, .integer(let number)): return .value(of: Double(number))
    case (.decimal, .integer(let number)): return .value(of: Decimal(number))
    case (.decimal, .double(let number)): return .value(of: Decimal(number))
    case (_, _):
      throw error("The distance of a range frame does not fit the type of \"\(field.name)\", which orders the window.")
    }
  }

  private static func error(_ message: String) -> KindredError { KindredError(.invalidQuery, message) }
}
