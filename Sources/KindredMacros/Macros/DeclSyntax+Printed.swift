import SwiftSyntax

extension DeclSyntax {
  /// A printed declaration, to return to the compiler.
  ///
  /// The compiler parses the text anyway. Parsing it here too, usually with an unoptimised swift-syntax, would take
  /// longer than the rest of the macro. So the text is a single token in a declaration whose other tokens are missing.
  init(printed text: String) {
    self.init(
      MissingDeclSyntax(
        UnexpectedNodesSyntax([Syntax(TokenSyntax(.unknown(text), presence: .present))]),
        placeholder: .identifier("", presence: .missing)))
  }
}
