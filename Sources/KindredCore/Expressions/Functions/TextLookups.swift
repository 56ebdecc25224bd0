/// The kind of a text look-up: its position, and whether it ignores case.
package struct TextMatch: Sendable, Hashable {
  package enum Place: Sendable, Hashable, CaseIterable {
    case anywhere, start, end, whole
    /// Where a regular expression matches. See ``TextPattern``.
    case pattern
  }

  package let place: Place
  package let ignoresCase: Bool

  /// The look-up operation. Its operands are the text and the pattern.
  var operation: SQLOperation {
    let operations = ignoresCase ? Self.ignoringCase : Self.respectingCase
    switch place {
    case .anywhere: return operations[0]
    case .start: return operations[1]
    case .end: return operations[2]
    case .whole: return operations[3]
    case .pattern: return operations[4]
    }
  }

  private static let respectingCase = operations(ignoringCase: false)
  private static let ignoringCase = operations(ignoringCase: true)

  private static func operations(ignoringCase: Bool) -> [SQLOperation] {
    func operation(_ name: StaticString, _ place: Place) -> SQLOperation {
      let match = TextMatch(place: place, ignoresCase: ignoringCase)
      return SQLOperation(name, kind: .predicate, spelling: .written(match, .predicate))
    }
    return [
      operation("contains", .anywhere), operation("startsWith", .start), operation("endsWith", .end),
      operation("exact", .whole), operation("regex", .pattern),
    ]
  }
}

/// Each dialect writes text look-ups in its own way.
extension TextMatch: SQLWriting {
  package func write(_ operands: [SQLExpression], to writer: inout SQLWriter) {
    guard operands.count == 2 else { return }
    writer.rules.writeMatch(self, operands[0], operands[1], to: &writer)
  }
}

extension SQLOperation {
  /// A text that is not escaped as a pattern.
  fileprivate static let longText = SQLOperation("text", spelling: .operand)
}

extension ExpressionNode {
  /// A text look-up.
  func matching(_ match: TextMatch, _ text: ExpressionNode) -> ExpressionNode {
    .operation(match.operation, [self, text.isLongText ? .operation(.longText, [text]) : text])
  }

  /// Whether it is a text that is too long for a pattern: SQLite limits those to 50,000 bytes. It is treated like an
  /// expression.
  private var isLongText: Bool {
    if case .value(let node) = self, case .text(let text) = node.value { text.utf8.count > 10_000 } else { false }
  }
}

extension QueryExpression where Value: FieldValue, Value.Base == String {
  private func match(_ place: TextMatch.Place, ignoringCase: Bool, _ text: String) -> QueryCondition {
    match(place, ignoringCase: ignoringCase, ExpressionNode.value(of: text))
  }

  private func match(_ place: TextMatch.Place, ignoringCase: Bool, _ text: ExpressionNode) -> QueryCondition {
    QueryCondition(node.matching(TextMatch(place: place, ignoresCase: ignoringCase), text))
  }

  /// The text contains another one, case-sensitively. There are no wildcards.
  public func contains(_ text: String) -> QueryCondition { match(.anywhere, ignoringCase: false, text) }
  /// The text contains another expression's text, case-sensitively.
  public func contains<E: QueryExpression>(_ text: E) -> QueryCondition
  where E.Value: FieldValue, E.Value.Base == String {
    match(.anywhere, ignoringCase: false, text.node)
  }

  /// The text contains another one, ignoring case: letters with the same upper case are equal.
  public func iContains(_ text: String) -> QueryCondition { match(.anywhere, ignoringCase: true, text) }
  /// The text contains another expression's text, ignoring case.
  public func iContains<E: QueryExpression>(_ text: E) -> QueryCondition
  where E.Value: FieldValue, E.Value.Base == String {
    match(.anywhere, ignoringCase: true, text.node)
  }

  /// The text starts with another one, case-sensitively.
  public func startsWith(_ text: String) -> QueryCondition { match(.start, ignoringCase: false, text) }
  /// The text starts with another expression's text, case-sensitively.
  public func startsWith<E: QueryExpression>(_ text: E) -> QueryCondition
  where E.Value: FieldValue, E.Value.Base == String {
    match(.start, ignoringCase: false, text.node)
  }

