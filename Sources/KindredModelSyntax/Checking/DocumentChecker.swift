import SwiftDiagnostics
import SwiftSyntax

/// Collects the errors of a struct marked `@JSONDocument`: what a macro cannot see of the keys of its documents.
struct DocumentChecker {
  private let declaration: StructDeclSyntax
  private let properties: [PropertySyntax]
  private(set) var diagnostics: [Diagnostic] = []

  init(_ declaration: StructDeclSyntax, properties: [PropertySyntax]) {
    self.declaration = declaration
    self.properties = properties
  }

  /// Runs every check.
  mutating func check() {
    if !mayBeCodable { diagnostics.append(.documentWithoutCodable(declaration)) }
    for member in declaration.memberBlock.members { check(member.decl) }
    for property in properties {
      if property.type == nil { diagnostics.append(.missingType(property)) }
      if let wrapped = property.type?.as(ImplicitlyUnwrappedOptionalTypeSyntax.self), let type = property.type {
        diagnostics.append(.implicitlyUnwrappedInDocument(type, wrapped: wrapped.wrappedType))
      }
      let wrapper = property.declaration.attributes.attributes.first { $0.simpleName != "available" }
      if let wrapper { diagnostics.append(.wrapperInDocument(wrapper, property)) }
    }
  }

  /// Whether the struct may be `Codable`. A protocol of the user's own may include it.
  private var mayBeCodable: Bool {
    let others: Set<String> = [
      "CustomDebugStringConvertible", "CustomStringConvertible", "Decodable", "Equatable", "Hashable", "Identifiable",
      "Sendable",
    ]
    let names = (declaration.inheritanceClause?.inheritedTypes ?? []).map { $0.type.simpleName ?? "" }
    return names.contains { !others.contains($0) }
  }

  private mutating func check(_ member: DeclSyntax) {
    if let block = member.as(IfConfigDeclSyntax.self),
      let first = block.variables.flatMap(\.storedProperties).first
    {
      diagnostics.append(.conditionalKey(first.nameToken))
    }
    if let function = member.as(FunctionDeclSyntax.self), member.memberNames == ["encode(to:)"] {
      diagnostics.append(.documentWithEncode(function, of: declaration.name.text))
    }
    if let variable = member.as(VariableDeclSyntax.self), !variable.isOutsideStorage {
      for binding in variable.bindings where !binding.isComputed && !binding.pattern.is(IdentifierPatternSyntax.self) {
        diagnostics.append(.keyPattern(binding.pattern))
      }
    }
    if member.memberNames.contains("JSONKeys") || member.memberNames.contains("jsonKeys") {
      diagnostics.append(.generatedDocumentName(member))
    }
  }
}
