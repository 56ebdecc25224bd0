import Foundation
import KindredCore
import SwiftCompiler
import Testing

/// A folder in which the program `ManageProgram` runs, with the files of its migrations.
struct ManageFolder {
  /// How a run has ended.
  struct Outcome {
    let status: Int32
    let output: String
    let errors: String
  }

  let url: URL
  private let database: String

  private static var program: URL? {
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    for _ in 0..<6 {
      let program = folder.appendingPathComponent("ManageProgram")
      if FileManager.default.isExecutableFile(atPath: program.path) { return program }
      folder.deleteLastPathComponent()
    }
    return nil
  }

  /// Runs the closure in a new folder.
  static func with(_ bench: MigrationBench, _ body: (ManageFolder) async throws -> Void) async throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("kindred-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: url) }
    let source = Compiler.package.appendingPathComponent("Tests/Support/ManageProgram/Migrations")
    try FileManager.default.copyItem(at: source, to: url.appendingPathComponent("Migrations"))
    try await body(ManageFolder(url: url, database: bench.place))
  }

  /// Runs the program and waits for its end.
  func run(_ models: String, _ arguments: String...) async throws -> Outcome {
    let process = Process()
    process.executableURL = try #require(Self.program, "The program ManageProgram is not built")
    process.arguments = arguments
    process.currentDirectoryURL = url
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["KINDRED_MODELS": models, "KINDRED_DATABASE": database, "NO_COLOR": "1"]
    ) { $1 }
    // Files, because a pipe that nobody reads can be full.
    let files = ["output", "errors"].map { url.appendingPathComponent($0) }
    for file in files { try Data().write(to: file) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      process.terminationHandler = { _ in continuation.resume() }
      do { try process.run() } catch { continuation.resume(throwing: error) }
    }
    let texts = try files.map { try String(contentsOf: $0, encoding: .utf8) }
    return Outcome(status: process.terminationStatus, output: texts[0], errors: texts[1])
  }

  /// The names of the files of migrations, with `head` and `sealed`.
  var files: [String] {
    get throws {
      try FileManager.default.contentsOfDirectory(atPath: url.appendingPathComponent("Migrations").path).sorted()
    }
  }

  func text(_ name: String) throws -> String {
    try String(contentsOf: url.appendingPathComponent("Migrations/\(name)"), encoding: .utf8)
  }

  func write(_ text: String, to name: String) throws {
    try text.write(to: url.appendingPathComponent("Migrations/\(name)"), atomically: true, encoding: .utf8)
  }
}
