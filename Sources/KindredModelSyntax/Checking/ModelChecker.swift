package import SwiftDiagnostics
package import SwiftSyntax

/// Collects what is wrong with a model.
struct ModelChecker {
  let declaration: StructDeclSyntax
  let attribute: AttributeSyntax
  let model: ModelDeclaration
  let properties: [PropertySyntax]
  var diagnostics: [Diagnostic] = []

  init(
    declaration: StructDeclSyntax, attribute: AttributeSyntax, model: ModelDeclaration, properties: [PropertySyntax]
  ) {
    self.declaration = declaration
    self.attribute = attribute
    self.model = model
    self.properties = properties
  }

  /// Runs every check, in the order of the source.
  mutating func check() {
  }
}

extension ModelReader {
  /// Whether code can be written for a foreign key: nothing is wrong with its own declaration.
  package static func isSoundForeignKey(_ property: PropertySyntax) -> Bool { true }
}
