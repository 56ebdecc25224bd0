import Foundation

/// A Swift file with the snippets of one article.
///
/// The snippets' types are members of an enum, so that several articles may declare a `Blog`. The statements are in a
/// function of the enum. A snippet is in a block inside the one before, so that it sees the variables before it, and may
/// have a variable of the same name. Types and variables of the prelude are added, unless the article declares its own.
struct ArticleSource {
  /// The file's name.
  let fileName: String
  /// The file's text.
  let text: String

  /// One enum. An article has a further one if it declares a type again, for example with more properties.
  private struct Scope {
    var types: [SnippetParts.Declaration] = []
    var extensions: [SnippetParts.Declaration] = []
    var statements: [String] = []

    mutating func add(_ parts: SnippetParts) {
      types += parts.types
      extensions += parts.extensions
      if !parts.statements.isEmpty { statements.append(parts.statements) }
    }

    func declares(anyOf names: [String]) -> Bool { types.contains { names.contains($0.name) } }
  }

  /// Writes the file.
  ///
  /// - Parameters:
  ///   - path: The article's path.
  ///   - snippets: Its snippets, in order.
  ///   - prelude: What every article may use without declaring it.
  init(path: String, snippets: [Snippet], prelude: SnippetParts) {
    let name = String(path.split(separator: "/").last?.prefix { $0 != "." } ?? "")
    var imports = prelude.imports
    var scopes = [Scope()]
    for snippet in snippets {
      let parts = SnippetParts(snippet)
      imports += parts.imports
      let names = parts.types.map(\.name)
      let current = scopes[scopes.count - 1]
      if current.declares(anyOf: names) {
        scopes.append(Scope(types: current.types.filter { !names.contains($0.name) }))
      }
      scopes[scopes.count - 1].add(parts)
    }
    fileName = "\(name).swift"
    text =
      imports.joined(separator: "\n") + "\n"
      + scopes.enumerated().map { ArticleSource.text(of: $1, named: "Article_\(name)_\($0)", prelude) }.joined()
  }

  /// An extension whose first line names the types of an article with the enum that they are in.
  private static func qualifying(_ names: Set<String>, with scope: String, inHeadOf text: String) -> String {
    guard let start = text.range(of: "extension ")?.lowerBound,
      let end = text[start...].firstIndex(of: "{")
    else { return text }
    var head = ""
    var word = ""
    for character in text[start..<end] + " " {
      if character.isLetter || character.isNumber || character == "_" {
        word.append(character)
        continue
      }
      head += names.contains(word) && head.last != "." ? "\(scope).\(word)" : word
      head.append(character)
      word = ""
    }
    return text[..<start] + head + text[end...]
  }

  private static func text(of scope: Scope, named name: String, _ prelude: SnippetParts) -> String {
    let given = prelude.types.filter { !scope.declares(anyOf: [$0.name]) }
    let types = (given + scope.types).map(\.text)
    let variables = prelude.variables.map { "static \($0.text)" }
    let statements =
      scope.statements.map { "do {\n\($0)\n" }.joined() + String(repeating: "}\n", count: scope.statements.count)
    let members = types + variables + ["static func statements() async throws {\n\(statements)}"]
    let names = Set((given + scope.types).map(\.name))
    let extensions = scope.extensions.map { qualifying(names, with: name, inHeadOf: $0.text) }
    return "enum \(name) {\n\(members.joined(separator: "\n"))\n}\n" + extensions.map { $0 + "\n" }.joined()
  }
}
