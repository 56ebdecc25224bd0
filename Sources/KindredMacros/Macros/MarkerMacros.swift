package import SwiftSyntax
package import SwiftSyntaxMacros

/// A marker that `@Model` reads: it writes nothing itself, and only says when it is in the wrong place.
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

/// Says more about a property's column.
package struct FieldMacro: MarkerMacro {}

/// Makes a property the primary key.
package struct PrimaryKeyMacro: MarkerMacro {}

/// Leaves a property out of the table.
package struct TransientMacro: MarkerMacro {}
