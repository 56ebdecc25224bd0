import Foundation

/// Type-checks source against the built modules, to see what users see.
struct Compiler {
  struct Outcome {
    let succeeded: Bool
    /// The errors, as `line:column: message`.
    let errors: [String]
  }

  /// Where the build puts modules: beside the running tests.
  private static var modules: URL? {
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    for _ in 0..<6 {
      let candidate = folder.appendingPathComponent("Modules")
      if FileManager.default.fileExists(atPath: candidate.appendingPathComponent("KindredCore.swiftmodule").path) {
        return candidate
      }
      folder.deleteLastPathComponent()
    }
    return nil
  }

  private static var handWrittenModels: [String] {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let folder = tests.appendingPathComponent("Fixtures/HandWritten")
    return ["Blog.swift", "BlogStats.swift", "Entry.swift"].map { folder.appendingPathComponent($0).path }
  }

  /// Type-checks a file together with the hand-written models.
  ///
  /// - Parameter flags: More flags for the compiler's front end.
  static func check(_ source: String, flags: [String] = []) throws -> Outcome {
    guard let modules else { throw Missing(what: "the folder of built modules") }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("kindred-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("Snippet.swift")
    try source.write(to: file, atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      ["swiftc", "-typecheck", "-swift-version", "6", "-I", modules.path, file.path] + handWrittenModels
      + flags.flatMap { ["-Xfrontend", $0] }
    let output = Pipe()
    process.standardError = output
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let errors = text.split(separator: "\n").compactMap { line -> String? in
      guard line.hasPrefix(file.path + ":"), let range = line.range(of: ": error: ") else { return nil }
      return line[..<range.lowerBound].dropFirst(file.path.count + 1) + ": " + line[range.upperBound...]
    }
    return Outcome(succeeded: process.terminationStatus == 0, errors: errors)
  }

  struct Missing: Error { let what: String }
}
