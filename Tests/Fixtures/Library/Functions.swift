public import Kindred

// Functions of SQL that a module declares for itself.

extension SQLOperation {
  static let replace = SQLOperation("replace", spelling: .call("REPLACE"))
  static let initial = SQLOperation("initial", spelling: .template("SUBSTR({0}, 1, 1)"))

  /// Spelled differently by single dialects.
  static let position = SQLOperation("position", spelling: .call("INSTR"), in: [.postgres: .call("STRPOS")])

  /// Declared anew each time.
  static var doubled: SQLOperation { SQLOperation("doubled", spelling: .template("{0} || {0}", .other)) }

  static let random = SQLOperation(
    "seed", spelling: .unavailable("Draw the number in Swift."), in: [.postgres: .call("SETSEED")])
  static let broken = SQLOperation("broken", spelling: .call("lower(name); --"))
}

extension QueryExpression<String> {
  /// The text with another one in place of each occurrence of a part.
  public func exchanging(_ part: String, with other: String) -> Expr<String> {
    Expr(.replace, self, Expr<String>.value(part), Expr<String>.value(other))
  }

  /// The first character.
  public var initial: Expr<String> { Expr(.initial, self) }

  /// Where a part begins, counted from 1; 0 where it is not.
  public func place(of part: String) -> Expr<Int> { Expr(.position, self, Expr<String>.value(part)) }

  /// The text twice.
  public var doubled: Expr<String> { Expr(.doubled, self) }

  /// A function that one database has.
  public var seed: Expr<String> { Expr(.random, self) }

  /// A function whose name is none.
  public var broken: Expr<String> { Expr(.broken, self) }

  /// Too many operands.
  public var wrong: Expr<String> { Expr(.initial, self, self) }
}
