import KindredModelSyntax
package import SwiftSyntax
import SwiftSyntaxBuilder
package import SwiftSyntaxMacros

/// Makes a property the set of the objects that a many-to-many relation links.
///
/// Errors of the property are reported by `@Model`, which checks all properties.
package struct ManyToManyMacro: AccessorMacro {
  /// The printed text is already formatted. Formatting took most of a macro's time.
  package static var formatMode: FormatMode { .disabled }

  package static func expansion(
    of node: AttributeSyntax, providingAccessorsOf declaration: some DeclSyntaxProtocol,
    in context: some MacroExpansionContext
  ) throws -> [AccessorDeclSyntax] {
    if let misuse = Misuse.check(node, on: declaration, in: context) {
      context.diagnose(misuse)
      return []
    }
    guard let variable = declaration.as(VariableDeclSyntax.self), variable.bindings.first?.accessorBlock == nil else {
      return []
    }
    guard let property = variable.storedProperties.first, ModelReader.isSound(property) else { return [] }
    return ["get { Kindred.RelatedSet(Relations.\(property.nameToken).self, of: self) }"]
  }
}
