import KindredCore

/// Looking for text in text.
///
/// LIKE is not used: in SQLite it ignores case, and only that of ASCII. GLOB respects case and can use an index for a
/// prefix; `instr` has no wildcards to escape. Where case is ignored, both sides go through `kindred_fold`.
extension SQLiteRules {
  func writeMatch(
    _ match: TextMatch, _ text: SQLExpression, _ pattern: SQLExpression, isBoundValue: Bool, to writer: inout SQLWriter
  ) {
    switch (match.place, isBoundValue) {
    case (.anywhere, _):
      writer.write("instr(")
      writeFolded(text, match, to: &writer)
      writer.write(", ")
      writePattern(pattern, match, isBoundValue, to: &writer)
      writer.write(") > 0")
    case (.whole, _):
      writeFolded(text, match, to: &writer)
      writer.write(" = ")
      writePattern(pattern, match, isBoundValue, to: &writer)
    case (.start, true), (.end, true):
      writeFolded(text, match, to: &writer)
      writer.write(" GLOB ")
      writer.write(pattern)
    case (.start, false): writeSubstring(text, pattern, match, "1, length(", to: &writer)
    case (.end, false): writeSubstring(text, pattern, match, "-length(", to: &writer)
    }
  }

  private func writeFolded(_ expression: SQLExpression, _ match: TextMatch, to writer: inout SQLWriter) {
    if match.ignoresCase { writer.write("kindred_fold(") }
    writer.write(expression)
    if match.ignoresCase { writer.write(")") }
  }

  private func writePattern(
    _ pattern: SQLExpression, _ match: TextMatch, _ isBoundValue: Bool, to writer: inout SQLWriter
  ) {
    if isBoundValue { writer.write(pattern) } else { writeFolded(pattern, match, to: &writer) }
  }

  /// The empty text is at both ends of every text, which `substr` alone would not find.
  private func writeSubstring(
    _ text: SQLExpression, _ pattern: SQLExpression, _ match: TextMatch, _ position: StaticString,
    to writer: inout SQLWriter
  ) {
    writer.write("(")
    writer.write(pattern)
    writer.write(" = '' OR substr(")
    writeFolded(text, match, to: &writer)
    writer.write(", ")
    writer.write(position)
    writeFolded(pattern, match, to: &writer)
    writer.write(")) = ")
    writeFolded(pattern, match, to: &writer)
    writer.write(")")
  }

  func boundPattern(_ text: String, for match: TextMatch) -> String {
    let folded = match.ignoresCase ? text.lowercased() : text
    switch match.place {
    case .anywhere, .whole: return folded
    case .start: return globEscaped(folded) + "*"
    case .end: return "*" + globEscaped(folded)
    }
  }

  private func globEscaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "*", "?", "[": escaped += "[\(scalar)]"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
