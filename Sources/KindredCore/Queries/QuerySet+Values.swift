/// A query for some columns instead of whole models: rows are typed tuples, or plain values for a single column.
public struct ValuesQuery<Model: KindredCore.Model, each Value: FieldValue>: Sendable {
  let querySet: QuerySet<Model>
  let columns: [ExpressionNode]

  /// All rows.
  public func all() async throws -> [(repeat each Value)] {
    try querySet.check()
    for column in columns { if let failure = column.failure { throw failure } }
    if querySet.query.isNone { return [] }
    let database = try querySet.databaseOfRows()
    let key = PlanKey(kind: .expressions, query: querySet.query, columns: columns)
    var reader = TupleReader<repeat each Value>()
    try await database.run(key, into: &reader)
    return reader.rows
  }

  /// The first row; nil when there is none.
  public func first() async throws -> (repeat each Value)? {
    try await ValuesQuery(querySet: querySet.limited(to: 1), columns: columns).all().first
  }

  /// Each combination of values once.
  public func distinct() -> ValuesQuery<Model, repeat each Value> {
    ValuesQuery(querySet: querySet.distinct(), columns: columns)
  }

  /// The rows of a range of positions, counted from 0.
  public subscript(range: Range<Int>) -> ValuesQuery<Model, repeat each Value> {
    ValuesQuery(querySet: querySet[range], columns: columns)
  }

  /// The first rows.
  public subscript(range: PartialRangeUpTo<Int>) -> ValuesQuery<Model, repeat each Value> {
    ValuesQuery(querySet: querySet[range], columns: columns)
  }

  /// The statement that `all()` would run, without running it.
  public func sql(for dialect: Dialect) throws -> SQLText {
    try querySet.check()
    let key = PlanKey(kind: .expressions, query: querySet.query, columns: columns)
    let plan = try PlanBuilder(dialect: dialect).build(key)
    return SQLText(text: plan.sql, values: plan.boundValues(key.values))
  }
}

extension Queryable {
  /// Only these columns or expressions, as typed tuples.
  ///
  /// ```swift
  /// let pairs = try await Entry.objects.values { ($0.headline, $0.blog.name) }.all() // [(String, String)]
  /// let names = try await Blog.objects.values { $0.name }.all()                      // [String]
  /// ```
  public func values<each E: Expression>(
    _ columns: (Model.Columns) -> (repeat each E)
  ) -> ValuesQuery<Model, repeat (each E).Value> where repeat (each E).Value: FieldValue {
    var nodes: [ExpressionNode] = []
    for expression in repeat each columns(Model.Columns(path: .root)) { nodes.append(expression.node) }
    return ValuesQuery(querySet: querySet, columns: nodes)
  }
}

/// Reads rows into tuples.
private struct TupleReader<each Value: FieldValue>: RowReader {
  var rows: [(repeat each Value)] = []

  mutating func read(_ row: borrowing Row) throws {
    var column: Int32 = -1
    func next<V: FieldValue>(_ type: V.Type, _ row: borrowing Row) throws -> V {
      column += 1
      return try V(row: row, column: column)
    }
    rows.append((repeat try next((each Value).self, row)))
  }
}
