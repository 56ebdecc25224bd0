// Parts of texts, counted in Unicode scalars. Negative counts are taken as 0.

extension SQLOperation {
  static let substring = SQLOperation("substring", spelling: .call("SUBSTR"))
  static let suffix = SQLOperation(
    "suffix", spelling: .template("SUBSTR({0}, MAX(LENGTH({0}) - {1}, 0) + 1)"), in: [.postgres: .call("RIGHT")])
  static let trimStart = SQLOperation("trimStart", spelling: .call("LTRIM"))
  static let trimEnd = SQLOperation("trimEnd", spelling: .call("RTRIM"))
  static let replace = SQLOperation("replace", spelling: .call("REPLACE"))
  static let position = SQLOperation("position", spelling: .call("INSTR"), in: [.postgres: .call("STRPOS")])
  /// A blob of n zeros is n times "00" in hexadecimal, which SQLite can replace by the text.
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
  private func count(_ number: Int) -> Expr<Int32> { .value(Int32(clamping: Swift.max(0, number))) }

  /// The beginning of the text, of at most so many characters: `SUBSTR(x, 1, n)`.
  public func prefix(_ length: Int) -> Expr<Value> { substring(from: 0, length: length) }

  /// The end of the text, of at most so many characters.
  public func suffix(_ length: Int) -> Expr<Value> { Expr(.suffix, self, count(length)) }

  /// A part of the text: `SUBSTR`.
  ///
  /// - Parameters:
  ///   - start: How many characters come before it.
  ///   - length: How many it has at most.
  public func substring(from start: Int, length: Int) -> Expr<Value> {
    Expr(.substring, self, count(Swift.max(0, start) < Int(Int32.max) ? Swift.max(0, start) + 1 : start), count(length))
  }

  /// The text without spaces at its beginning: `LTRIM`.
  public func trimmedStart() -> Expr<Value> { Expr(.trimStart, self) }

  /// The text without spaces at its end: `RTRIM`.
  public func trimmedEnd() -> Expr<Value> { Expr(.trimEnd, self) }

  /// The text with another one in place of each occurrence of a third: `REPLACE`. Capitals count. An empty text is found
  /// nowhere.
  public func replacing(_ text: String, with other: String) -> Expr<Value> {
    Expr(.replace, self, Expr<String>.value(text), Expr<String>.value(other))
  }

  /// The text so many times: `REPEAT`.
  public func repeated(_ times: Int) -> Expr<Value> { Expr(.repeated, self, count(times)) }

  /// The text with a filling before it, cut or filled to a length: `LPAD`.
  ///
  /// ```swift
  /// Order.objects.values { $0.code.paddedStart(to: 8, with: "0") } // "00000042"
  /// ```
  public func paddedStart(to length: Int, with filling: String = " ") -> Expr<Value> {
    Expr(.padStart, self, count(length), Expr<String>.value(filling))
  }

  /// The text with a filling behind it, cut or filled to a length: `RPAD`.
  public func paddedEnd(to length: Int, with filling: String = " ") -> Expr<Value> {
    Expr(.padEnd, self, count(length), Expr<String>.value(filling))
  }
}

extension QueryExpression<String> {
  /// Where a text stands in this one for the first time, counted from 1; 0 where it does not: `INSTR`, `STRPOS`.
  public func position(of text: String) -> Expr<Int> { Expr(.position, self, Expr<String>.value(text)) }
}

extension QueryExpression<String?> {
  /// Where a text stands in this one for the first time, counted from 1; 0 where it does not. NULL has none.
  public func position(of text: String) -> Expr<Int?> { Expr(.position, self, Expr<String>.value(text)) }
}
