extension Expression where Value: FieldValue, Value.Base == String {
  private func match(_ place: TextMatch.Place, ignoringCase: Bool, _ text: ExpressionNode) -> Condition {
    Condition(.match(TextMatch(place: place, ignoresCase: ignoringCase), node, text))
  }

  /// The text contains the other, respecting case. Nothing in it is a wildcard.
  public func contains(_ text: String) -> Condition { match(.anywhere, ignoringCase: false, .value(of: text)) }
  /// The text contains the other expression's, respecting case.
  public func contains(_ text: some Expression<String>) -> Condition {
    match(.anywhere, ignoringCase: false, text.node)
  }

  /// The text contains the other, ignoring case for all of Unicode.
  public func iContains(_ text: String) -> Condition { match(.anywhere, ignoringCase: true, .value(of: text)) }
  /// The text contains the other expression's, ignoring case.
  public func iContains(_ text: some Expression<String>) -> Condition {
    match(.anywhere, ignoringCase: true, text.node)
  }

  /// The text starts with the other, respecting case.
  public func startsWith(_ text: String) -> Condition { match(.start, ignoringCase: false, .value(of: text)) }
  /// The text starts with the other expression's, respecting case.
  public func startsWith(_ text: some Expression<String>) -> Condition { match(.start, ignoringCase: false, text.node) }

  /// The text starts with the other, ignoring case for all of Unicode.
  public func iStartsWith(_ text: String) -> Condition { match(.start, ignoringCase: true, .value(of: text)) }
  /// The text starts with the other expression's, ignoring case.
  public func iStartsWith(_ text: some Expression<String>) -> Condition { match(.start, ignoringCase: true, text.node) }

  /// The text ends with the other, respecting case.
  public func endsWith(_ text: String) -> Condition { match(.end, ignoringCase: false, .value(of: text)) }
  /// The text ends with the other expression's, respecting case.
  public func endsWith(_ text: some Expression<String>) -> Condition { match(.end, ignoringCase: false, text.node) }

  /// The text ends with the other, ignoring case for all of Unicode.
  public func iEndsWith(_ text: String) -> Condition { match(.end, ignoringCase: true, .value(of: text)) }
  /// The text ends with the other expression's, ignoring case.
  public func iEndsWith(_ text: some Expression<String>) -> Condition { match(.end, ignoringCase: true, text.node) }

  /// The texts are the same but for case; with nil, `IS NULL`.
  public func iExact(_ text: String?) -> Condition {
    guard let text else { return Condition(.isNull(node)) }
    return match(.whole, ignoringCase: true, .value(of: text))
  }
}
