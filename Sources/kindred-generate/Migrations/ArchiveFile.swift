import Foundation
import KindredModelSyntax
import SwiftParser
import SwiftSyntax

/// A file with an archive of migrations, as far as the repair commands need it.
package struct ArchiveFile {
  /// A migration in an archive.
  package struct Item: Decodable {
    let id: String
    let after: [String]
  }

  private struct Contents: Decodable { let migrations: [Item] }

  /// The name of the archive, for the list of sealed files.
  package let name: String
  /// The migrations in it.
  package let items: [Item]
  /// The position of the type's name.
  package let place: Place
  /// A hash of the file's code.
  package let seal: String

  /// Reads a file; nil if it has no archive in it, or one that cannot be read.
  package init?(path: String, text: String) {
    let file = SourceFile(path: path, text: text)
    let finder = ArchiveFinder(viewMode: .sourceAccurate)
    finder.walk(file.tree)
    guard let type = finder.name, let text = finder.text,
      let contents = try? JSONDecoder().decode(Contents.self, from: Data(text.utf8))
    else { return nil }
    name = MigrationFile.name(ofType: type.text)
    items = contents.migrations
    place = file.place(at: type.positionAfterSkippingLeadingTrivia.utf8Offset)
    seal = CodeHash(of: file.tree).text
  }
}

/// Finds the first type that is an archive, and its text.
private final class ArchiveFinder: SyntaxVisitor {
  private(set) var name: TokenSyntax?
  private(set) var text: String?

  override func visit(_ node: StructDeclSyntax) -> SyntaxVisitorContinueKind { enter(node) }
  override func visit(_ node: EnumDeclSyntax) -> SyntaxVisitorContinueKind { enter(node) }

  private func enter(_ node: some DeclGroupSyntax & NamedDeclSyntax) -> SyntaxVisitorContinueKind {
    guard name == nil, node.inheritanceClause.isArchive else { return .visitChildren }
    name = node.name
    for member in node.memberBlock.members {
      guard let variable = member.decl.as(VariableDeclSyntax.self), let binding = variable.bindings.first,
        binding.pattern.trimmedDescription == "text"
      else { continue }
      text = binding.initializer?.value.as(StringLiteralExprSyntax.self)?.representedLiteralValue
    }
    return .skipChildren
  }
}
