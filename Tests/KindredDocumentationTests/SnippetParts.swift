import SwiftParser
import SwiftSyntax

/// The parts of a snippet, which have to be at different places of a Swift file.
///
/// Each part begins with `#sourceLocation`, so that the compiler reports the line of the Markdown file.
struct SnippetParts {
  struct Declaration {
    let name: String
    let text: String
  }

  /// The imports.
  var imports: [String] = []
  /// The types, which are members of the article's scope.
  var types: [Declaration] = []
  /// The extensions, which are at file level. The name is that of the extended type.
  var extensions: [Declaration] = []
  /// The global variables.
  var variables: [Declaration] = []
  /// Everything else, in its lines.
  var statements = ""

  /// Splits a snippet.
  init(_ snippet: Snippet) {
    let tree = Parser.parse(source: snippet.lines.joined(separator: "\n"))
    let converter = SourceLocationConverter(fileName: snippet.path, tree: tree)
    var remaining = snippet.lines
    var properties: [String] = []
    for item in tree.statements {
      guard case .decl(let declaration) = item.item else { continue }
      let first = converter.location(for: item.positionAfterSkippingLeadingTrivia).line - 1
      let last = converter.location(for: item.endPositionBeforeTrailingTrivia).line - 1
      let lines = snippet.lines[first...last].joined(separator: "\n")
      let directive = "#sourceLocation(file: \"\(snippet.path)\", line: \(snippet.line + first))\n"
      if declaration.is(ImportDeclSyntax.self) {
        imports.append(lines)
      } else if let type = declaration.asProtocol((any NamedDeclSyntax).self),
        !declaration.is(FunctionDeclSyntax.self), !declaration.is(MacroDeclSyntax.self)
      {
        // An article's types are in one module with those of others, which has no place for several main functions.
        let text = lines.hasPrefix("@main") ? String(lines.dropFirst("@main".count)) : lines
        types.append(Declaration(name: type.name.text, text: directive + text))
      } else if let extended = declaration.as(ExtensionDeclSyntax.self) {
        extensions.append(SnippetParts.part(extended, lines, at: snippet.line + first, of: snippet.path))
      } else if let variable = declaration.as(VariableDeclSyntax.self) {
        let name = variable.bindings.first?.pattern.trimmedDescription ?? ""
        variables.append(Declaration(name: name, text: lines))
        // A variable with an attribute is a property of a model. Others are local variables.
        guard !variable.attributes.isEmpty else { continue }
        properties.append(directive + lines)
      } else {
        continue
      }
      for line in first...last { remaining[line] = "" }
    }
    if !properties.isEmpty {
      let name = "ModelAtLine\(snippet.line)"
      let body = properties.joined(separator: "\n")
      types.append(Declaration(name: name, text: "@Model struct \(name) {\n\(body)\n}"))
    }
    guard remaining.contains(where: { !$0.isEmpty }) else { return }
    statements =
      "#sourceLocation(file: \"\(snippet.path)\", line: \(snippet.line))\n" + remaining.joined(separator: "\n")
  }

  /// An extension whose members do not collide with those of other articles.
  private static func part(
    _ node: ExtensionDeclSyntax, _ lines: String, at line: Int, of path: String
  ) -> Declaration {
    let name = node.extendedType.trimmedDescription
    let canBePrivate = node.inheritanceClause == nil && node.modifiers.isEmpty && node.attributes.isEmpty
    let text =
      canBePrivate
      ? "#sourceLocation(file: \"\(path)\", line: \(line - 1))\nfileprivate\n\(lines)"
      : "#sourceLocation(file: \"\(path)\", line: \(line))\n\(lines)"
    return Declaration(name: name, text: text)
  }
}
