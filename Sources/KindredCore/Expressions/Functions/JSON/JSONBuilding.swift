// Documents that a query makes: objects and arrays of expressions.

/// A JSON object of expressions.
///
/// ```swift
/// let cards = Entry.objects.values { jsonObject(["title": $0.headline, "stars": $0.rating]) }
/// // SELECT jsonb_build_object($1::text, to_jsonb("entry"."headline"), $2::text, to_jsonb("entry"."rating")) FROM "entry"
/// ```
///
/// Each value is written as `JSONEncoder` writes it, so that `as(document:)` reads the object as a `Codable` type. NULL
/// becomes `null`. An object has at most 50 members. A constant is `Expr.value("text")`.
public func jsonObject(_ members: KeyValuePairs<String, any QueryExpression>) -> Expr<JSONValue> {
  let operands = members.flatMap { key, value in [ExpressionNode.value(of: key), .json(of: value)] }
  return Expr(members.count > 50 ? .tooManyMembers : .operation(.jsonObject, operands))
}

/// A JSON array of expressions, of at most 100.
///
/// ```swift
/// Entry.objects.values { jsonArray([$0.headline, $0.rating]) }
/// ```
public func jsonArray(_ elements: [any QueryExpression]) -> Expr<JSONValue> {
  let operands = elements.map { ExpressionNode.json(of: $0) }
  return Expr(elements.count > 100 ? .tooManyMembers : .operation(.jsonArray, operands))
}

extension ExpressionNode {
  /// Databases limit the number of a function's arguments.
  fileprivate static let tooManyMembers = ExpressionNode.invalid(
    KindredError(.invalidQuery, "A JSON object of a query has at most 50 members, and an array at most 100 elements."))

  /// The value of an expression as JSON.
  static func json<E: QueryExpression>(of expression: E) -> ExpressionNode {
    guard let type = E.Value.self as? any FieldValue.Type else {
      return .invalid(KindredError(.invalidQuery, "A \(E.Value.self) cannot be part of a JSON document in a query."))
    }
    return json(of: expression.node, type)
  }

  /// An expression of a type as JSON.
  static func json(of node: ExpressionNode, _ type: any FieldValue.Type) -> ExpressionNode {
    let operand = node.isCondition ? ExpressionNode.operation(.isTrue, [node]) : node
    if type.isJSONDocument { return operand }
    guard let writing = JSONForm.Kind(of: type)?.writing else {
      return .invalid(
        KindredError(
          .invalidQuery, "It is not known how a \(type) is written in JSON; cast it to a text or a number."))
    }
    return .operation(writing, [operand])
  }
}

extension JSONForm.Kind {
  /// The operation that makes JSON of a value; nil if there is none.
  var writing: SQLOperation? {
    switch self {
    case .text: .jsonOf(sqlite: .call("kindred_json_of_text"))
    case .integer: .jsonOf(sqlite: .template("CAST({0} AS TEXT)"))
    case .real: .jsonOf(sqlite: .call("kindred_json_of_real"))
    case .float: .jsonOf(sqlite: .call("kindred_json_of_float"))
    case .decimal: .jsonOf(sqlite: .call("kindred_json_of_real"))
    case .bool: .jsonOf(sqlite: .template("CASE {0} WHEN TRUE THEN 'true' WHEN FALSE THEN 'false' END"))
    case .uuid:
      .jsonOf(.template("to_jsonb(UPPER(CAST({0} AS text)))"), sqlite: .call("kindred_json_of_uuid"))
    case .date:
      .jsonOf(
        .template("to_jsonb(EXTRACT(EPOCH FROM {0} - TIMESTAMPTZ '2001-01-01 00:00:00+00'))"),
        sqlite: .call("kindred_json_of_date"))
    // An array without elements of other types is JSON on SQLite.
    case .list(let element):
      switch element {
      case .text, .integer, .real, .bool: .jsonOf(sqlite: .operand)
      case .float, .decimal, .uuid, .date, .list: nil
      }
    }
  }
}

extension SQLOperation {
  fileprivate static func jsonOf(_ postgres: SQLSpelling = .call("to_jsonb"), sqlite: SQLSpelling) -> SQLOperation {
    SQLOperation("JSON of", spelling: postgres, in: [.sqlite: sqlite])
  }
}
