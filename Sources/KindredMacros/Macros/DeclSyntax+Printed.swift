import SwiftSyntax

extension DeclSyntax {
  /// A printed declaration, to be handed to the compiler.
  ///
  /// The compiler parses it in any case. To parse it here as well, with a swift-syntax that is usually built without
  /// optimisation, takes longer than all else that a macro does: so the text is one token in a declaration that says of
  /// itself that it is not there.
  init(printed text: String) {
    self.init(
      MissingDeclSyntax(
        UnexpectedNodesSyntax([Syntax(TokenSyntax(.unknown(text), presence: .present))]),
        placeholder: .identifier("", presence: .missing)))
  }
}
