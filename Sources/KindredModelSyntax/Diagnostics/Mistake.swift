package import SwiftDiagnostics
import SwiftSyntax

/// An error message or a fix-it, in the compiler's style.
package struct Mistake: DiagnosticMessage, FixItMessage {
  /// The sentence.
  package let message: String
  /// A stable name for the kind of error.
  package let name: String
  /// Whether it stops the expansion.
  package let severity: DiagnosticSeverity

  /// The message's identity for tools.
  package var diagnosticID: MessageID { MessageID(domain: "Kindred", id: name) }
  /// The fix-it's identity for tools.
  package var fixItID: MessageID { diagnosticID }
}

extension Diagnostic {
  /// An error at a node.
  static func error(
    _ name: String, _ message: String, at node: some SyntaxProtocol, fixIts: [FixIt] = []
  ) -> Diagnostic {
    Diagnostic(
      node: Syntax(node), message: Mistake(message: message, name: name, severity: .error), fixIts: fixIts)
  }
}

extension FixIt {
  /// A fix-it that replaces a node.
  static func replace(_ message: String, _ old: some SyntaxProtocol, with new: some SyntaxProtocol) -> FixIt {
    FixIt(
      message: Mistake(message: message, name: "correction", severity: .note),
      changes: [.replace(oldNode: Syntax(old), newNode: Syntax(new))])
  }
}
