/// The dialect's text look-ups (`LIKE`).
package protocol TextRules: Sendable {
  /// Writes a text look-up.
  func writeMatch(_ match: TextMatch, _ text: SQLExpression, _ pattern: SQLExpression, to writer: inout SQLWriter)
  /// The value to bind as the pattern of a text look-up.
  func boundPattern(_ text: String, for match: TextMatch) -> String
}
