import Foundation

/// The process of a ``Writer``.
struct WritingProcess {
  struct Failure: Error, CustomStringConvertible { let description: String }

  /// What a writer saw.
  struct Outcome {
    let rows: Int
    let longestPause: Duration
  }

  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()

  /// Starts a writer, and returns when it has its pace.
  init(_ settings: String) throws {
    process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
    process.arguments = ["write", settings]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    guard line == "ready\n" else { throw Failure(description: "the writer did not start") }
  }

  /// Ends it.
  func end() throws -> Outcome {
    try input.fileHandleForWriting.close()
    let line = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    let numbers = line.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
    guard process.terminationStatus == 0, numbers.count == 2 else {
      throw Failure(description: "the writer failed, which the change must not make it do")
    }
    return Outcome(rows: numbers[0], longestPause: .microseconds(numbers[1]))
  }
}
