package import KindredModelSyntax
package import SwiftDiagnostics
package import SwiftSyntax
package import SwiftSyntaxMacros

/// Writes a model's key, initialisers, columns, schema and conformances.
///
/// Everything but the conformances goes into the struct itself, so that the types of its properties mean there what
/// they mean in the declaration, also when the struct is nested.
package struct ModelMacro: MemberMacro, ExtensionMacro {
  package static func expansion(
    of node: AttributeSyntax, providingMembersOf declaration: some DeclGroupSyntax,
    conformingTo protocols: [TypeSyntax], in context: some MacroExpansionContext
  ) throws -> [DeclSyntax] {
    guard let model = declaration.as(StructDeclSyntax.self) else {
      context.diagnose(.notAStruct(declaration, attribute: node))
      return []
    }
    let reading = ModelReader(model, attribute: node, enclosingTypes: context.enclosingTypes).read()
    for diagnostic in reading.diagnostics { context.diagnose(diagnostic) }
    return reading.isSound ? ModelPrinter(reading.model).members.map { DeclSyntax(stringLiteral: $0) } : []
  }

  package static func expansion(
    of node: AttributeSyntax, attachedTo declaration: some DeclGroupSyntax,
    providingExtensionsOf type: some TypeSyntaxProtocol, conformingTo protocols: [TypeSyntax],
    in context: some MacroExpansionContext
  ) throws -> [ExtensionDeclSyntax] {
    guard let model = declaration.as(StructDeclSyntax.self), !protocols.isEmpty else { return [] }
    let reading = ModelReader(model, attribute: node, enclosingTypes: context.enclosingTypes).read()
    guard reading.isSound else { return [] }
    let names = protocols.map(\.trimmedDescription).joined(separator: ", ")
    let availability = reading.model.availability.map { $0 + "\n" }.joined()
    let text: DeclSyntax = "\(raw: availability)extension \(type.trimmed): \(raw: names) {}"
    return text.as(ExtensionDeclSyntax.self).map { [$0] } ?? []
  }
}
