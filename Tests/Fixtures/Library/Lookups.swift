public import Kindred

// Look-ups, transforms and expressions that a module declares for itself.

extension SQLOperation {
  fileprivate static let utf8Length = SQLOperation(
    "utf8Length", spelling: .call("OCTET_LENGTH"), in: [.sqlite: .template("LENGTH(CAST({0} AS BLOB))")])
  fileprivate static let isMultiple = SQLOperation(
    "isMultiple", kind: .predicate, nulls: .nullIfAnyNull, spelling: .template("{0} % NULLIF({1}, 0) = 0", .predicate))
}

extension QueryExpression where Value: FieldValue, Value.Base == String {
  /// A transform with a spelling of its own on each database: the number of bytes in UTF-8.
  public var utf8Length: Expr<Int?> { Expr(.utf8Length, self) }

  /// A transform made of others.
  public var normalized: Expr<Value> { trimmed().replacing("-", with: " ").lowercased() }

  /// A look-up that applies its transform to both sides.
  public func isNearly(_ other: String) -> QueryCondition {
    normalized.optional == Expr<String>.value(other).normalized
  }
}

extension QueryExpression<Int> {
  /// A look-up with a value.
  public func isMultiple(of number: Int) -> QueryCondition { Expr(.isMultiple, self, Expr<Int>.value(number)) }

  /// The same look-up with an expression.
  public func isMultiple<E: QueryExpression<Int>>(of number: E) -> QueryCondition { Expr(.isMultiple, self, number) }
}

extension Shelf.Columns {
  /// A look-up of one model.
  public var isTall: QueryCondition { height > 2 }

  /// What stands on the shelf's sign.
  public var sign: Sign { Sign(label: label) }
}

/// An expression of a type of its own.
public struct Sign: QueryExpression {
  /// A text.
  public typealias Value = String

  let label: ColumnExpression<String>

  /// What it is made of.
  public var erased: AnyExpression { ("<" + label + ">").erased }
}
