package import SwiftSyntax
package import SwiftSyntaxMacros

/// An attribute that `@Model` reads. It generates nothing, and only reports when it is in the wrong place.
package protocol MarkerMacro: PeerMacro {}

extension MarkerMacro {
  package static func expansion(
    of node: AttributeSyntax, providingPeersOf declaration: some DeclSyntaxProtocol,
    in context: some MacroExpansionContext
  ) throws -> [DeclSyntax] {
    if let misuse = Misuse.check(node, on: declaration, in: context) { context.diagnose(misuse) }
    return []
  }
}

/// Adds options to a property's column.
package struct FieldMacro: MarkerMacro {}

/// Makes a property the primary key.
package struct PrimaryKeyMacro: MarkerMacro {}

/// Gives a model the fields of a set.
package struct EmbeddedMacro: MarkerMacro {}

/// Excludes a property from the table.
package struct TransientMacro: MarkerMacro {}
