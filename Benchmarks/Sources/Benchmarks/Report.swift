import Foundation
import Measuring

/// The results as tables of Markdown.
struct Report {
  let results: Results
  let ceilings: Ceilings

  var text: String {
    ([machine, times] + [memory, instructions].compactMap { $0 }).joined(separator: "\n\n")
  }

  private var machine: String {
    results.machine.sorted { $0.key < $1.key }.map { "- \($0.key): \($0.value)" }.joined(separator: "\n")
  }

  /// Times of one unit, the ratio to the limit with its spread over the rounds, and how many times Kindred's time the
  /// others take.
  private var times: String {
    let peers: [Competitor] = [.grdb, .grdbCodable, .django, .sqlalchemy]
    let heading =
      ["case", "C API", "Kindred", "ratio", "min–max", "ceiling"] + peers.map(\.title)
    let rows = results.cases.map { result in
      let ratios = result.ratios(to: .hand)
      let cells: [String] = [
        "\(result.id): \(result.title), per \(result.unit)",
        result.times(.hand).map { duration($0.median) } ?? "—",
        result.times(.kindred).map { duration($0.median) } ?? "not yet",
        ratios.isEmpty ? "—" : ratios.median.text(2),
        ratios.isEmpty ? "—" : "\((ratios.min() ?? 0).text(2))–\((ratios.max() ?? 0).text(2))",
        ceilings[result.id].map { $0.text(2) } ?? "—",
      ]
      return cells + peers.map { peer in peerCell(result, peer) }
    }
    return table(heading, rows)
      + "\n\nTimes are medians over the rounds. The ratio is Kindred's time over that of the C API. The columns of the others "
      + "have their time and, in brackets, how many times Kindred's it is (without Kindred, the C API's)."
  }

  private func peerCell(_ result: CaseResult, _ peer: Competitor) -> String {
    guard let theirs = result.times(peer)?.median else { return "—" }
    let own = (result.times(.kindred) ?? result.times(.hand))?.median ?? .nan
    return "\(duration(theirs)) (\((theirs / own).text(1))×)"
  }

  private var memory: String? {
    if results.streamingMemory.isEmpty { return nil }
    let rows = Competitor.allCases.compactMap { competitor in
      results.streamingMiB(competitor).map { [competitor.title, $0.text(2)] }
    }
    return table(["streaming 1,000,000 rows", "peak above the idle process, MiB"], rows)
  }

  private var instructions: String? {
    if results.instructions.isEmpty { return nil }
    let rows = results.instructions.sorted { $0.key < $1.key }.map { id, counts in
      let (hand, own) = (counts[Competitor.hand.rawValue], counts[Competitor.kindred.rawValue])
      let ratio = hand.flatMap { hand in own.map { ($0 / hand).text(2) } }
      return [id, hand?.text(0) ?? "—", own?.text(0) ?? "—", ratio ?? "—"]
    }
    let building = results.buildingMicroseconds.map {
      "\n\nPutting the SQL of ten conditions and two joins together, from the closure to the text and the values, takes "
        + "\($0.text(2)) µs (its instructions at the rate of the timed run of the same query)."
    }
    return table(["instructions per step (callgrind)", "C API", "Kindred", "ratio"], rows) + (building ?? "")
  }

  private func table(_ heading: [String], _ rows: [[String]]) -> String {
    ([heading, heading.map { _ in "---" }] + rows).map { "| " + $0.joined(separator: " | ") + " |" }
      .joined(separator: "\n")
  }

  private func duration(_ seconds: Double) -> String {
    switch seconds {
    case ..<1e-6: "\((seconds * 1e9).text(0)) ns"
    case ..<1e-3: "\((seconds * 1e6).text(2)) µs"
    case ..<1: "\((seconds * 1e3).text(2)) ms"
    default: "\(seconds.text(2)) s"
    }
  }
}
