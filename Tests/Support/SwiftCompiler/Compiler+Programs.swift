import Foundation

extension Compiler {
  /// Compiles files as a program, together with targets of the build, and runs it.
  ///
  /// - Parameters:
  ///   - texts: The files' texts, by their names; `main.swift` is where the program begins.
  ///   - targets: The targets whose code the program needs, those that they depend on included.
  ///   - flags: Further flags.
  /// - Returns: What the program has printed; nil if it does not compile, with the errors.
  package static func output(
    of texts: [String: String], linking targets: [String], flags: [String] = []
  ) throws -> (text: String?, errors: [String]) {
    let products = try productFolder()
    return try withFiles(texts) { folder, paths in
      let objects = targets.flatMap { target in
        FileManager.default.enumerator(atPath: products.appendingPathComponent("\(target).build").path)?
          .compactMap { $0 as? String }.filter { $0.hasSuffix(".o") }
          .map { products.appendingPathComponent("\(target).build/\($0)").path } ?? []
      }
      let program = folder.appendingPathComponent("program").path
      let command = [
        "swiftc", "-swift-version", "6", "-I", products.appendingPathComponent("Modules").path, "-o", program,
      ]
      let (status, output) = try run(command + paths + objects + flags, reading: \.standardError)
      guard status == 0 else {
        let errors = output.split(separator: "\n").filter { $0.contains("error: ") }.map(String.init)
        return (nil, errors.isEmpty ? [output] : errors)
      }
      return (try run([program], reading: \.standardOutput).output, [])
    }
  }
}
