import Foundation
import GRDBCases
import HandWritten
import KindredCases
import Measuring

/// What the command line asks for, done.
struct Program {
  static let database = "benchmarks"

  let options: Options

  func run() async throws {
    switch options.command {
    case .measure: try await measure()
    case .count(let id, let competitor, let steps):
      let settings = existingSettings
      let preparation = Preparation(settings: settings, csv: "")
      let candidate = try await find(id, competitor, settings)
      try await Counting.perform(candidate, steps: steps, preparation: preparation)
    case .memory(let competitor): try await Memory.measure(find("sqlite.stream", competitor, existingSettings))
    }
  }

  /// The data that the process which started this one has made.
  private var existingSettings: Settings {
    Settings(folder: options.folder, postgres: options.postgresServer.map { $0 + " dbname=\(Self.database)" })
  }

  private func find(_ id: String, _ competitor: Competitor, _ settings: Settings) async throws -> Candidate {
    let all =
      switch (competitor, id.hasPrefix("sqlite")) {
      case (.hand, true): try HandWrittenCases.sqlite(settings)
      case (.hand, false): try HandWrittenCases.postgres(settings)
      case (.kindred, true): try KindredCases.sqlite(settings)
      case (.kindred, false): try await KindredCases.postgres(settings)
      default: try GRDBCases.sqlite(settings)
      }
    guard let found = all.first(where: { $0.caseID == id && $0.competitor == competitor }) else {
      throw BenchmarkError("There is no case \(id) of \(competitor.title).")
    }
    return found
  }

  // MARK: Measuring

  private func measure() async throws {
    let cases = Case.all.filter {
      options.wants($0.id) && (options.postgresServer != nil || !$0.id.hasPrefix("postgres"))
    }
    if cases.isEmpty { throw BenchmarkError("No case has such a name.\n\n\(Options.usage)") }
    let ceilings = try Ceilings("ceilings.json")
    let address =
      cases.contains { $0.id.hasPrefix("postgres") }
      ? try options.postgresServer.map { try Filling.makeDatabase(Self.database, on: $0) } : nil
    let settings = Settings(folder: options.folder, postgres: address)
    let preparation = Preparation(settings: settings, csv: options.csv)
    try await preparation.makeFiles()
    try await preparation.makeDatabase()
    let peers = try makePeers(settings)
    defer { for peer in peers { peer.stop() } }
    let runner = Runner(
      options: options, preparation: preparation, candidates: try await candidates(settings), peers: peers)
    var results = Results()
    results.isQuick = options.isQuick
    results.machine = Machine.facts(peers: peers.map(\.name))
      .merging(options.facts) { $1 }
    for subject in cases {
      var result =
        subject.keepsAwake
        ? try await AwakeProcessors.during { try await runner.run(subject) } : try await runner.run(subject)
      result.ceiling = ceilings[subject.id]
      results.cases.append(result)
      print("  \(subject.id): \(result.ratio(to: .hand)?.text(2) ?? "not yet")")
    }
    try measureMore(&results)
    try finish(results, ceilings)
  }

  private func candidates(_ settings: Settings) async throws -> [Candidate] {
    let grdb = options.hasPeers ? try GRDBCases.sqlite(settings) : []
    let postgres = try await HandWrittenCases.postgres(settings) + KindredCases.postgres(settings)
    return try HandWrittenCases.sqlite(settings) + KindredCases.sqlite(settings) + grdb + postgres
  }

  private func makePeers(_ settings: Settings) throws -> [PythonPeer] {
    guard options.hasPeers, let python = options.python else { return [] }
    return try [Competitor.django, .sqlalchemy].map {
      try PythonPeer($0, python: python, script: "Peers/\($0.rawValue)_peer.py", settings: settings)
    }
  }

  private func measureMore(_ results: inout Results) throws {
    if options.wants("sqlite.stream") {
      for competitor in [Competitor.hand, .kindred, .grdb] where competitor != .grdb || options.hasPeers {
        results.streamingMemory[competitor.rawValue] = try Memory.peak(competitor, options: options)
      }
    }
    if options.countsInstructions {
      for (id, counts) in try Counting(options: options).run() {
        results.instructions[id] = Dictionary(uniqueKeysWithValues: counts.map { ($0.key.rawValue, $0.value) })
      }
    }
  }

  private func finish(_ results: Results, _ ceilings: Ceilings) throws {
    let former = try Archive.store(results)
    print("\n" + Report(results: results, ceilings: ceilings).text + "\n")
    if let former { print(Comparison(former: former, latest: results).text + "\n") }
    guard options.checks else { return }
    let excesses = ceilings.excesses(of: results)
    guard excesses.isEmpty else { throw BenchmarkError(excesses.joined(separator: "\n")) }
    print("No ratio is over its ceiling.")
  }
}
