import KindredCore

/// Text look-ups.
///
/// A value is looked up with LIKE, which can use pattern and trigram indexes. To ignore case, both sides are converted
/// to upper case, as in Django, which can use an index on `UPPER(column)`. The server's locale determines upper case:
/// the locale "C" only converts ASCII. The pattern of an expression is used literally, without wildcards.
extension PostgresRules {
  func writeMatch(
    _ match: TextMatch, _ text: SQLExpression, _ pattern: SQLExpression, to writer: inout SQLWriter
  ) {
    var isValue = false
    if case .slot = pattern { isValue = true }
    switch (match.place, isValue) {
    case (.whole, _): write(text, " = ", pattern, match, to: &writer)
    case (.pattern, _): write(text, matching: pattern, match, to: &writer)
    case (_, true): write(text, " LIKE ", pattern, match, to: &writer)
    case (.anywhere, false): writeCall("strpos(", text, pattern, match, ") > 0", to: &writer)
    case (.start, false): writeCall("starts_with(", text, pattern, match, ")", to: &writer)
    case (.end, false):
      writer.write("right(")
      writeFolded(text, match, to: &writer)
      writer.write(", length(")
      writeFolded(pattern, match, to: &writer)
      writer.write(")) = ")
      writeFolded(pattern, match, to: &writer)
    }
  }

  private func write(
    _ text: SQLExpression, _ operation: StaticString, _ pattern: SQLExpression, _ match: TextMatch,
    to writer: inout SQLWriter
  ) {
    writeFolded(text, match, to: &writer)
    writer.write(operation)
    guard case .slot(let slot, _) = pattern else { return writeFolded(pattern, match, to: &writer) }
    writeFolded(.slot(slot, .pattern(match)), match, to: &writer)
  }

  /// A regular expression names the variants of each letter itself.
  private func write(
    _ text: SQLExpression, matching pattern: SQLExpression, _ match: TextMatch, to writer: inout SQLWriter
  ) {
    writer.write(operand: text, binding: .primary, casting: true)
    writer.write(" ~ ")
    if case .slot(let slot, _) = pattern { writer.write(slot, as: .pattern(match)) } else { writer.write(pattern) }
  }

  private func writeCall(
    _ start: StaticString, _ text: SQLExpression, _ pattern: SQLExpression, _ match: TextMatch, _ end: StaticString,
    to writer: inout SQLWriter
  ) {
    writer.write(start)
    writeFolded(text, match, to: &writer)
    writer.write(", ")
    writeFolded(pattern, match, to: &writer)
    writer.write(end)
  }

  private func writeFolded(_ expression: SQLExpression, _ match: TextMatch, to writer: inout SQLWriter) {
    guard match.ignoresCase else { return writer.write(operand: expression, binding: .primary, casting: true) }
    writer.write("UPPER(")
    writer.write(argument: expression)
    writer.write(")")
  }

  func boundPattern(_ text: String, for match: TextMatch) -> String {
    switch match.place {
    case .whole: text
    case .anywhere: "%" + likeEscaped(text) + "%"
    case .start: likeEscaped(text) + "%"
    case .end: "%" + likeEscaped(text)
    case .pattern: (try? TextPattern(text, ignoringCase: match.ignoresCase))?.postgresText ?? text
    }
  }

  private func likeEscaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "%", "_", "\\": escaped += "\\\(scalar)"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
