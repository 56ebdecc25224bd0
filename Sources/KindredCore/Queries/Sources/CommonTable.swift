/// A result as a table of a query, written once in its `WITH` clause: a common table expression.
///
/// ```swift
/// let totals = Entry.objects.values { ($0.blogID, $0.count()) }.asTable("totals")
/// let blogs = try await Blog.objects
///   .joining(totals) { blog, key, entries in blog.id == key }
///   .filter { blog, key, entries in entries > 5 }
///   .all() // [(Blog, Key<Blog>, Int)]
/// // WITH "totals" ("column_1", "column_2") AS (SELECT "entry"."blog_id", COUNT(*) FROM "entry" GROUP BY …)
/// // SELECT "blog"."id", …, "totals"."column_1", "totals"."column_2" FROM "blog"
/// // INNER JOIN "totals" ON "blog"."id" = "totals"."column_1" WHERE "totals"."column_2" > ?1
/// ```
///
/// A table is a value: it can be used several times in a query, and in queries inside of it. In one query, tables of the
/// same name have to be the same table.
///
/// - Parameters:
///   - Model: The model whose query the table comes from.
///   - Value: The types of its columns.
public struct CommonTable<Model: KindredCore.Model, each Value: FieldValue>: Sendable {
  let definition: CommonTableDefinition

  init(_ definition: CommonTableDefinition) { self.definition = definition }

  /// The table's rows, as a query of their own.
  ///
  /// ```swift
  /// let largest = try await totals.query.order { key, entries in entries.desc }.first()
  /// // WITH "totals" (…) AS (…) SELECT "totals"."column_1", "totals"."column_2" FROM "totals" ORDER BY …
  /// ```
  public var query: ResultQuery<Model, (repeat each Value), SelectedValues, repeat each Value> {
    ResultQuery(
      RowRequest(definition, Model.schema), ResultReaders.tuple(repeat (each Value).self))
  }
}

extension ResultQuery where Kind == SelectedValues {
  /// The result as a table that other queries can join. See ``CommonTable``.
  ///
  /// - Parameter name: The table's name in the statement. It is not the name of a table of the database.
  public func asTable(_ name: String) -> CommonTable<Model, repeat each Value> {
    CommonTable(CommonTableDefinition(name, request, types: columnTypes))
  }

  /// A table that consists of these rows, and of those that a query finds by means of the table itself, again and again
  /// until there are no new ones: `WITH RECURSIVE`.
  ///
  /// ```swift
  /// let below = Folder.objects.filter { $0.name == "src" }
  ///   .values { ($0.id, Expr.value(0)) }
  ///   .recursively("below") { below in
  ///     Folder.objects.joining(below) { folder, id, depth in folder.parentID == id }
  ///       .values { folder, id, depth in (folder.id, depth + 1) }
  ///   }
  /// let folders = try await Folder.objects.joining(below) { folder, id, depth in folder.id == id }.all()
  /// // WITH RECURSIVE "below" ("column_1", "column_2") AS (SELECT … UNION SELECT … INNER JOIN "below" ON …) SELECT …
  /// ```
  ///
  /// Rows that were found before are not found again, so that cycles come to an end. With a column that counts the
  /// steps, each row of a cycle is a new one: limit the count by a condition in the step.
  ///
  /// - Parameters:
  ///   - name: The table's name in the statement.
  ///   - all: Whether equal rows are kept: `UNION ALL`. It is faster, and does not come to an end in a cycle.
  ///   - step: The query that finds further rows. It joins the table that is its parameter, which has the rows of the
  ///     step before.
  public func recursively<Step: RowQuery>(
    _ name: String = "tree", all: Bool = false, _ step: (CommonTable<Model, repeat each Value>) -> Step
  ) -> CommonTable<Model, repeat each Value> where Step.Element == Element {
    let types = columnTypes
    let further = step(CommonTable(CommonTableDefinition(referenceTo: name, types: types))).request
    return CommonTable(CommonTableDefinition(name, request, step: further, isAll: all, types: types))
  }
}
