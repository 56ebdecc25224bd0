/// How a database looks for text in text.
package protocol TextRules: Sendable {
  /// Writes a look-up of text in text.
  func writeMatch(_ match: TextMatch, _ text: SQLExpression, _ pattern: SQLExpression, to writer: inout SQLWriter)
  /// The form in which a value of a look-up of text is bound.
  func boundPattern(_ text: String, for match: TextMatch) -> String
}
