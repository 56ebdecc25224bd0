/// A set of Unicode scalars: ranges of their numbers in ascending order, with a gap between any two.
package struct ScalarSet: Sendable, Hashable {
  package let ranges: [ClosedRange<UInt32>]

  static let largest: UInt32 = 0x10FFFF

  /// The union of ranges, which may overlap and stand in any order.
  package init(_ ranges: [ClosedRange<UInt32>]) {
    var merged: [ClosedRange<UInt32>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = merged.last, range.lowerBound <= last.upperBound + 1 {
        merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    self.ranges = merged
  }

  init(_ scalar: Unicode.Scalar) { ranges = [scalar.value...scalar.value] }

  package func contains(_ scalar: UInt32) -> Bool {
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if scalar < ranges[middle].lowerBound {
        high = middle
      } else if scalar > ranges[middle].upperBound {
        low = middle + 1
      } else {
        return true
      }
    }
    return false
  }

  func union(_ other: ScalarSet) -> ScalarSet { ScalarSet(ranges + other.ranges) }

  /// All other scalars.
  package var complement: ScalarSet {
    var gaps: [ClosedRange<UInt32>] = []
    var next: UInt32 = 0
    for range in ranges {
      if range.lowerBound > next { gaps.append(next...range.lowerBound - 1) }
      next = range.upperBound + 1
    }
    if next <= Self.largest { gaps.append(next...Self.largest) }
    return ScalarSet(gaps)
  }

  /// The only member; nil for any other number of members.
  package var only: Unicode.Scalar? {
    guard ranges.count == 1, let range = ranges.first, range.lowerBound == range.upperBound else { return nil }
    return Unicode.Scalar(range.lowerBound)
  }
}

extension ScalarSet {
  /// `\d`: the digits 0 to 9.
  static let digits = ScalarSet([0x30...0x39])
  /// `\w`: the letters of ASCII, digits and the underscore.
  package static let wordCharacters = ScalarSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
  /// `\s`: the white space of ASCII.
  static let spaces = ScalarSet([0x09...0x0D, 0x20...0x20])
  /// `.`: everything but a line feed.
  static let allButLineFeed = ScalarSet([0x0A...0x0A]).complement
}
