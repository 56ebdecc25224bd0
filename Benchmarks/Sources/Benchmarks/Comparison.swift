import Measuring

/// How far the ratios of two runs are apart.
struct Comparison {
  let former: Results
  let latest: Results

  /// The cases of both runs, with their ratios and by how much of the smaller the larger is above it.
  var differences: [(id: String, former: Double, latest: Double, share: Double)] {
    latest.cases.compactMap { result in
      guard let latest = result.ratio(to: .hand),
        let former = former.cases.first(where: { $0.id == result.id })?.ratio(to: .hand)
      else { return nil }
      return (result.id, former, latest, max(former, latest) / min(former, latest) - 1)
    }
  }

  var text: String {
    guard let largest = differences.max(by: { $0.share < $1.share }) else {
      return "The run before measured none of these cases."
    }
    let lines = differences.filter { $0.share > 0.1 }.map { difference in
      "- \(difference.id): \(difference.former.text(2)), then \(difference.latest.text(2))"
    }
    let kind = former.isQuick == latest.isQuick ? "" : " One of the two was quick."
    return "The ratios of this run and the one before (\(former.date)) differ by at most "
      + "\((largest.share * 100).text(1)) % (\(largest.id)).\(kind)"
      + (lines.isEmpty ? "" : "\nMore than 10 %:\n" + lines.joined(separator: "\n"))
  }
}
