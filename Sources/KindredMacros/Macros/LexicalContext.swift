import KindredModelSyntax
import SwiftSyntax
import SwiftSyntaxMacros

extension MacroExpansionContext {
  /// The names of the types around the declaration, from the outermost.
  var enclosingTypes: [String] {
    lexicalContext.reversed().flatMap { node -> [String] in
      if let group = node.asProtocol((any NamedDeclSyntax).self), node.asProtocol((any DeclGroupSyntax).self) != nil {
        return [group.name.text.unquoted]
      }
      guard let extended = node.as(ExtensionDeclSyntax.self) else { return [] }
      return extended.extendedType.trimmedDescription.split(separator: ".").map { String($0).unquoted }
    }
  }

  /// The model whose body the declaration stands in.
  var enclosingModel: StructDeclSyntax? {
    guard let model = lexicalContext.first?.as(StructDeclSyntax.self),
      model.attributes.attribute(named: "Model") != nil
    else { return nil }
    return model
  }
}
