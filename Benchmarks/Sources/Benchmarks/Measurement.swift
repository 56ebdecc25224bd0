import Foundation
import Measuring

/// One competitor's times of one case, in seconds for a unit, in the order of the rounds.
struct Times: Codable {
  var rounds: [Double] = []

  var median: Double { rounds.median }
  var smallest: Double { rounds.min() ?? 0 }
  var largest: Double { rounds.max() ?? 0 }
}

extension [Double] {
  var median: Double {
    guard !isEmpty else { return .nan }
    let sorted = sorted()
    return count % 2 == 1 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2
  }

  /// Between which of the values the median of what they are a sample of lies, with 95 %: by their order, whatever the
  /// distribution is (Campbell and Gardner, Calculating confidence intervals for some non-parametric analyses, 1988). nil
  /// where they are too few.
  var medianInterval: ClosedRange<Double>? {
    let count = Double(self.count)
    let half = 1.96 * count.squareRoot() / 2
    let first = Int((count / 2 - half).rounded())
    let last = Int((1 + count / 2 + half).rounded())
    guard first >= 1, last <= self.count else { return nil }
    let sorted = sorted()
    return sorted[first - 1]...sorted[last - 1]
  }
}

/// What came out for one case.
struct CaseResult: Codable {
  let id: String
  let title: String
  let unit: String
  var times: [String: Times] = [:]
  var ceiling: Double?

  func times(_ competitor: Competitor) -> Times? { times[competitor.rawValue] }

  mutating func add(_ secondsPerUnit: Double, of competitor: Competitor) {
    times[competitor.rawValue, default: Times()].rounds.append(secondsPerUnit)
  }

  /// Kindred's time over another's: the median over the rounds, in each of which they ran one after the other.
  func ratio(to other: Competitor) -> Double? {
    let ratios = self.ratios(to: other)
    return ratios.isEmpty ? nil : ratios.median
  }

  /// Whether the ratio is known to two per cent either way.
  var isPrecise: Bool {
    guard let interval = ratios(to: .hand).medianInterval else { return false }
    return interval.upperBound - interval.lowerBound <= 0.04 * interval.lowerBound
  }

  func ratios(to other: Competitor) -> [Double] {
    guard let own = times(.kindred)?.rounds, let theirs = times(other)?.rounds else { return [] }
    return zip(own, theirs).map { $0 / $1 }
  }
}

/// All results of a run.
struct Results: Codable {
  var date = Date.now.formatted(.iso8601)
  var machine: [String: String] = [:]
  var isQuick = false
  var cases: [CaseResult] = []
  /// Instructions of a step, by case and competitor.
  var instructions: [String: [String: Double]] = [:]
  /// Bytes above the idle process while streaming, by competitor.
  var streamingMemory: [String: Int] = [:]
}
