import Foundation
import Measuring

/// What the command line asks for.
struct Options {
  enum Command {
    /// Measures and prints the table.
    case measure
    /// Runs one candidate so many steps, for valgrind.
    case count(id: String, competitor: Competitor, steps: Int)
    /// Streams once and prints how much memory it took.
    case memory(competitor: Competitor)
  }

  static let usage = """
    usage: Scripts/bench [--quick] [--only CASE]… [--check] [--no-peers] [--no-instructions]

    --quick            fewer steps and rounds, without instructions: under a minute
    --only CASE        only the cases whose name begins so, such as sqlite.get
    --check            fails when a ratio is over its ceiling in Benchmarks/ceilings.json
    --no-peers         without GRDB and the Python peers
    --no-instructions  without valgrind
    """

  var command = Command.measure
  var isQuick = false
  var checks = false
  var hasPeers = true
  var countsInstructions = true
  var only: [String] = []
  var folder = ".data"
  var postgresServer: String?
  var csv = ""
  var python: String?
  /// What the script knows of the machine: versions.
  var facts: [String: String] = [:]

  init(_ arguments: [String]) throws {
    var rest = arguments[...]
    func value(of option: String) throws -> String {
      guard let value = rest.popFirst() else { throw BenchmarkError("\(option) needs a value.\n\n\(Self.usage)") }
      return value
    }
    while let option = rest.popFirst() {
      switch option {
      case "--quick": isQuick = true
      case "--check": checks = true
      case "--no-peers": hasPeers = false
      case "--no-instructions": countsInstructions = false
      case "--only": only.append(try value(of: option))
      case "--folder": folder = try value(of: option)
      case "--postgres": postgresServer = try value(of: option)
      case "--csv": csv = try value(of: option)
      case "--python": python = try value(of: option)
      case "--fact":
        let fact = try value(of: option).split(separator: "=", maxSplits: 1).map(String.init)
        guard fact.count == 2 else { throw BenchmarkError("--fact needs NAME=VALUE.") }
        facts[fact[0]] = fact[1]
      case "--count":
        let id = try value(of: option)
        guard let competitor = Competitor(rawValue: try value(of: option)), let steps = Int(try value(of: option))
        else { throw BenchmarkError("--count needs a case, a competitor and a number of steps.") }
        command = .count(id: id, competitor: competitor, steps: steps)
      case "--memory":
        guard let competitor = Competitor(rawValue: try value(of: option)) else {
          throw BenchmarkError("--memory needs a competitor.")
        }
        command = .memory(competitor: competitor)
      default: throw BenchmarkError("\(option) is not known.\n\n\(Self.usage)")
      }
    }
    if isQuick { countsInstructions = false }
  }

  func wants(_ id: String) -> Bool { only.isEmpty || only.contains { id.hasPrefix($0) } }
}
