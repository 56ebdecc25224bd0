// Queries in expressions. Closures nest, and an inner one uses the columns of the outer ones as they are.

extension RowQuery {
  /// Whether the query has rows, as a condition of another query.
  ///
  /// ```swift
  /// Blog.objects.filter { blog in Entry.objects.filter { $0.blog == blog && $0.rating > 8 }.hasRows }
  /// // … WHERE EXISTS(SELECT 1 FROM "entry" WHERE "entry"."blog_id" = "blog"."id" AND "entry"."rating" > ?1)
  /// ```
  ///
  /// Its negation is `!query.hasRows`. To run the query, there is ``exists()``.
  public var hasRows: QueryCondition { QueryCondition(request.hasRows) }

  /// The number of rows, as an expression of another query. It is never NULL.
  ///
  /// ```swift
  /// Blog.objects.annotate { blog in Entry.objects.filter { $0.blog == blog && $0.rating > 8 }.rowCount }
  /// // SELECT …, (SELECT COUNT(*) FROM "entry" WHERE …) FROM "blog"
  /// ```
  ///
  /// To run the query, there is ``count()``.
  public var rowCount: Expr<Int> { Expr(request.rowCount) }
}

extension RowQuery where Element: FieldValue {
  /// The value of the first row, as an expression of another query; NULL where there is no row.
  ///
  /// ```swift
  /// Blog.objects.annotate { blog in
  ///   Entry.objects.filter { $0.blog == blog }.order { $0.pubDate.desc }.values { $0.headline }.scalar
  /// }
  /// // SELECT …, (SELECT "entry"."headline" FROM "entry" WHERE "entry"."blog_id" = "blog"."id"
  /// // ORDER BY "entry"."pub_date" DESC LIMIT ?1) FROM "blog"
  /// ```
  ///
  /// Which row is the first is as ``first()`` has it: by the order, by primary key where there is none. The values of a
  /// result that consists of an aggregate alone are those of one row: `values { $0.rating.max() }.scalar`.
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

  /// Whether it is one row of all: aggregates, and nothing that makes groups.
  fileprivate var isTotal: Bool {
    selection?.grouping == .values([]) && selection?.ordering == nil && query.ordering?.isEmpty ?? true
  }
}

extension SQLOperation {
  /// The one value of a query, NULL where it finds nothing.
  static let scalar = SQLOperation("scalar", nulls: .custom, spelling: .operand)

  /// The number that a query gives in any case.
  static let rowCount = SQLOperation("rowCount", nulls: .never, spelling: .operand)
}
