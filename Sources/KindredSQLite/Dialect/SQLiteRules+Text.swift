import KindredCore

/// Text look-ups.
///
/// LIKE is not used: in SQLite it ignores case, and only for ASCII. GLOB is case-sensitive and can use an index for a
/// prefix; `instr` has no wildcards to escape. To ignore case, both sides are passed to `kindred_fold`.
extension SQLiteRules {
  func writeMatch(
    _ match: TextMatch, _ text: SQLExpression, _ pattern: SQLExpression, to writer: inout SQLWriter
  ) {
    switch match.place {
    case .anywhere:
      writer.write("instr(")
      writeFolded(text, match, to: &writer)
      writer.write(", ")
      writePattern(pattern, match, to: &writer)
      writer.write(") > 0")
    case .whole:
      writeFolded(text, match, to: &writer)
      writer.write(" = ")
      writePattern(pattern, match, to: &writer)
    case .start, .end:
      guard case .slot(let slot, _) = pattern else { return writeEnd(text, pattern, match, to: &writer) }
      writeFolded(text, match, to: &writer)
      writer.write(" GLOB ")
      writer.write(slot, as: .pattern(match))
    case .pattern:
      writer.write(match.ignoresCase ? "kindred_iregex(" : "kindred_regex(")
      writer.write(argument: text)
      writer.write(", ")
      if case .slot(let slot, _) = pattern { writer.write(slot, as: .pattern(match)) } else { writer.write(pattern) }
      writer.write(")")
    }
  }

  private func writeFolded(_ expression: SQLExpression, _ match: TextMatch, to writer: inout SQLWriter) {
    guard match.ignoresCase else { return writer.write(operand: expression, binding: .other) }
    writer.write("kindred_fold(")
    writer.write(expression)
    writer.write(")")
  }

  /// Folds a value before it is bound, and any other expression in SQL.
  private func writePattern(_ pattern: SQLExpression, _ match: TextMatch, to writer: inout SQLWriter) {
    guard case .slot(let slot, _) = pattern else { return writeFolded(pattern, match, to: &writer) }
    writer.write(slot, as: .pattern(match))
  }

  /// Compares the start or end of a text with another text of the same length. Every text starts and ends with the
  /// empty text.
  private func writeEnd(
    _ text: SQLExpression, _ pattern: SQLExpression, _ match: TextMatch, to writer: inout SQLWriter
  ) {
    writer.write("substr(")
    writeFolded(text, match, to: &writer)
    if match.place == .start {
      writer.write(", 1, length(")
      writeFolded(pattern, match, to: &writer)
    } else {
      writer.write(", length(")
      writeFolded(text, match, to: &writer)
      writer.write(") + 1 - length(")
      writeFolded(pattern, match, to: &writer)
    }
    writer.write(")) = ")
    writeFolded(pattern, match, to: &writer)
  }

  func boundPattern(_ text: String, for match: TextMatch) -> String {
    if match.place == .pattern { return text }
    let folded = match.ignoresCase ? FoldFunction.folded(text) : text
    switch match.place {
    case .anywhere, .whole, .pattern: return folded
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
