// Parts of texts, counted in Unicode scalars. Negative counts are treated as 0.

extension SQLOperation {
  static let substring = SQLOperation("substring", spelling: .call("SUBSTR"))
  static let suffix = SQLOperation(
    "suffix", spelling: .template("SUBSTR({0}, MAX(LENGTH({0}) - {1}, 0) + 1)"), in: [.postgres: .call("RIGHT")])
  static let trimStart = SQLOperation("trimStart", spelling: .call("LTRIM"))
  static let trimEnd = SQLOperation("trimEnd", spelling: .call("RTRIM"))
  static let replace = SQLOperation("replace", spelling: .call("REPLACE"))
  static let position = SQLOperation("position", spelling: .call("INSTR"), in: [.postgres: .call("STRPOS")])
  /// In SQLite, `HEX(ZEROBLOB(n))` is n times "00", which is then replaced by the text.
  static let repeated = SQLOperation(
    "repeated", spelling: .template("REPLACE(HEX(ZEROBLOB({1})), '00', {0})"), in: [.postgres: .call("REPEAT")])
  static let padStart = SQLOperation(
    "padStart",
    spelling: .template(
      """
      CASE WHEN LENGTH({0}) >= {1} THEN SUBSTR({0}, 1, {1}) ELSE \
      SUBSTR(REPLACE(HEX(ZEROBLOB({1})), '00', {2}), 1, {1} - LENGTH({0})) || {0} END
      """), in: [.postgres: .call("LPAD")])
  static let padEnd = SQLOperation(
    "padEnd",
    spelling: .template("SUBSTR({0} || REPLACE(HEX(ZEROBLOB({1})), '00', {2}), 1, {1})"), in: [.postgres: .call("RPAD")]
  )
}

extension QueryExpression where Value: FieldValue, Value.Base == String {
  fileprivate func count(_ number: Int) -> Expr<Int32> { .value(Int32(clamping: Swift.max(0, number))) }

  /// The first characters of the text, at most `length`: `SUBSTR(x, 1, n)`.
  public func prefix(_ length: Int) -> Expr<Value> { substring(from: 0, length: length) }

  /// The last characters of the text, at most `length`.
  public func suffix(_ length: Int) -> Expr<Value> { Expr(.suffix, self, count(length)) }

  /// A part of the text: `SUBSTR`.
  ///
  /// - Parameters:
  ///   - start: The number of characters before the part.
  ///   - length: The maximum length of the part.
  public func substring(from start: Int, length: Int) -> Expr<Value> {
    Expr(.substring, self, count(Swift.max(0, start) < Int(Int32.max) ? Swift.max(0, start) + 1 : start), count(length))
  }

  /// The text without leading spaces: `LTRIM`.
  public func trimmedStart() -> Expr<Value> { Expr(.trimStart, self) }

  /// The text without trailing spaces: `RTRIM`.
  public func trimmedEnd() -> Expr<Value> { Expr(.trimEnd, self) }

  /// The text with all occurrences of one text replaced by another: `REPLACE`. Case-sensitive. An empty text has no
  /// occurrences.
  public func replacing(_ text: String, with other: String) -> Expr<Value> {
    Expr(.replace, self, Expr<String>.value(text), Expr<String>.value(other))
  }

  /// The text repeated a number of times: `REPEAT`.
  public func repeated(_ times: Int) -> Expr<Value> { Expr(.repeated, self, count(times)) }

  /// The text, padded at its start or truncated to a length: `LPAD`.
  ///
  /// ```swift
  /// Order.objects.values { $0.code.paddedStart(to: 8, with: "0") } // "00000042"
  /// ```
  public func paddedStart(to length: Int, with filling: String = " ") -> Expr<Value> {
    Expr(.padStart, self, count(length), Expr<String>.value(filling))
  }

  /// The text, padded at its end or truncated to a length: `RPAD`.
  public func paddedEnd(to length: Int, with filling: String = " ") -> Expr<Value> {
    Expr(.padEnd, self, count(length), Expr<String>.value(filling))
  }
}

extension QueryExpression where Value: FieldValue, Value.Base == String {
  /// The text with all occurrences of one expression's text replaced by another one's: `REPLACE`. NULL if one of them is.
  public func replacing<Part: QueryExpression<String>, Other: QueryExpression<String>>(
    _ text: Part, with other: Other
  ) -> Expr<Value> { Expr(.replace, self, text, other) }
}

extension QueryExpression<String> {
  /// The position of the first occurrence of a text, from 1; 0 if there is none: `INSTR`, `STRPOS`.
  public func position(of text: String) -> Expr<Int> { Expr(.position, self, Expr<String>.value(text)) }

  /// The position of the first occurrence of an expression's text, from 1; 0 if there is none.
  public func position<E: QueryExpression<String>>(of text: E) -> Expr<Int> { Expr(.position, self, text) }
}

extension QueryExpression<String?> {
  /// The position of the first occurrence of a text, from 1; 0 if there is none. NULL for NULL.
  public func position(of text: String) -> Expr<Int?> { Expr(.position, self, Expr<String>.value(text)) }

  /// The position of the first occurrence of an expression's text, from 1; 0 if there is none. NULL for NULL.
  public func position<E: QueryExpression<String>>(of text: E) -> Expr<Int?> { Expr(.position, self, text) }
}

// MARK: - Names

extension NamedFunction {
  static let textParts: [NamedFunction] = [
    NamedFunction("left") { (text: Expr<String?>, length: Int) in text.prefix(length) },
    NamedFunction("prefix") { (text: Expr<String?>, length: Int) in text.prefix(length) },
    NamedFunction("right") { (text: Expr<String?>, length: Int) in text.suffix(length) },
    NamedFunction("suffix") { (text: Expr<String?>, length: Int) in text.suffix(length) },
    // As in Django, the first character has the position 1.
    NamedFunction("substr") { (text: Expr<String?>, position: Int, length: Int) in
      text.substring(from: position.subtractingReportingOverflow(1).partialValue, length: length)
    },
    NamedFunction("ltrim") { (text: Expr<String?>) in text.trimmedStart() },
    NamedFunction("rtrim") { (text: Expr<String?>) in text.trimmedEnd() },
    NamedFunction("replace") { (text: Expr<String?>, part: String, other: String) in text.replacing(part, with: other)
    },
    NamedFunction("repeat") { (text: Expr<String?>, times: Int) in text.repeated(times) },
    NamedFunction("lpad") { (text: Expr<String?>, length: Int, filling: String) in
      text.paddedStart(to: length, with: filling)
    },
    NamedFunction("rpad") { (text: Expr<String?>, length: Int, filling: String) in
      text.paddedEnd(to: length, with: filling)
    },
    NamedFunction("strindex") { (text: Expr<String?>, part: String) in text.position(of: part) },
  ]
}
