import Foundation

/// A Swift snippet of a Markdown file.
struct Snippet {
  /// The line before the fence of a snippet that shows a mistake.
  static let mistakeMarker = "<!-- does not compile -->"

  /// The path of the Markdown file, from the folder of the package.
  let path: String
  /// The number of the first line of code.
  let line: Int
  /// The code, line by line.
  let lines: [String]
  /// Whether the snippet shows a mistake, which the compiler has to find.
  let isMistake: Bool

  /// What it is compiled with: its article, or all of them in a folder of short ones.
  var article: String { path.contains(".docc/Linter/") ? "Linter.md" : path }

  /// Whether it is a `Package.swift`.
  var isManifest: Bool { lines.contains("import PackageDescription") }

  /// Whether an error of the compiler is about this snippet.
  func contains(error: String) -> Bool {
    let prefix = path + ":"
    guard error.hasPrefix(prefix), let number = Int(error.dropFirst(prefix.count).prefix { $0 != ":" }) else {
      return false
    }
    return (line..<line + lines.count).contains(number)
  }

  /// The Swift snippets of a Markdown text.
  static func all(in text: String, path: String) -> [Snippet] {
    var snippets: [Snippet] = []
    var openFence: (info: Substring, line: Int, isMistake: Bool)?
    var lines: [String] = []
    var previous = ""
    for (index, line) in text.components(separatedBy: "\n").enumerated() {
      let trimmed = line.trimmingCharacters(in: .whitespaces)
      if !trimmed.hasPrefix("```") {
        lines.append(line)
      } else if let fence = openFence {
        if fence.info == "swift" {
          snippets.append(Snippet(path: path, line: fence.line, lines: lines, isMistake: fence.isMistake))
        }
        openFence = nil
      } else {
        openFence = (trimmed.dropFirst(3), index + 2, previous == mistakeMarker)
        lines = []
      }
      if !trimmed.isEmpty { previous = trimmed }
    }
    return snippets
  }

  /// The Swift snippets of the README and of all articles of the documentation.
  static func ofDocumentation(in package: URL) throws -> [Snippet] {
    let catalogue = "Sources/Kindred/Documentation.docc"
    let articles = try FileManager.default.subpathsOfDirectory(atPath: package.appendingPathComponent(catalogue).path)
      .filter { $0.hasSuffix(".md") }.sorted()
    return try (["README.md"] + articles.map { "\(catalogue)/\($0)" }).flatMap { path in
      try all(in: String(contentsOf: package.appendingPathComponent(path), encoding: .utf8), path: path)
    }
  }
}
