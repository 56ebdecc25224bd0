import Foundation
import Testing

/// The program `manage` of the tutorial, in a folder of its own with a database of its own.
struct ManageRun {
  /// How a run has ended.
  struct Outcome {
    let status: Int32
    let output: String
    let errors: String
  }

  let folder: URL
  var database: String { folder.appendingPathComponent("polls.sqlite3").path }

  /// Runs the closure in a new folder.
  static func with(_ body: (ManageRun) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("kindred-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(ManageRun(folder: folder))
  }

  private static var program: URL? {
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    for _ in 0..<6 {
      let program = folder.appendingPathComponent("manage")
      if FileManager.default.isExecutableFile(atPath: program.path) { return program }
      folder.deleteLastPathComponent()
    }
    return nil
  }

  /// Runs the program until it ends.
  @discardableResult
  func callAsFunction(_ arguments: String...) throws -> Outcome { try run(arguments) }

  /// The same with a list.
  func run(_ arguments: [String]) throws -> Outcome {
    try run(try #require(Self.program, "The program manage is not built"), arguments, input: "")
  }

  /// The same on a terminal, with what is typed there.
  func onTerminal(_ command: String, input: String) throws -> Outcome {
    let program = try #require(Self.program, "The program manage is not built")
    return try run(
      URL(fileURLWithPath: "/usr/bin/script"), ["-qec", "'\(program.path)' \(command)", "/dev/null"], input: input)
  }

  private func run(_ program: URL, _ arguments: [String], input: String) throws -> Outcome {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(["POLLS_DATABASE": database]) { $1 }
    let (output, errors) = (Pipe(), Pipe())
    let typed = Pipe()
    process.standardInput = typed
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    typed.fileHandleForWriting.write(Data(input.utf8))
    try typed.fileHandleForWriting.close()
    // What the program says is short, so that neither pipe fills up.
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let errorText = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return Outcome(status: process.terminationStatus, output: text, errors: errorText)
  }
}
