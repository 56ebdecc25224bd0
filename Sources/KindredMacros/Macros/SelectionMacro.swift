import KindredModelSyntax
import SwiftDiagnostics
package import SwiftSyntax
import SwiftSyntaxBuilder
package import SwiftSyntaxMacros

/// Writes a selection's columns, and its conformance.
///
/// The initialiser is in the extension, so that the struct keeps Swift's memberwise one. Everything that names types is in
/// the struct itself, where the names have the same meaning as in the declaration.
package struct SelectionMacro: MemberMacro, ExtensionMacro {
  /// The printed text is already formatted.
  package static var formatMode: FormatMode { .disabled }

  package static func expansion(
    of node: AttributeSyntax, providingMembersOf declaration: some DeclGroupSyntax,
    conformingTo protocols: [TypeSyntax], in context: some MacroExpansionContext
  ) throws -> [DeclSyntax] {
    guard let syntax = declaration.as(StructDeclSyntax.self) else {
      context.diagnose(.notAStruct(declaration, attribute: node))
      return []
    }
    let (selection, diagnostics) = read(syntax, node, in: context)
    for diagnostic in diagnostics { context.diagnose(diagnostic) }
    guard diagnostics.isEmpty else { return [] }
    let checks = DeclarationChecks(syntax, selection, in: context)
    return (SelectionPrinter(selection).members + checks.members).map(DeclSyntax.init(printed:))
  }

  package static func expansion(
    of node: AttributeSyntax, attachedTo declaration: some DeclGroupSyntax,
    providingExtensionsOf type: some TypeSyntaxProtocol, conformingTo protocols: [TypeSyntax],
    in context: some MacroExpansionContext
  ) throws -> [ExtensionDeclSyntax] {
    guard let syntax = declaration.as(StructDeclSyntax.self), !protocols.isEmpty else { return [] }
    let (selection, diagnostics) = read(syntax, node, in: context)
    guard diagnostics.isEmpty else { return [] }
    let text: DeclSyntax = "\(raw: SelectionPrinter(selection).extension(of: type.trimmedDescription))"
    return text.as(ExtensionDeclSyntax.self).map { [$0] } ?? []
  }

  private static func read(
    _ selection: StructDeclSyntax, _ attribute: AttributeSyntax, in context: some MacroExpansionContext
  ) -> (SelectionDeclaration, [Diagnostic]) {
    SelectionReader(selection, attribute: attribute, defaultAccess: context.defaultAccess).read()
  }
}
