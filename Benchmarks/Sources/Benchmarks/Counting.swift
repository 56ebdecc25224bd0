import Foundation
import HandWritten
import KindredCases
import Measuring

// Between these two functions valgrind counts. Their names are given to it. Their bodies differ, because the compiler
// makes one function of two that are alike.

nonisolated(unsafe) private var marks = 0

@inline(never)
func benchmarkBegins() { marks += 1 }

@inline(never)
func benchmarkEnds() { marks = marks &* 5 ^ 7 }

/// Counts the instructions of the hot paths with callgrind, each in a process of its own.
struct Counting {
  /// How many steps of which case are counted. The second run in a process is counted, so that all caches are warm.
  static let cases: [(id: String, steps: Int)] = [
    ("sqlite.rows", 1), ("sqlite.selection", 1), ("sqlite.get", 500), ("sqlite.getInTransaction", 500),
    ("sqlite.filter", 100),
    ("sqlite.create", 3000), ("sqlite.conditions", 300), ("sqlite.building5", 300), ("sqlite.building", 300),
    ("sqlite.building20", 300), ("postgres.get", 300),
    ("sqlite.prefetch", 5), ("sqlite.joined", 1), ("sqlite.add", 1), ("postgres.prefetch", 5), ("postgres.joined", 1),
    ("postgres.add", 1),
  ]

  let options: Options

  /// The instructions of a step, by case and competitor.
  func run() throws -> [String: [Competitor: Double]] {
    var counts: [String: [Competitor: Double]] = [:]
    for (id, steps) in Self.cases where options.wants(id) {
      for competitor in [Competitor.hand, .kindred] {
        if id.hasPrefix("postgres"), options.postgresServer == nil { continue }
        if competitor == .hand, id.hasPrefix("sqlite.building") || id == "sqlite.selection" { continue }
        counts[id, default: [:]][competitor] = Double(try count(id, competitor, steps)) / Double(steps)
      }
      print("  counted \(id)")
    }
    return counts
  }

  private func count(_ id: String, _ competitor: Competitor, _ steps: Int) throws -> Int {
    let output = "\(options.folder)/callgrind.\(id).\(competitor.rawValue)"
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      [
        "valgrind", "--tool=callgrind", "--callgrind-out-file=\(output)",
        "--zero-before=*benchmarkBegins*",
        "--dump-before=*benchmarkEnds*", CommandLine.arguments[0], "--count", id, competitor.rawValue,
        String(steps),
        "--folder", options.folder,
      ] + (options.postgresServer.map { ["--postgres", $0] } ?? [])
    let log = Pipe()
    process.standardError = log
    try process.run()
    let text = String(decoding: (try log.fileHandleForReading.readToEnd()) ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0,
      let profile = try? String(contentsOfFile: output + ".1", encoding: .utf8),
      let line = profile.split(separator: "\n").first(where: { $0.hasPrefix("totals:") }),
      let total = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { throw BenchmarkError("valgrind failed for \(id) of \(competitor.title):\n\(text.suffix(2000))") }
    return total
  }

  /// Does what valgrind counts, in the process that it started.
  static func perform(_ candidate: Candidate, steps: Int, preparation: Preparation) async throws {
    for isCounted in [false, true] {
      try preparation.reset(for: candidate.caseID)
      try await candidate.prepare(steps)
      if isCounted { benchmarkBegins() }
      _ = try await candidate.run(steps)
      if isCounted { benchmarkEnds() }
    }
  }
}
