// Unicode scalars and their numbers, and reversed texts.

extension SQLOperation {
  fileprivate static let codePoint = SQLOperation(
    "codePoint", nulls: .custom, spelling: .call("UNICODE"), in: [.postgres: .template("NULLIF(ASCII({0}), 0)")])
  fileprivate static let character = SQLOperation(
    "character", nulls: .custom,
    spelling: .template(
      "CASE WHEN {0} BETWEEN 1 AND 1114111 AND {0} NOT BETWEEN 55296 AND 57343 THEN CHAR({0}) END"),
    in: [
      .postgres: .template(
        """
        CASE WHEN {0} BETWEEN 1 AND 1114111 AND {0} NOT BETWEEN 55296 AND 57343 THEN CHR(CAST({0} AS integer)) END
        """)
    ])
  fileprivate static let reversed = SQLOperation(
    "reversed", spelling: .call("REVERSE"), in: [.sqlite: .call("kindred_reverse")])
}

extension QueryExpression where Value: FieldValue, Value.Base == String {
  /// The number of the text's first Unicode scalar: `UNICODE`, `ASCII`. NULL for an empty text.
  public func codePoint() -> Expr<Int?> { Expr(.codePoint, self) }

  /// The text's Unicode scalars from the last to the first: `REVERSE`.
  public func reversed() -> Expr<Value> { Expr(.reversed, self) }
}

extension QueryExpression where Value: FieldValue, Value.Base: FixedWidthInteger {
  /// The Unicode scalar with this number, as a text: `CHAR`, `CHR`. NULL if there is none, as for 0 and -1.
  ///
  /// ```swift
  /// Sample.objects.values { $0.number.character() } // 65 gives "A"
  /// ```
  public func character() -> Expr<String?> { Expr(.character, self) }
}

// MARK: - Names

extension NamedFunction {
  static let characters: [NamedFunction] = [
    NamedFunction("ord") { (text: Expr<String?>) in text.codePoint() },
    NamedFunction("chr") { (number: Expr<Int?>) in number.character() },
    NamedFunction("reverse") { (text: Expr<String?>) in text.reversed() },
  ]
}
