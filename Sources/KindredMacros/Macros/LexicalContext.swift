import KindredModelSyntax
import SwiftSyntax
import SwiftSyntaxMacros

extension MacroExpansionContext {
  /// The names of the enclosing types, from the outermost.
  var enclosingTypes: [String] {
    lexicalContext.reversed().flatMap { node -> [String] in
      if let group = node.asProtocol((any NamedDeclSyntax).self), node.asProtocol((any DeclGroupSyntax).self) != nil {
        return [group.name.text.unquoted]
      }
      guard let extended = node.as(ExtensionDeclSyntax.self) else { return [] }
      return extended.extendedType.trimmedDescription.split(separator: ".").map { String($0).unquoted }
    }
  }

  /// The access level of a type without modifiers at this place, where `self` is in a type's own expansion.
  var defaultAccess: AccessLevel { lexicalContext.first?.extensionAccess ?? .internal }

  /// Whether an enclosing type is private to its file.
  var isInPrivateType: Bool {
    lexicalContext.contains { $0.asProtocol((any WithModifiersSyntax).self)?.modifiers.accessLevel == .filePrivate }
  }

  /// The access level of the model around a property, if it has no modifier.
  var enclosingDefaultAccess: AccessLevel { lexicalContext.dropFirst().first?.extensionAccess ?? .internal }

  /// Whether an enclosing type is declared as a migration.
  var isInMigration: Bool {
    lexicalContext.contains { $0.asProtocol((any DeclGroupSyntax).self)?.inheritanceClause.isMigration ?? false }
  }

  /// The sound property of the enclosing model that a macro is attached to; nil if there is none.
  func property(_ declaration: some DeclSyntaxProtocol) -> PropertyDeclaration? {
    guard let model = enclosingModel,
      let syntax = declaration.as(VariableDeclSyntax.self)?.storedProperties.first,
      ModelReader.isSound(syntax)
    else { return nil }
    return PropertyReader(of: model, defaultAccess: enclosingDefaultAccess).read(syntax)
  }

  /// Reads a model, or a set of fields.
  func read(_ declaration: StructDeclSyntax, _ attribute: AttributeSyntax) -> Reading {
    ModelReader(
      declaration, attribute: attribute, enclosingTypes: enclosingTypes, defaultAccess: defaultAccess,
      isHistorical: isInMigration
    ).read()
  }

  /// The model, or the set of fields, whose body contains the declaration.
  var enclosingModel: StructDeclSyntax? {
    guard let model = lexicalContext.first?.as(StructDeclSyntax.self),
      model.attributes.attribute(named: "Model") != nil || model.attributes.attribute(named: "Fields") != nil
    else { return nil }
    return model
  }
}

extension Syntax {
  /// The access level that the extension gives to its members.
  fileprivate var extensionAccess: AccessLevel? { self.as(ExtensionDeclSyntax.self)?.modifiers.accessLevel }
}
