package import Foundation

/// Type-checks source against the modules that the build has made, to see what users see.
package struct Compiler {
  /// The result of a run.
  package struct Outcome {
    /// Whether the compiler found no errors.
    package let succeeded: Bool
    /// The errors, as the compiler prints them: `path:line:column: error: message`.
    package let errors: [String]

    /// Makes an outcome.
    package init(succeeded: Bool, errors: [String]) {
      self.succeeded = succeeded
      self.errors = errors
    }
  }

  /// A part of the build that was not found.
  package struct Missing: Error {
    let what: String
  }

  /// The folder of the build's products, which the running tests are in.
  private static var products: URL? {
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    for _ in 0..<6 {
      let core = folder.appendingPathComponent("Modules/KindredCore.swiftmodule")
      if FileManager.default.fileExists(atPath: core.path) { return folder }
      folder.deleteLastPathComponent()
    }
    return nil
  }

  /// The folder of the package.
  package static var package: URL {
    (0..<4).reduce(URL(fileURLWithPath: #filePath)) { folder, _ in folder.deletingLastPathComponent() }
  }

  /// Flags that make Kindred's macros available.
  package static func macroFlags() throws -> [String] {
    let products = try productFolder()
    return ["-load-plugin-executable", products.appendingPathComponent("KindredMacros-tool").path + "#KindredMacros"]
  }

  /// Flags that make the C libraries of the drivers available.
  package static func driverFlags() throws -> [String] {
    let folders = ["CSQLite", "CPostgres", "CSockets"].flatMap { name in
      ["-I", package.appendingPathComponent("Sources/\(name)").path]
    }
    let (_, found) = try run(["pkg-config", "--cflags", "sqlite3", "libpq"], reading: \.standardOutput)
    return folders + found.split(whereSeparator: \.isWhitespace).flatMap { ["-Xcc", String($0)] }
  }

  /// Flags that make the module of package manifests available.
  package static func manifestFlags() throws -> [String] {
    struct Info: Decodable {
      struct Paths: Decodable { let runtimeResourcePath: String }
      let paths: Paths
    }
    let (_, text) = try run(["swiftc", "-print-target-info"], reading: \.standardOutput)
    let info = try JSONDecoder().decode(Info.self, from: Data(text.utf8))
    return ["-I", info.paths.runtimeResourcePath + "/pm/ManifestAPI", "-package-description-version", "6.1"]
  }

  /// Type-checks files as one module.
  ///
  /// - Parameters:
  ///   - texts: The files' texts, by their names.
  ///   - files: Further files, by their paths.
  ///   - flags: Further flags.
  package static func check(_ texts: [String: String], files: [String] = [], flags: [String] = []) throws -> Outcome {
    let products = try productFolder()
    return try withFiles(texts) { folder, paths in
      let command = [
        "swiftc", "-typecheck", "-swift-version", "6", "-I", products.appendingPathComponent("Modules").path,
      ]
      let (status, output) = try run(command + paths + files + flags, reading: \.standardError)
      let errors = output.split(separator: "\n").filter { $0.contains(": error: ") }
        .map { $0.replacingOccurrences(of: folder.path + "/", with: "") }
      // An error without a place, such as an unknown flag.
      let isUnexplained = status != 0 && errors.isEmpty
      return Outcome(succeeded: status == 0, errors: isUnexplained ? [output] : errors)
    }
  }

  static func productFolder() throws -> URL {
    guard let products else { throw Missing(what: "the folder of the build's products") }
    return products
  }

  /// Runs the closure with a folder that has the files in it.
  static func withFiles<Result>(
    _ texts: [String: String], _ body: (URL, [String]) throws -> Result
  ) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("kindred-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let paths = try texts.sorted { $0.key < $1.key }.map { name, text in
      let file = folder.appendingPathComponent(name)
      try text.write(to: file, atomically: true, encoding: .utf8)
      return file.path
    }
    return try body(folder, paths)
  }

  static func run(
    _ arguments: [String], reading stream: ReferenceWritableKeyPath<Process, Any?>
  ) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    let output = Pipe()
    process[keyPath: stream] = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }
}
