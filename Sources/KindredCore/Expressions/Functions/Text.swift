extension SQLOperation {
  static let lower = SQLOperation("lower", spelling: .call("LOWER"))
  static let upper = SQLOperation("upper", spelling: .call("UPPER"))
  static let length = SQLOperation("length", spelling: .call("LENGTH"))
  static let trim = SQLOperation("trim", spelling: .call("TRIM"))
  static let concatenate = SQLOperation("concatenate", spelling: .infix("||", .other, infersTypes: false))
}

extension QueryExpression where Value: FieldValue, Value.Base == String {
  /// The text in small letters: `LOWER`.
  ///
  /// What a small letter is, the database says, the same in a query as in an index over ``FieldOperand/lowercased()``, so
  /// that the index serves the query. PostgreSQL goes by the locale of the database. SQLite's own function changes the
  /// letters of ASCII only: "É" stays as it is. `iExact` and its like ignore case for all of Unicode.
  ///
  /// ```swift
  /// Account.objects.filter { $0.email.lowercased() == "ann@example.org" } // LOWER("account"."email") = ?1
  /// ```
  public func lowercased() -> Expr<Value> { Expr(.lower, self) }

  /// The text in capitals: `UPPER`, with the limits of ``lowercased()``.
  public func uppercased() -> Expr<Value> { Expr(.upper, self) }

  /// The text without spaces at its beginning and end: `TRIM`. Other white space stays.
  public func trimmed() -> Expr<Value> { Expr(.trim, self) }
}

extension QueryExpression<String> {
  /// The number of the text's Unicode scalars: `LENGTH`.
  public var length: Expr<Int> { Expr(.length, self) }
}

extension QueryExpression<String?> {
  /// The number of the text's Unicode scalars: `LENGTH`. NULL has none.
  public var length: Expr<Int?> { Expr(.length, self) }
}

extension String: AddableValue {
  /// Texts are joined with `||`.
  public static var addition: SQLOperation { .concatenate }
}
