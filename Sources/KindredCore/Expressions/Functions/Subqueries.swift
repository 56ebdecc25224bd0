// Queries as operands of expressions. An inner closure can use the columns of outer ones directly.

extension RowQuery {
  /// Whether the query has rows, as a condition of another query.
  ///
  /// ```swift
  /// Blog.objects.filter { blog in Entry.objects.filter { $0.blog == blog && $0.rating > 8 }.hasRows }
  /// // … WHERE EXISTS(SELECT 1 FROM "entry" WHERE "entry"."blog_id" = "blog"."id" AND "entry"."rating" > ?1)
  /// ```
  ///
  /// The negation is `!query.hasRows`. To run the query, use ``exists()``.
  public var hasRows: QueryCondition { QueryCondition(request.hasRows) }

  /// The number of rows, as an expression of another query. It is never NULL.
  ///
  /// ```swift
  /// Blog.objects.annotate { blog in Entry.objects.filter { $0.blog == blog && $0.rating > 8 }.rowCount }
  /// // SELECT …, (SELECT COUNT(*) FROM "entry" WHERE …) FROM "blog"
  /// ```
  ///
  /// To run the query, use ``count()``.
  public var rowCount: Expr<Int> { Expr(request.rowCount) }
}

extension RowQuery where Element: FieldValue {
  /// The value of the first row, as an expression of another query; NULL if there is no row.
  ///
  /// ```swift
  /// Blog.objects.annotate { blog in
  ///   Entry.objects.filter { $0.blog == blog }.order { $0.pubDate.desc }.values { $0.headline }.scalar
  /// }
  /// // SELECT …, (SELECT "entry"."headline" FROM "entry" WHERE "entry"."blog_id" = "blog"."id"
  /// // ORDER BY "entry"."pub_date" DESC LIMIT ?1) FROM "blog"
  /// ```
  ///
  /// The first row is the same as for ``first()``: by the query's order, or by primary key without one. A result that
  /// selects only aggregates has a single row: `values { $0.rating.max() }.scalar`.
  public var scalar: Expr<Element.Base?> { Expr(request.scalar) }
}

extension RowRequest {
  /// Whether there are rows.
  var hasRows: ExpressionNode {
    SubqueryNode(self, .existence).asked(ofNothing: .constant(false)) { .operation(.exists, [$0]) }
  }

  /// The number of rows.
  var rowCount: ExpressionNode {
    SubqueryNode(self, .count).asked(ofNothing: .value(of: 0)) { .operation(.rowCount, [$0]) }
  }

  /// The one value of the first row.
  var scalar: ExpressionNode {
    var request = self
    if !request.isTotal {
      request.orderIfUnordered()
      request.limit(to: 1)
    }
    return SubqueryNode(request, .values).asked(ofNothing: nil) { .operation(.scalar, [$0]) }
  }

  /// Whether the result is a single row: it has aggregates and no groups.
  fileprivate var isTotal: Bool {
    selection?.grouping == .values([]) && selection?.ordering == nil && query.ordering?.isEmpty ?? true
  }
}

extension RowQuery where Element: ArrayElement {
  /// The values of all rows, as an array in the order of the query; an empty one where there is no row.
  ///
  /// ```swift
  /// Blog.objects.annotate { blog in
  ///   Entry.objects.filter { $0.blog == blog }.order { $0.pubDate }.values { $0.headline }.array
  /// }.all() // [(Blog, [String])]
  /// // PostgreSQL: ARRAY(SELECT … ORDER BY …)
  /// // SQLite: (SELECT kindred_array(column_1, 0) FROM (SELECT … ORDER BY …))
  /// ```
  ///
  /// Without an order, the elements stand in any. A NULL is an element, so that the values of an optional column give an
  /// array of optionals.
  public var array: Expr<[Element]> {
    let isBool = Element.columnType.kind == .bool
    return Expr(
      SubqueryNode(request, .list).asked(ofNothing: .value(of: [Element]())) {
        .operation(isBool ? .arrayOfBools : .array, [$0])
      })
  }
}

extension SQLOperation {
  /// The value of a query with one row; NULL if the query returns no row.
  static let scalar = SQLOperation("scalar", nulls: .custom, spelling: .operand)

  /// The value of a query that always returns a row, such as `COUNT(*)`.
  static let rowCount = SQLOperation("rowCount", nulls: .never, spelling: .operand)

  /// The values of a query's rows.
  fileprivate static let array = SQLOperation(
    "array", nulls: .never, spelling: .template("(SELECT kindred_array(column_1, 0) FROM {0})"),
    in: [.postgres: .template("ARRAY{0}")])
  fileprivate static let arrayOfBools = SQLOperation(
    "array", nulls: .never, spelling: .template("(SELECT kindred_array(column_1, 1) FROM {0})"),
    in: [.postgres: .template("ARRAY{0}")])
}
