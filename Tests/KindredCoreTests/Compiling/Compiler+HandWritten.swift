import Foundation
import SwiftCompiler

extension Compiler {
  /// Type-checks a file together with the hand-written models `Blog` and `Entry`.
  ///
  /// - Parameter flags: Further flags for the compiler's front end.
  /// - Returns: The errors of the file, as `line:column: message`.
  static func check(_ source: String, flags: [String] = []) throws -> Outcome {
    let models = ["Blog.swift", "BlogStats.swift", "Entry.swift"].map { name in
      package.appendingPathComponent("Tests/Fixtures/HandWritten").appendingPathComponent(name).path
    }
    let file = "Snippet.swift"
    let outcome = try check([file: source], files: models, flags: flags.flatMap { ["-Xfrontend", $0] })
    let errors = outcome.errors.compactMap { line -> String? in
      guard line.hasPrefix(file + ":"), let range = line.range(of: ": error: ") else { return nil }
      return line[..<range.lowerBound].dropFirst(file.count + 1) + ": " + line[range.upperBound...]
    }
    return Outcome(succeeded: outcome.succeeded, errors: errors)
  }
}
