package import SwiftDiagnostics
import SwiftSyntax

/// What is wrong, in the compiler's voice.
package struct Mistake: DiagnosticMessage, FixItMessage {
  /// The sentence.
  package let message: String
  /// A stable name for the kind of mistake.
  package let name: String
  /// Whether it stops the expansion.
  package let severity: DiagnosticSeverity

  /// The identity that tools know the mistake by.
  package var diagnosticID: MessageID { MessageID(domain: "Kindred", id: name) }
  /// The identity of the mistake's correction.
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
  /// A correction that puts one node in the place of another.
  static func replace(_ message: String, _ old: some SyntaxProtocol, with new: some SyntaxProtocol) -> FixIt {
    FixIt(
      message: Mistake(message: message, name: "correction", severity: .note),
      changes: [.replace(oldNode: Syntax(old), newNode: Syntax(new))])
  }
}
