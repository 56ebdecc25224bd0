import Kindred

/// Runs calls one by one and prints for each its text, the SQL that it ran and its result.
package struct Transcript: Sendable {
  /// Where it is printed.
  package let terminal: Terminal
  private let log: StatementLog

  /// Makes a transcript of the statements in a log.
  package init(log: StatementLog, terminal: Terminal = Terminal()) {
    self.log = log
    self.terminal = terminal
  }

  /// Starts a part.
  package func chapter(_ title: String, _ introduction: String? = nil) {
    terminal.line()
    terminal.line("── \(title) " + String(repeating: "─", count: max(0, Terminal.width - title.count - 4)), .cyan)
    if let introduction { terminal.paragraph("   ", introduction) }
  }

  /// Runs a call.
  ///
  /// - Parameters:
  ///   - call: The call as the reader would write it.
  ///   - body: The same call.
  /// - Returns: What the call gave.
  @discardableResult
  package func show<Result>(_ call: String, _ body: () async throws -> Result) async throws -> Result {
    announce(call)
    let result = try await body()
    printStatements()
    printResult(Rendering.lines(of: result))
    return result
  }

  /// Runs a call that has to throw an error of a type.
  package func showError<Failure: Error, Result>(
    _ call: String, throws failure: Failure.Type, named name: String, _ body: () async throws -> Result
  ) async throws {
    announce(call)
    do {
      let result = try await body()
      throw UnexpectedResult(call: call, result: "\(result)")
    } catch let error as Failure {
      printStatements()
      terminal.paragraph("    throws ", "\(name): \(error)", .red)
    }
  }

  /// Runs a call as the answer to a question, and says how long it took.
  ///
  /// - Returns: The answer's lines, as printed, and how long the call took.
  @discardableResult
  package func ask<Answer>(
    _ number: Int, _ question: String, _ call: String, _ body: () async throws -> Answer
  ) async throws -> (lines: [String], duration: Duration) {
    terminal.line()
    terminal.paragraph("\(number). ", question, .bold)
    _ = log.take()
    let start = ContinuousClock.now
    let answer = try await body()
    let duration = ContinuousClock.now - start
    terminal.paragraph("   ▸ ", call)
    printStatements()
    let lines = Rendering.lines(of: answer)
    printResult(lines)
    terminal.line("    time \(Rendering.text(of: duration))", .dim)
    return (lines, duration)
  }

  /// A duration as the transcript writes it.
  package func text(of duration: Duration) -> String { Rendering.text(of: duration) }

  private func announce(_ call: String) {
    _ = log.take()
    terminal.line()
    terminal.paragraph(" ▸ ", call, .bold)
  }

  private func printStatements() {
    let events = log.take()
    if events.isEmpty { terminal.line("    no SQL", .dim) }
    for (index, event) in events.enumerated() {
      terminal.paragraph(events.count > 1 ? "    \(index + 1). " : "    ", Rendering.clauses(of: event.sql), .dim)
      guard let values = event.values, !values.isEmpty else { continue }
      let list = values.enumerated().map { "?\($0.offset + 1) = \(Rendering.text(of: $0.element))" }
      terminal.paragraph(events.count > 1 ? "       " : "    ", list.joined(separator: ", "), .dim)
    }
  }

  private func printResult(_ lines: [String]) {
    for (index, line) in lines.enumerated() { terminal.paragraph(index == 0 ? "    = " : "      ", line, .green) }
  }
}

/// A call of the transcript gave a result although it had to fail.
struct UnexpectedResult: Error, CustomStringConvertible {
  let call: String
  let result: String

  var description: String { "\(call) gave \(result), but had to throw" }
}
