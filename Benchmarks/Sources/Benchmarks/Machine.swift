import Foundation
import HandWritten

/// On what was measured.
enum Machine {
  static func facts(peers: [String]) -> [String: String] {
    var facts = [
      "System": ProcessInfo.processInfo.operatingSystemVersionString,
      "Cores": String(ProcessInfo.processInfo.activeProcessorCount),
      "SQLite": Filling.sqliteVersion,
      "Python peers": peers.isEmpty ? "none" : peers.joined(separator: ", "),
    ]
    facts["Processor"] = line("/proc/cpuinfo", "model name", separator: ":")
    facts["Load before"] = (try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8))?
      .split(separator: " ").first.map(String.init)
    return facts
  }

  private static func line(_ path: String, _ name: String, separator: Character) -> String? {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
    return line?.split(separator: separator).last?.trimmingCharacters(in: .whitespaces)
  }
}
