// Regular expressions.

extension QueryExpression where Value: FieldValue, Value.Base == String {
  /// The text matches a regular expression somewhere.
  ///
  /// ```swift
  /// Entry.objects.filter { $0.headline.regex(#"^Lennon\b|\d{4}$"#) }
  /// // SQLite: kindred_regex("entry"."headline", ?1); PostgreSQL: "entry"."headline" ~ $1
  /// ```
  ///
  /// The dialect is the same on every database:
  ///
  /// | pattern | matches |
  /// |---|---|
  /// | `a`, `\.`, `\\` | the character; signs with a meaning have a backslash in front |
  /// | `\n`, `\t`, `\r`, `\f`, `\v`, `\x41`, `\u0041`, `\u{1F600}` | a character by its name or number |
  /// | `.` | any character but a line feed |
  /// | `[a-z_]`, `[^a-z]` | one of these characters; one of the others |
  /// | `\d`, `\w`, `\s`, `\D`, `\W`, `\S` | a digit, a letter of ASCII or a digit or `_`, white space of ASCII; the others |
  /// | `^`, `$` | the beginning and the end of the whole text |
  /// | `\b`, `\B` | the beginning or the end of a word of `\w`; any other place |
  /// | `(…)`, `(?:…)`, `a\|b` | a group; one or the other |
  /// | `*`, `+`, `?`, `{3}`, `{3,}`, `{3,5}` | repetitions, up to 255, also inside each other; with a `?` behind them they match the same texts |
  ///
  /// A character is a Unicode scalar. Anything else, such as looking around and references to groups, is not part of the
  /// dialect and throws ``KindredError/Code/invalidQuery`` with the place. The time that a match takes grows with the
  /// length of the text and of the pattern, not exponentially.
  public func regex(_ pattern: String) -> QueryCondition { matching(pattern, ignoringCase: false) }

  /// The text matches a regular expression somewhere, where letters with the same upper case are equal, for all of
  /// Unicode on every database. See ``regex(_:)``.
  public func iRegex(_ pattern: String) -> QueryCondition { matching(pattern, ignoringCase: true) }

  private func matching(_ pattern: String, ignoringCase: Bool) -> QueryCondition {
    do {
      _ = try TextPattern(pattern, ignoringCase: ignoringCase)
    } catch {
      let place = (error as? PatternProblem).map { " At character \($0.position): \($0.text)." } ?? ""
      return QueryCondition(.invalid(KindredError(.invalidQuery, "A regular expression is not valid.\(place)")))
    }
    let match = TextMatch(place: .pattern, ignoresCase: ignoringCase)
    return QueryCondition(.operation(match.operation, [node, .value(of: pattern)]))
  }
}
