import KindredModelSyntax
import SwiftDiagnostics
package import SwiftSyntax
import SwiftSyntaxBuilder
package import SwiftSyntaxMacros

/// Writes the keys of a `Codable` struct, for paths into documents.
package struct JSONDocumentMacro: MemberMacro, ExtensionMacro {
  /// The printed text is already formatted.
  package static var formatMode: FormatMode { .disabled }

  package static func expansion(
    of node: AttributeSyntax, providingMembersOf declaration: some DeclGroupSyntax,
    conformingTo protocols: [TypeSyntax], in context: some MacroExpansionContext
  ) throws -> [DeclSyntax] {
    guard let type = declaration.as(StructDeclSyntax.self) else {
      context.diagnose(.documentIsNotAStruct(declaration, attribute: node))
      return []
    }
    let (document, diagnostics) = DocumentReader(type, defaultAccess: context.defaultAccess).read()
    for diagnostic in diagnostics { context.diagnose(diagnostic) }
    return diagnostics.isEmpty ? DocumentPrinter(document: document).members.map(DeclSyntax.init(printed:)) : []
  }

  package static func expansion(
    of node: AttributeSyntax, attachedTo declaration: some DeclGroupSyntax,
    providingExtensionsOf type: some TypeSyntaxProtocol, conformingTo protocols: [TypeSyntax],
    in context: some MacroExpansionContext
  ) throws -> [ExtensionDeclSyntax] {
    guard let group = declaration.as(StructDeclSyntax.self), !protocols.isEmpty else { return [] }
    let (document, diagnostics) = DocumentReader(group, defaultAccess: context.defaultAccess).read()
    guard diagnostics.isEmpty else { return [] }
    let availability = document.availability.map { $0 + "\n" }.joined()
    let text: DeclSyntax = "\(raw: availability)nonisolated extension \(type.trimmed): Kindred.JSONDocument {}"
    return text.as(ExtensionDeclSyntax.self).map { [$0] } ?? []
  }
}
