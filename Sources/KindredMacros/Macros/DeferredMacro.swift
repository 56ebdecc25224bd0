import KindredModelSyntax
package import SwiftSyntax
import SwiftSyntaxBuilder
package import SwiftSyntaxMacros

/// Makes a property a deferred column: its storage, `$body`, and a getter that loads.
///
/// Errors of the property are reported by `@Model`, which checks all properties; in that case this macro writes only
/// enough for the compiler to continue.
package struct DeferredMacro: AccessorMacro, PeerMacro {
  /// The printed text is already formatted.
  package static var formatMode: FormatMode { .disabled }

  package static func expansion(
    of node: AttributeSyntax, providingAccessorsOf declaration: some DeclSyntaxProtocol,
    in context: some MacroExpansionContext
  ) throws -> [AccessorDeclSyntax] {
    guard let variable = declaration.as(VariableDeclSyntax.self), variable.bindings.first?.accessorBlock == nil else {
      return []
    }
    guard let property = context.property(declaration) else {
      return ["get async throws { throw CancellationError() }"]
    }
    return ["\(raw: DeferredPrinter(property: property).getter)"]
  }

  package static func expansion(
    of node: AttributeSyntax, providingPeersOf declaration: some DeclSyntaxProtocol,
    in context: some MacroExpansionContext
  ) throws -> [DeclSyntax] {
    if let misuse = Misuse.check(node, on: declaration, in: context) {
      context.diagnose(misuse)
      return []
    }
    return context.property(declaration).map(DeferredPrinter.init)?.peers.map(DeclSyntax.init(printed:)) ?? []
  }
}
