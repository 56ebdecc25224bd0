import KindredModelSyntax
package import SwiftSyntax
import SwiftSyntaxBuilder
package import SwiftSyntaxMacros

/// Makes a property a foreign key: `$blog`, `blogID`, and a getter that loads.
///
/// Errors of the property are reported by `@Model`, which checks all properties; in that case this macro writes only
/// enough for the compiler to continue.
package struct ForeignKeyMacro: AccessorMacro, PeerMacro {
  /// The printed text is already formatted. Formatting took most of a macro's time.
  package static var formatMode: FormatMode { .disabled }

  package static func expansion(
    of node: AttributeSyntax, providingAccessorsOf declaration: some DeclSyntaxProtocol,
    in context: some MacroExpansionContext
  ) throws -> [AccessorDeclSyntax] {
    guard let variable = declaration.as(VariableDeclSyntax.self), variable.bindings.first?.accessorBlock == nil else {
      return []
    }
    guard let property = context.property(declaration), let key = property.foreignKey else {
      return ["get async throws { throw CancellationError() }"]
    }
    return ["get async throws { try await \(raw: key.referenceName).load() }"]
  }

  package static func expansion(
    of node: AttributeSyntax, providingPeersOf declaration: some DeclSyntaxProtocol,
    in context: some MacroExpansionContext
  ) throws -> [DeclSyntax] {
    if let misuse = Misuse.check(node, on: declaration, in: context) {
      context.diagnose(misuse)
      return []
    }
    guard let property = context.property(declaration), let key = property.foreignKey else { return [] }
    return ForeignKeyPrinter(key: key, property: property).peers.map(DeclSyntax.init(printed:))
  }
}
