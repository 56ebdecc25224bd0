package import SwiftDiagnostics
package import SwiftSyntax

/// The result of reading a model.
package struct Reading {
  /// The model, as far as it could be read.
  package let model: ModelDeclaration
  /// All errors of the model.
  package let diagnostics: [Diagnostic]

  /// Whether code can be generated for the model.
  package var isSound: Bool { diagnostics.allSatisfy { $0.diagMessage.severity != .error } }
}

/// Reads a struct marked `@Model` or `@Fields`, and collects its errors.
package struct ModelReader {
  let declaration: StructDeclSyntax
  let attribute: AttributeSyntax
  let enclosingTypes: [String]
  let defaultAccess: AccessLevel
  let isHistorical: Bool

  /// Makes a reader.
  ///
  /// - Parameters:
  ///   - declaration: The struct.
  ///   - attribute: Its `@Model` or `@Fields`.
  ///   - enclosingTypes: The names of the enclosing types, from the outermost.
  ///   - defaultAccess: The access level of the struct if it has no modifier.
  ///   - isHistorical: Whether an enclosing type is a migration.
  package init(
    _ declaration: StructDeclSyntax, attribute: AttributeSyntax, enclosingTypes: [String],
    defaultAccess: AccessLevel = .internal, isHistorical: Bool = false
  ) {
    self.declaration = declaration
    self.attribute = attribute
    self.enclosingTypes = enclosingTypes
    self.defaultAccess = defaultAccess
    self.isHistorical = isHistorical
  }

  /// Reads the model and checks it.
  package func read() -> Reading {
    let syntax = declaration.memberBlock.variables.flatMap(\.storedProperties)
    let model = model(syntax)
    var checker = ModelChecker(declaration: declaration, attribute: attribute, model: model, properties: syntax)
    checker.check()
    return Reading(model: model, diagnostics: checker.diagnostics)
  }

  private func model(_ properties: [PropertySyntax]) -> ModelDeclaration {
    let reader = PropertyReader(of: declaration, defaultAccess: defaultAccess)
    let availability = declaration.attributes.attributes.filter { $0.simpleName == "available" }
    return ModelDeclaration(
      name: declaration.name.text.unquoted,
      enclosingTypes: enclosingTypes,
      access: declaration.modifiers.accessLevel ?? defaultAccess,
      arguments: attribute.argumentValues,
      availability: availability.map(\.trimmedDescription),
      properties: properties.compactMap(reader.read),
      writtenInitialisers: declaration.memberBlock.initialiserLabels,
      writtenMembers: Set(declaration.memberBlock.members.flatMap(\.decl.memberNames)),
      offset: declaration.name.positionAfterSkippingLeadingTrivia.utf8Offset,
      isFieldGroup: attribute.simpleName == "Fields", isHistorical: isHistorical)
  }
}

extension MemberBlockSyntax {
  /// The properties declared outside `#if`.
  var variables: [VariableDeclSyntax] { members.compactMap { $0.decl.as(VariableDeclSyntax.self) } }

  /// The argument labels of each initialiser.
  var initialiserLabels: [[String]] {
    members.compactMap { $0.decl.as(InitializerDeclSyntax.self) }.map { $0.signature.parameterClause.labels }
  }
}

extension FunctionParameterClauseSyntax {
  /// The argument labels.
  var labels: [String] { parameters.map { $0.firstName.text.unquoted } }
}
