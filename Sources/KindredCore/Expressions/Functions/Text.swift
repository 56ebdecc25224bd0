extension SQLOperation {
  static let lower = SQLOperation("lower", spelling: .call("LOWER"))
  static let upper = SQLOperation("upper", spelling: .call("UPPER"))
  static let length = SQLOperation("length", spelling: .call("LENGTH"))
  static let trim = SQLOperation("trim", spelling: .call("TRIM"))
  static let concatenate = SQLOperation("concatenate", spelling: .infix("||", .other, infersTypes: false))
}

extension QueryExpression where Value: FieldValue, Value.Base == String {
  /// The text in lower case: `LOWER`.
  ///
  /// The database defines the conversion, for a query and for an index on ``NamedOperand/lowercased()`` alike, so the
  /// query can use the index. PostgreSQL uses the locale of the database. SQLite's function converts ASCII letters
  /// only: "É" stays as it is. `iExact` and the other case-insensitive look-ups work for all of Unicode.
  ///
  /// ```swift
  /// Account.objects.filter { $0.email.lowercased() == "ann@example.org" } // LOWER("account"."email") = ?1
  /// ```
  public func lowercased() -> Expr<Value> { Expr(.lower, self) }

  /// The text in upper case: `UPPER`, with the limits of ``lowercased()``.
  public func uppercased() -> Expr<Value> { Expr(.upper, self) }

  /// The text without leading and trailing spaces: `TRIM`. Other white space stays.
  public func trimmed() -> Expr<Value> { Expr(.trim, self) }
}

extension QueryExpression<String> {
  /// The number of the text's Unicode scalars: `LENGTH`.
  public var length: Expr<Int> { Expr(.length, self) }
}

extension QueryExpression<String?> {
  /// The number of the text's Unicode scalars: `LENGTH`. NULL for NULL.
  public var length: Expr<Int?> { Expr(.length, self) }
}

extension String: AddableValue {
  /// Text is concatenated with `||`.
  public static var addition: SQLOperation { .concatenate }
}

// MARK: - Names

extension NamedFunction {
  static let texts: [NamedFunction] = [
    NamedFunction("lower") { (text: Expr<String?>) in text.lowercased() },
    NamedFunction("upper") { (text: Expr<String?>) in text.uppercased() },
    NamedFunction("trim") { (text: Expr<String?>) in text.trimmed() },
    NamedFunction("length") { (text: Expr<String?>) in text.length },
    // As in Django, NULL counts as an empty text.
    NamedFunction("concat", 2...20, of: "a text") { operands, _ in
      let nodes = try operands.map { operand -> ExpressionNode in
        let text = operand.isNull ? DynamicOperand(.value(.text(""))) : operand
        let node = try text.expression(as: String.self).node
        if case .value = node { return node }
        return .operation(.coalesce, [node, .value(of: "")])
      }
      return DynamicExpression(nodes.dropFirst().reduce(nodes[0]) { .operation(.concatenate, [$0, $1]) }, String.self)
    },
  ]
}
