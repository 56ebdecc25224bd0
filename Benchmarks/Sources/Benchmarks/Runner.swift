import Foundation
import Measuring

/// Runs the competitors of each case in turn, so that noise hits all alike.
struct Runner {
  let options: Options
  let preparation: Preparation
  let candidates: [Candidate]
  let peers: [PythonPeer]

  private var rounds: Int { options.isQuick ? 3 : 9 }
  private var peerRounds: Int { options.isQuick ? 1 : 3 }
  /// For how long more rounds follow, at the most, while the ratio is not known well enough.
  private var patience: Duration { options.isQuick ? .seconds(2) : .seconds(60) }

  func run(_ subject: Case) async throws -> CaseResult {
    var result = CaseResult(id: subject.id, title: subject.title, unit: subject.unit)
    let own = candidates.filter { $0.caseID == subject.id }
    // In a quick run the Python peers leave the longest cases out.
    let isLong = options.isQuick && subject.unitsPerStep > 200_000
    let others = isLong ? [] : peers.filter { $0.cases.contains(subject.id) }
    let steps = options.isQuick ? subject.quickSteps : subject.steps
    var isShort = false
    for candidate in own {
      let seconds = try await measure(candidate, subject, subject.quickSteps)
      isShort = isShort || seconds * Double(steps) / Double(subject.quickSteps) < Self.shortTime
    }
    for round in 0..<rounds {
      try await run(own, subject, steps, round, isShort, &result)
      guard round < peerRounds else { continue }
      for peer in others {
        let steps = peerSteps(subject, steps)
        let seconds = try measure(peer, subject, steps)
        result.add(seconds / Double(steps * subject.unitsPerStep), of: peer.competitor)
      }
    }
    // The others have no ceiling.
    let compared = own.filter { [.hand, .kindred].contains($0.competitor) }
    let end = ContinuousClock.now + patience
    var round = rounds
    while compared.count > 1, !result.isPrecise, ContinuousClock.now < end {
      try await run(compared, subject, steps, round, isShort, &result)
      round += 1
    }
    return result
  }

  /// Runs each candidate once. Each begins in turn.
  private func run(
    _ candidates: [Candidate], _ subject: Case, _ steps: Int, _ round: Int, _ isShort: Bool, _ result: inout CaseResult
  ) async throws {
    for index in candidates.indices {
      let candidate = candidates[(index + round) % candidates.count]
      if isShort { try await warmUp(candidate, subject) }
      let seconds = try await measure(candidate, subject, steps)
      result.add(seconds / Double(steps * subject.unitsPerStep), of: candidate.competitor)
    }
  }

  /// Python gets fewer steps where one is short: it takes ten times as long.
  private func peerSteps(_ subject: Case, _ steps: Int) -> Int {
    subject.id.hasSuffix("reate") || steps < 100 ? steps : steps / 10
  }

  /// What takes less than this, in seconds, is measured on a processor that has been at work.
  private static let shortTime = 0.2

  /// Runs a candidate for a moment. A processor that had nothing to do while others were measured is slow for up to a tenth
  /// of a second, and a candidate with a thread of its own is often the first to come to it.
  private func warmUp(_ candidate: Candidate, _ subject: Case) async throws {
    let start = ContinuousClock.now
    while ContinuousClock.now - start < .milliseconds(100) {
      _ = try await measure(candidate, subject, subject.quickSteps)
    }
  }

  private func measure(_ candidate: Candidate, _ subject: Case, _ steps: Int) async throws -> Double {
    try preparation.reset(for: subject.id)
    try await candidate.prepare(steps)
    let start = ContinuousClock.now
    let result = try await candidate.run(steps)
    let duration = ContinuousClock.now - start
    try check(result, subject, steps, candidate.competitor.title)
    return duration / .seconds(1)
  }

  private func measure(_ peer: PythonPeer, _ subject: Case, _ steps: Int) throws -> Double {
    try preparation.reset(for: subject.id)
    let (seconds, result) = try peer.run(subject.id, steps: steps)
    try check(result, subject, steps, peer.name)
    return seconds
  }

  /// Nobody measures nothing.
  private func check(_ result: Int, _ subject: Case, _ steps: Int, _ name: String) throws {
    let expected = subject.expected(steps)
    guard result == expected else {
      throw BenchmarkError("\(name), \(subject.id): the result is \(result) instead of \(expected).")
    }
    try preparation.verify(subject.id, steps: steps)
  }
}
