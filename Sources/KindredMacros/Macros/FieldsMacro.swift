import KindredModelSyntax
import SwiftDiagnostics
package import SwiftSyntax
import SwiftSyntaxBuilder
package import SwiftSyntaxMacros

/// Writes the columns and the reading and binding of a set of fields, and its conformance.
package struct FieldsMacro: MemberMacro, ExtensionMacro {
  /// The printed text is already formatted.
  package static var formatMode: FormatMode { .disabled }

  package static func expansion(
    of node: AttributeSyntax, providingMembersOf declaration: some DeclGroupSyntax,
    conformingTo protocols: [TypeSyntax], in context: some MacroExpansionContext
  ) throws -> [DeclSyntax] {
    guard let group = declaration.as(StructDeclSyntax.self) else {
      context.diagnose(.notAStruct(declaration, attribute: node))
      return []
    }
    let reading = context.read(group, node)
    for diagnostic in reading.diagnostics { context.diagnose(diagnostic) }
    guard reading.isSound else { return [] }
    let checks = DeclarationChecks(group, reading.model, in: context)
    return (FieldGroupPrinter(reading.model).members + checks.members).map(DeclSyntax.init(printed:))
  }

  package static func expansion(
    of node: AttributeSyntax, attachedTo declaration: some DeclGroupSyntax,
    providingExtensionsOf type: some TypeSyntaxProtocol, conformingTo protocols: [TypeSyntax],
    in context: some MacroExpansionContext
  ) throws -> [ExtensionDeclSyntax] {
    guard let group = declaration.as(StructDeclSyntax.self), !protocols.isEmpty else { return [] }
    let reading = context.read(group, node)
    guard reading.isSound else { return [] }
    let availability = reading.model.availability.map { $0 + "\n" }.joined()
    let text: DeclSyntax =
      "\(raw: availability)nonisolated extension \(type.trimmed): Kindred.FieldGroup, Swift.Codable {}"
    return text.as(ExtensionDeclSyntax.self).map { [$0] } ?? []
  }
}
