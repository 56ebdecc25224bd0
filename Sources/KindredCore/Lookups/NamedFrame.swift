#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The rows of a window that a function looks at, in a form that can be stored: see ``WindowFrame``.
///
/// A negative distance leads to rows before the current one, a positive one to rows after it.
///
/// ```swift
/// NamedFrame.rows(-2...0)         // the two rows before, and the row itself
/// NamedFrame.rows(...0)           // all rows up to the current one
/// NamedFrame.range(from: -10, to: 10).excluding(.currentRow)
/// ```
public struct NamedFrame: Sendable, Hashable {
  /// What the distances count.
  package enum Unit: String, Sendable, Hashable, CaseIterable {
    case rows, range, groups
  }

  /// The rows that a frame leaves out.
  public enum Exclusion: String, Sendable, Hashable, Codable {
    /// The current row.
    case currentRow
    /// The current row and its equals in the window's order.
    case group
    /// The equals of the current row, but not the row itself.
    case ties
  }

  package let unit: Unit
  /// The distance of the first row; nil for the beginning of the partition.
  package let start: NamedExpression?
  /// The distance of the last row; nil for the end of the partition.
  package let end: NamedExpression?
  package private(set) var exclusion: Exclusion?

  init(_ unit: Unit, _ start: NamedExpression?, _ end: NamedExpression?, excluding exclusion: Exclusion? = nil) {
    self.unit = unit
    self.start = start
    self.end = end
    self.exclusion = exclusion
  }

  /// Rows by their distance from the current one.
  public static func rows(_ range: ClosedRange<Int>) -> NamedFrame {
    NamedFrame(.rows, range.lowerBound.namedExpression, range.upperBound.namedExpression)
  }
  /// All rows of the partition up to a distance from the current one.
  public static func rows(_ range: PartialRangeThrough<Int>) -> NamedFrame {
    NamedFrame(.rows, nil, range.upperBound.namedExpression)
  }
  /// All rows of the partition from a distance to the current one on.
  public static func rows(_ range: PartialRangeFrom<Int>) -> NamedFrame {
    NamedFrame(.rows, range.lowerBound.namedExpression, nil)
  }
  /// All rows of the partition.
  public static func rows(_ range: UnboundedRange) -> NamedFrame { NamedFrame(.rows, nil, nil) }

  /// Groups of rows that are equal in the window's order, by their distance from the current row's group; nil is the
  /// beginning or the end of the partition.
  public static func groups(from start: Int?, to end: Int?) -> NamedFrame {
    NamedFrame(.groups, start?.namedExpression, end?.namedExpression)
  }

  /// The rows whose ordering value differs from the current row's by no more than this: numbers, or on PostgreSQL a
  /// `Duration` for times; nil is the beginning or the end of the partition.
  public static func range<Distance: FieldValue>(from start: Distance?, to end: Distance?) -> NamedFrame {
    NamedFrame(.range, start?.namedExpression, end?.namedExpression)
  }

  /// The same frame without some rows around the current one.
  public func excluding(_ exclusion: Exclusion) -> NamedFrame {
    var frame = self
    frame.exclusion = exclusion
    return frame
  }
}

// MARK: - Resolving

extension NamedFrame {
  func windowFrame() throws -> WindowFrame {
    let unit: FrameUnit =
      switch unit {
      case .rows: .rows
      case .range: .range
      case .groups: .groups
      }
    let frame = WindowFrame(
      unit, try start.map { try bound($0) } ?? .unboundedPreceding, try end.map { try bound($0) } ?? .unboundedFollowing
    )
    return switch exclusion {
    case nil: frame
    case .currentRow: frame.excluding(.currentRow)
    case .group: frame.excluding(.group)
    case .ties: frame.excluding(.ties)
    }
  }

  private func bound(_ distance: NamedExpression) throws -> WindowFrame.Bound {
    if case .unstorable(let value) = distance.node { throw value.error }
    guard case .value(let value) = distance.node else { throw NamedFrame.noDistance }
    switch value {
    case .integer(let number):
      guard let distance = Int(exactly: number) else { throw NamedFrame.noDistance }
      return WindowFrame.Bound(distance)
    case .double(let number): return number < 0 ? .preceding(-number) : .following(number)
    case .decimal(let number): return number < 0 ? .preceding(-number) : .following(number)
    case .interval(let microseconds):
      let distance = Duration.microseconds(microseconds)
      return microseconds < 0 ? .preceding(.zero - distance) : .following(distance)
    case .null, .bool, .text, .bytes, .timestamp, .date, .time, .uuid, .json, .list: throw NamedFrame.noDistance
    }
  }

  private static var noDistance: KindredError {
    KindredError(.invalidQuery, "The distance of a frame is a number or a duration: .rows(-2...0).")
  }
}
