package import SwiftDiagnostics
package import SwiftSyntax

/// Reads a struct marked `@Selection`, and collects its errors.
package struct SelectionReader {
  private let declaration: StructDeclSyntax
  private let attribute: AttributeSyntax
  private let defaultAccess: AccessLevel

  /// Makes a reader.
  ///
  /// - Parameters:
  ///   - declaration: The struct.
  ///   - attribute: Its `@Selection`.
  ///   - defaultAccess: The access level of the struct if it has no modifier.
  package init(_ declaration: StructDeclSyntax, attribute: AttributeSyntax, defaultAccess: AccessLevel = .internal) {
    self.declaration = declaration
    self.attribute = attribute
    self.defaultAccess = defaultAccess
  }

  /// Reads the struct and checks it.
  package func read() -> (selection: SelectionDeclaration, diagnostics: [Diagnostic]) {
    let syntax = declaration.memberBlock.variables.flatMap(\.storedProperties).filter { !$0.isFixed }
    var checker = SelectionChecker(declaration: declaration, attribute: attribute, properties: syntax)
    checker.check()
    let reader = PropertyReader(of: declaration, defaultAccess: defaultAccess)
    let availability = declaration.attributes.attributes.filter { $0.simpleName == "available" }
    let selection = SelectionDeclaration(
      name: declaration.name.text.unquoted,
      access: declaration.modifiers.accessLevel ?? defaultAccess,
      availability: availability.map(\.trimmedDescription),
      properties: syntax.compactMap(reader.read))
    return (selection, checker.diagnostics)
  }
}
