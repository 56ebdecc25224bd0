import Foundation
import Measuring

/// A Python program beside this one, which runs a case when it is told to.
final class PythonPeer {
  let competitor: Competitor
  /// Its name and version.
  private(set) var name = ""
  private(set) var cases: [String] = []
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private var unread = Data()

  private struct Greeting: Decodable {
    let peer: String
    let cases: [String]
  }

  private struct Question: Encodable {
    let `case`: String
    let steps: Int
  }

  private struct Answer: Decodable {
    let seconds: Double?
    let result: Int?
    let error: String?
  }

  init(_ competitor: Competitor, python: String, script: String, settings: Settings) throws {
    self.competitor = competitor
    process.executableURL = URL(filePath: python)
    process.arguments = [script, settings.folder, settings.postgres ?? ""]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    let greeting = try JSONDecoder().decode(Greeting.self, from: readLine())
    (name, cases) = (greeting.peer, greeting.cases)
  }

  /// Runs a case.
  func run(_ id: String, steps: Int) throws -> (seconds: Double, result: Int) {
    let question = try JSONEncoder().encode(Question(case: id, steps: steps))
    try input.fileHandleForWriting.write(contentsOf: question + Data("\n".utf8))
    let answer = try JSONDecoder().decode(Answer.self, from: readLine())
    guard let seconds = answer.seconds, let result = answer.result else {
      throw BenchmarkError("\(name), \(id): \(answer.error ?? "no answer")")
    }
    return (seconds, result)
  }

  func stop() {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  private func readLine() throws -> Data {
    while true {
      if let end = unread.firstIndex(of: 10) {
        defer { unread = Data(unread[unread.index(after: end)...]) }
        return Data(unread[..<end])
      }
      let more = output.fileHandleForReading.availableData
      guard !more.isEmpty else { throw BenchmarkError("The Python peer \(competitor.title) ended.") }
      unread += more
    }
  }
}
