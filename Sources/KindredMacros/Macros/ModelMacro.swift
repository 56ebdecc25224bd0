import KindredModelSyntax
import SwiftDiagnostics
package import SwiftSyntax
import SwiftSyntaxBuilder
package import SwiftSyntaxMacros

/// Writes a model's key, initialisers, columns, schema and conformances.
///
/// Everything except the conformances is added to the struct itself, so that type names have the same meaning as in the
/// declaration, also if the struct is nested.
package struct ModelMacro: MemberMacro, ExtensionMacro {
  /// The printed text is already formatted. Formatting took most of a macro's time.
  package static var formatMode: FormatMode { .disabled }

  package static func expansion(
    of node: AttributeSyntax, providingMembersOf declaration: some DeclGroupSyntax,
    conformingTo protocols: [TypeSyntax], in context: some MacroExpansionContext
  ) throws -> [DeclSyntax] {
    guard let model = declaration.as(StructDeclSyntax.self) else {
      context.diagnose(.notAStruct(declaration, attribute: node))
      return []
    }
    let reading = context.read(model, node)
    for diagnostic in reading.diagnostics { context.diagnose(diagnostic) }
    guard reading.isSound else { return [] }
    let checks = DeclarationChecks(model, reading.model, in: context)
    return (ModelPrinter(reading.model).members + checks.members).map(DeclSyntax.init(printed:))
  }

  package static func expansion(
    of node: AttributeSyntax, attachedTo declaration: some DeclGroupSyntax,
    providingExtensionsOf type: some TypeSyntaxProtocol, conformingTo protocols: [TypeSyntax],
    in context: some MacroExpansionContext
  ) throws -> [ExtensionDeclSyntax] {
    guard let model = declaration.as(StructDeclSyntax.self), !protocols.isEmpty else { return [] }
    let reading = context.read(model, node)
    guard reading.isSound else { return [] }
    let names = conformances(protocols.map(\.trimmedDescription)).joined(separator: ", ")
    let availability = reading.model.availability.map { $0 + "\n" }.joined()
    let text: DeclSyntax = "\(raw: availability)nonisolated extension \(type.trimmed): \(raw: names) {}"
    return text.as(ExtensionDeclSyntax.self).map { [$0] } ?? []
  }

  /// The conformances, by their shortest names, qualified by their modules, because a model may have the same name.
  private static func conformances(_ names: [String]) -> [String] {
    let parts = ["Decodable", "Encodable"]
    let names = names.map { String($0.split(separator: ".").last ?? "") }
    let shortest = parts.allSatisfy(names.contains) ? names.filter { !parts.contains($0) } + ["Codable"] : names
    return shortest.map { ($0 == "Model" ? "Kindred." : "Swift.") + $0 }
  }
}