  /// The text starts with another one, ignoring case: letters with the same upper case are equal.
  public func iStartsWith(_ text: String) -> QueryCondition { match(.start, ignoringCase: true, text) }
  /// The text starts with another expression's text, ignoring case.
  public func iStartsWith<E: QueryExpression>(_ text: E) -> QueryCondition
  where E.Value: FieldValue, E.Value.Base == String {
    match(.start, ignoringCase: true, text.node)
  }

  /// The text ends with another one, case-sensitively.
  public func endsWith(_ text: String) -> QueryCondition { match(.end, ignoringCase: false, text) }
  /// The text ends with another expression's text, case-sensitively.
  public func endsWith<E: QueryExpression>(_ text: E) -> QueryCondition
  where E.Value: FieldValue, E.Value.Base == String {
    match(.end, ignoringCase: false, text.node)
  }

  /// The text ends with another one, ignoring case: letters with the same upper case are equal.
  public func iEndsWith(_ text: String) -> QueryCondition { match(.end, ignoringCase: true, text) }
  /// The text ends with another expression's text, ignoring case.
  public func iEndsWith<E: QueryExpression>(_ text: E) -> QueryCondition
  where E.Value: FieldValue, E.Value.Base == String {
    match(.end, ignoringCase: true, text.node)
  }

  /// The texts are equal, ignoring case; with nil, `IS NULL`.
  public func iExact(_ text: String?) -> QueryCondition {
    guard let text else { return QueryCondition(.operation(.isNull, [node])) }
    return match(.whole, ignoringCase: true, text)
  }
  /// The text equals another expression's text, ignoring case.
  public func iExact<E: QueryExpression>(_ text: E) -> QueryCondition
  where E.Value: FieldValue, E.Value.Base == String {
    match(.whole, ignoringCase: true, text.node)
  }
}

// MARK: - Names

extension NamedLookup {
  static let texts: [NamedLookup] =
    [
      NamedLookup("contains") { (text: Expr<String?>, other: Expr<String?>) in text.contains(other) },
      NamedLookup("icontains") { (text: Expr<String?>, other: Expr<String?>) in text.iContains(other) },
      NamedLookup("startswith") { (text: Expr<String?>, other: Expr<String?>) in text.startsWith(other) },
      NamedLookup("istartswith") { (text: Expr<String?>, other: Expr<String?>) in text.iStartsWith(other) },
      NamedLookup("endswith") { (text: Expr<String?>, other: Expr<String?>) in text.endsWith(other) },
      NamedLookup("iendswith") { (text: Expr<String?>, other: Expr<String?>) in text.iEndsWith(other) },
      NamedLookup("regex") { (text: Expr<String?>, pattern: String) in text.regex(pattern) },
      NamedLookup("iregex") { (text: Expr<String?>, pattern: String) in text.iRegex(pattern) },
      NamedLookup("iexact", for: { ValueFamily($0.columnType) == .text }) { subject, operand, _ in
        if operand.isNull { return .operation(.isNull, [subject.node]) }
        let other = try operand.expression(as: String.self).node
        return subject.node.matching(TextMatch(place: .whole, ignoresCase: true), other)
      },
    ] + ofNumbers

  /// The look-ups on the text of a number, as in Django.
  private static let ofNumbers: [NamedLookup] = [
    ofNumber("contains", .anywhere, false), ofNumber("icontains", .anywhere, true),
    ofNumber("startswith", .start, false), ofNumber("istartswith", .start, true),
    ofNumber("endswith", .end, false), ofNumber("iendswith", .end, true), ofNumber("iexact", .whole, true),
    NamedLookup("regex", for: { ValueFamily($0.columnType).isNumber }) { subject, operand, _ in
      Expr<String?>(try subject.cast(to: String.self).node).regex(try operand.value(as: String.self)).node
    },
    NamedLookup("iregex", for: { ValueFamily($0.columnType).isNumber }) { subject, operand, _ in
      Expr<String?>(try subject.cast(to: String.self).node).iRegex(try operand.value(as: String.self)).node
    },
  ]

  private static func ofNumber(_ name: String, _ place: TextMatch.Place, _ ignoresCase: Bool) -> NamedLookup {
    NamedLookup(name, for: { ValueFamily($0.columnType).isNumber }) { subject, operand, _ in
      if operand.isNull { throw noNull(name) }
      let other = try operand.expression(as: String.self).node
      return try subject.cast(to: String.self).node.matching(TextMatch(place: place, ignoresCase: ignoresCase), other)
    }
  }
}
