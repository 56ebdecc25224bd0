import Testing

/// A source with one mistake.
struct DiagnosticCase: Sendable, CustomTestStringConvertible {
  let source: String
  let message: String
  /// The source after the fix-it was applied.
  var corrected: String?

  var testDescription: String { message }

  /// A mistake among the properties of a model; the first line of the body is line 3.
  static func body(_ body: String, _ message: String, corrected: String? = nil) -> DiagnosticCase {
    DiagnosticCase(source: model(body), message: message, corrected: corrected.map(model))
  }

  private static func model(_ body: String) -> String { "@Model\nstruct Entry {\n\(body)\n}" }

  /// Expects exactly this message, and this correction or none.
  func check() {
    let expansion = Expansion(source)
    #expect(expansion.messages == [message])
    #expect(expansion.corrections.map(\.source) == (corrected.map { [$0] } ?? []))
  }
}
