import Foundation
import Measuring

/// How much memory streaming takes above the idle process, measured in a process of its own.
enum Memory {
  /// The peak, in bytes above the idle process; nil where the system does not tell.
  static func peak(_ competitor: Competitor, options: Options) throws -> Int? {
    let process = Process()
    process.executableURL = URL(filePath: CommandLine.arguments[0])
    process.arguments = ["--memory", competitor.rawValue, "--folder", options.folder]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: (try output.fileHandleForReading.readToEnd()) ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    return Int(text.trimmingCharacters(in: .whitespacesAndNewlines))
  }

  /// Streams once in this process and prints the peak.
  static func measure(_ candidate: Candidate) async throws {
    try await candidate.prepare(1)
    guard let idle = status("VmRSS"), let reset = FileHandle(forWritingAtPath: "/proc/self/clear_refs") else { return }
    // Makes the peak the present size.
    try reset.write(contentsOf: Data("5".utf8))
    _ = try await candidate.run(1)
    if let peak = status("VmHWM") { print(peak - idle) }
  }

  /// A size from the process's status, in bytes.
  private static func status(_ name: String) -> Int? {
    guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return nil }
    let line = text.split(separator: "\n").first { $0.hasPrefix(name + ":") }
    return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
  }
}
