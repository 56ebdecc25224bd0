/// The rows of a window that a function looks at, in a form that both expression trees share.
package struct FrameShape<Distance: Sendable & Hashable>: Sendable, Hashable {
  /// One end of the frame.
  package enum Bound: Sendable, Hashable {
    case unboundedPreceding
    case preceding(Distance)
    case currentRow
    case following(Distance)
    case unboundedFollowing

    /// The number of the bound's kind, from the beginning of the partition to its end.
    var rank: Int {
      switch self {
      case .unboundedPreceding: 0
      case .preceding: 1
      case .currentRow: 2
      case .following: 3
      case .unboundedFollowing: 4
      }
    }

    var distance: Distance? {
      switch self {
      case .preceding(let distance), .following(let distance): distance
      case .unboundedPreceding, .currentRow, .unboundedFollowing: nil
      }
    }

    func map<Other>(_ change: (Distance) throws -> Other) rethrows -> FrameShape<Other>.Bound {
      switch self {
      case .unboundedPreceding: .unboundedPreceding
      case .preceding(let distance): .preceding(try change(distance))
      case .currentRow: .currentRow
      case .following(let distance): .following(try change(distance))
      case .unboundedFollowing: .unboundedFollowing
      }
    }
  }

  package var unit: FrameUnit
  package var start: Bound
  package var end: Bound
  package var exclusion: FrameExclusion

  /// The distances, from the start to the end.
  var distances: [Distance] { [start.distance, end.distance].compactMap { $0 } }

  func map<Other>(_ change: (Distance) throws -> Other) rethrows -> FrameShape<Other> {
    let (start, end) = (try start.map(change), try end.map(change))
    return FrameShape<Other>(unit: unit, start: start, end: end, exclusion: exclusion)
  }

  /// Everything but the distances.
  var outline: [Int] { [unit.rawValue, start.rank, end.rank, exclusion.rawValue] }
}

/// What the distances of a frame count.
package enum FrameUnit: Int, Sendable, Hashable {
  case rows, range, groups
}

/// The rows that a frame leaves out.
package enum FrameExclusion: Int, Sendable, Hashable {
  case noOthers, currentRow, group, ties
}
