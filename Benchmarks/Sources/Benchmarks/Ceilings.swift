import Foundation
import Measuring

/// The ratios that must not be exceeded, by case, from `ceilings.json`.
struct Ceilings {
  private let values: [String: Double]

  init(_ path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw BenchmarkError("\(path) is not there; run the benchmarks with Scripts/bench.")
    }
    values = try JSONDecoder().decode([String: Double].self, from: data)
  }

  subscript(id: String) -> Double? { values[id] }

  /// What is over its ceiling, each in a line.
  func excesses(of results: Results) -> [String] {
    var lines: [String] = []
    func check(_ id: String, _ value: Double?, _ what: String) {
      guard let value, let ceiling = values[id], value > ceiling else { return }
      lines.append("\(id): \(what) \(value.text(2)) is over the ceiling \(ceiling.text(2))")
    }
    for result in results.cases { check(result.id, result.ratio(to: .hand), "ratio") }
    check("sqlite.stream.MiB", results.streamingMiB(.kindred), "peak memory in MiB")
    check("sqlite.building.microseconds", results.buildingMicroseconds, "microseconds of building a query")
    return lines
  }
}

extension Results {
  func streamingMiB(_ competitor: Competitor) -> Double? {
    streamingMemory[competitor.rawValue].map { Double($0) / 1_048_576 }
  }

  /// What it takes to put the SQL of ten conditions and two joins together, from the closure to the text and the values:
  /// its instructions, at the rate at which running the same query went through its own.
  var buildingMicroseconds: Double? {
    let kindred = Competitor.kindred.rawValue
    guard let building = instructions["sqlite.building"]?[kindred],
      let running = instructions["sqlite.conditions"]?[kindred],
      let time = cases.first(where: { $0.id == "sqlite.conditions" })?.times(.kindred)?.median
    else { return nil }
    return building * time / running * 1e6
  }
}

extension Double {
  func text(_ places: Int) -> String { String(format: "%.\(places)f", self) }
}
