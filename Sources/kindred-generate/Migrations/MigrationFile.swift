import KindredModelSyntax
import SwiftSyntax

/// A file with a migration, as far as the repair commands need it. It is read without compiling the target.
package struct MigrationFile {
  /// A piece of the file's text, in UTF-8 bytes, and what it says.
  package struct Piece: Hashable {
    let range: Range<Int>
    package let text: String
  }

  /// The path.
  package let path: String
  /// The text.
  package let text: String
  /// The name of the type.
  package let type: Piece
  /// The migrations that it follows, as `after` lists them.
  package let after: [Piece]
  /// The migrations that it replaces.
  package let replaces: [String]
  /// The position of the type's name.
  package let place: Place
  /// A hash of the file's code: white space, line ends and comments do not change it.
  package let seal: String

  /// The migration's name, such as `0003_author`.
  package var name: String { Self.name(ofType: type.text) }

  /// Reads a file; nil if it has no migration in it.
  package init?(path: String, text: String) {
    let file = SourceFile(path: path, text: text)
    let finder = MigrationFinder(viewMode: .sourceAccurate)
    finder.walk(file.tree)
    guard let name = finder.name else { return nil }
    self.path = path
    self.text = text
    type = Piece(name)
    after = finder.after
    replaces = finder.replaces.map(\.text)
    place = file.place(at: name.positionAfterSkippingLeadingTrivia.utf8Offset)
    seal = CodeHash(of: file.tree).text
  }

  /// The name of the migration that a type is: `0003_author` from `M0003_Author`.
  static func name(ofType type: String) -> String {
    let isNumbered = type.hasPrefix("M") && type.dropFirst().first?.isNumber == true
    return (isNumbered ? String(type.dropFirst()) : type).snakeCased
  }

  /// The number at the beginning of a name; nil if it has none.
  static func number(_ name: String) -> Int? { Int(name.prefix { $0.isNumber }) }

  /// The text with some pieces replaced.
  func replacing(_ replacements: [(Piece, String)]) -> String {
    var bytes = Array(text.utf8)
    for (piece, text) in replacements.sorted(by: { $0.0.range.lowerBound > $1.0.range.lowerBound }) {
      bytes.replaceSubrange(piece.range, with: text.utf8)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension MigrationFile.Piece {
  fileprivate init(_ token: TokenSyntax) {
    let start = token.positionAfterSkippingLeadingTrivia.utf8Offset
    self.init(range: start..<start + token.trimmedLength.utf8Length, text: token.text)
  }
}

/// Finds the first type that is a migration, its `after` and `replaces`.
private final class MigrationFinder: SyntaxVisitor {
  private(set) var name: TokenSyntax?
  private(set) var after: [MigrationFile.Piece] = []
  private(set) var replaces: [MigrationFile.Piece] = []

  override func visit(_ node: StructDeclSyntax) -> SyntaxVisitorContinueKind { enter(node) }
  override func visit(_ node: EnumDeclSyntax) -> SyntaxVisitorContinueKind { enter(node) }

  private func enter(_ node: some DeclGroupSyntax & NamedDeclSyntax) -> SyntaxVisitorContinueKind {
    guard name == nil, node.inheritanceClause.isMigration, !node.inheritanceClause.isArchive else {
      return .visitChildren
    }
    name = node.name
    for member in node.memberBlock.members {
      guard let variable = member.decl.as(VariableDeclSyntax.self), let binding = variable.bindings.first else {
        continue
      }
      let name = binding.pattern.trimmedDescription
      guard ["after", "replaces"].contains(name) else { continue }
      let strings = StringFinder(viewMode: .sourceAccurate)
      strings.walk(binding)
      let pieces = strings.found.map(MigrationFile.Piece.init)
      if name == "after" { after = pieces } else { replaces = pieces }
    }
    return .skipChildren
  }
}

/// Finds the texts of string literals.
private final class StringFinder: SyntaxVisitor {
  private(set) var found: [TokenSyntax] = []

  override func visit(_ node: StringSegmentSyntax) -> SyntaxVisitorContinueKind {
    found.append(node.content)
    return .skipChildren
  }
}
