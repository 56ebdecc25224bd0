/// A query for some columns instead of whole models: rows are typed tuples, or plain values for a single column.
///
/// With an aggregate among the columns, there is one row for each group.
public struct ValuesQuery<Model: KindredCore.Model, each Value: FieldValue>: Sendable {
  // A tuple of typed expressions would crash the compiler, so that they are kept without their types.
  private var result: RefinedQuery

  init(querySet: QuerySet<Model>, columns: [ExpressionNode]) {
    result = RefinedQuery(query: querySet.query, columns: columns)
  }

  private func changed(_ change: (inout RefinedQuery) -> Void) -> ValuesQuery<Model, repeat each Value> {
    var copy = self
    change(&copy.result)
    return copy
  }

  private func changed(
    _ change: (QuerySet<Model>) -> QuerySet<Model>
  ) -> ValuesQuery<Model, repeat each Value> {
    changed { $0.query = change(QuerySet(query: $0.query)).query }
  }

  private var querySet: QuerySet<Model> { QuerySet(query: result.query) }

  /// All rows.
  public func all() async throws -> [(repeat each Value)] {
    try result.check(Model.self)
    if result.query.isNone { return [] }
    let database = try result.query.placeOfRows().database
    var reader = TupleReader<repeat each Value>()
    try await database.run(result.key(.expressions)) { try reader.read($0) }
    return reader.rows
  }

  /// The first row; nil when there is none.
  public func first() async throws -> (repeat each Value)? {
    try await changed { $0.limited(to: 1) }.all().first
  }

  /// The number of rows: of groups, where there is an aggregate.
  public func count() async throws -> Int {
    try result.check(Model.self)
    if result.query.isNone { return 0 }
    return try await querySet.database().scalars(result.key(.resultCount(annotated: false)), as: Int.self).first ?? 0
  }

  /// The rows for which the condition on their values holds.
  ///
  /// The closure's parameters are what `values` selects. A condition on an aggregate becomes `HAVING`, any other `WHERE`.
  ///
  /// ```swift
  /// let busy = try await Flight.objects
  ///   .values { ($0.carrier.name, $0.count()) }
  ///   .filter { name, flights in flights > 10_000 && name != "ExpressJet" }
  ///   .all()
  /// ```
  public func filter(
    @ResultConditionBuilder _ condition: (repeat Expr<each Value>) -> QueryCondition
  ) -> ValuesQuery<Model, repeat each Value> {
    var names = OutputNames()
    let node = condition(repeat names.next((each Value).self)).node
    return changed { (result: inout RefinedQuery) in result.add(node) }
  }

  /// The rows in this order, instead of any order before.
  ///
  /// The closure's parameters are what `values` selects.
  ///
  /// ```swift
  /// Flight.objects.values { ($0.carrierID, $0.count()) }.order { carrier, flights in (flights.desc, carrier) }
  /// ```
  public func order<each Term: OrderingTerm>(
    _ terms: (repeat Expr<each Value>) -> (repeat each Term)
  ) -> ValuesQuery<Model, repeat each Value> {
    var names = OutputNames()
    var ordering: [QueryOrdering] = []
    for term in repeat each terms(repeat names.next((each Value).self)) { ordering += term.orderingTerms }
    return changed { (result: inout RefinedQuery) in result.order(by: ordering) }
  }

  /// The rows in this order, instead of any order before.
  ///
  /// This is the form for one term.
  @_disfavoredOverload
  public func order<Term: OrderingTerm>(
    _ term: (repeat Expr<each Value>) -> Term
  ) -> ValuesQuery<Model, repeat each Value> {
    var names = OutputNames()
    let ordering = term(repeat names.next((each Value).self)).orderingTerms
    return changed { (result: inout RefinedQuery) in result.order(by: ordering) }
  }

  /// Totals of the rows: of the groups, where there is an aggregate.
  ///
  /// ```swift
  /// let average = try await Flight.objects
  ///   .values { ($0.carrierID, $0.count()) }
  ///   .aggregate { carrier, flights in flights.avg() } // Double?
  /// // SELECT AVG("grouped"."column_2") FROM (SELECT … GROUP BY …) AS "grouped"
  /// ```
  @_disfavoredOverload
  public func aggregate<each E: QueryExpression>(
    _ totals: (repeat Expr<each Value>) -> (repeat each E)
  ) async throws -> (repeat (each E).Value) where repeat (each E).Value: FieldValue {
    try await totalsQuery(of: nodes(totals)).read()
  }

  private func nodes<each E: QueryExpression>(
    _ totals: (repeat Expr<each Value>) -> (repeat each E)
  ) -> [ExpressionNode] {
    var names = OutputNames()
    return ExpressionNode.list(repeat each totals(repeat names.next((each Value).self)))
  }

  /// One total of the rows.
  public func aggregate<E: QueryExpression>(_ total: (repeat Expr<each Value>) -> E) async throws -> E.Value
  where E.Value: FieldValue {
    try await totalsQuery(of: [node(total)]).read()
  }

  private func node<E: QueryExpression>(_ total: (repeat Expr<each Value>) -> E) -> ExpressionNode {
    var names = OutputNames()
    return total(repeat names.next((each Value).self)).node
  }

  private func totalsQuery<each Total: FieldValue>(of nodes: [ExpressionNode]) throws -> TotalsQuery<repeat each Total>
  {
    try result.check(Model.self)
    if nodes.isEmpty { throw KindredError.noTerms("aggregate", Model.schema) }
    for node in nodes { if let failure = node.failure { throw failure } }
    var key = result.key(.totals)
    key.totals = nodes
    return TotalsQuery(key: key, totals: nodes, database: try querySet.database())
  }

  /// Each combination of values once.
  public func distinct() -> ValuesQuery<Model, repeat each Value> { changed { $0.distinct() } }

  /// The rows of a range of positions, counted from 0.
  public subscript(range: Range<Int>) -> ValuesQuery<Model, repeat each Value> { changed { $0[range] } }

  /// The first rows.
  public subscript(range: PartialRangeUpTo<Int>) -> ValuesQuery<Model, repeat each Value> { changed { $0[range] } }

  /// The statement that `all()` would run, without running it.
  public func sql(for dialect: Dialect) throws -> SQLText {
    try result.check(Model.self)
    return try result.sql(.expressions, for: dialect)
  }
}

extension Queryable {
  /// Only these columns or expressions, as typed tuples.
  ///
  /// ```swift
  /// let pairs = try await Entry.objects.values { ($0.headline, $0.blog.name) }.all() // [(String, String)]
  /// let names = try await Blog.objects.values { $0.name }.all()                      // [String]
  /// ```
  ///
  /// With an aggregate among them, the rows are groups: there is one for each combination of values of the others, and
  /// of what the query set is explicitly ordered by. The model's own order has no part in it.
  ///
  /// ```swift
  /// let delays = try await Flight.objects.values { ($0.carrierID, $0.count(), $0.departureDelay.avg()) }.all()
  /// // SELECT "flight"."carrier_id", COUNT(*), AVG("flight"."departure_delay") FROM "flight"
  /// // GROUP BY "flight"."carrier_id"
  /// ```
  public func values<each E: QueryExpression>(
    _ columns: (Model.Columns) -> (repeat each E)
  ) -> ValuesQuery<Model, repeat (each E).Value> where repeat (each E).Value: FieldValue {
    var nodes: [ExpressionNode] = []
    for expression in repeat each columns(Model.Columns(path: .root)) { nodes.append(expression.node) }
    var querySet = querySet
    if nodes.contains(where: \.containsAggregate) { querySet.query.refuseGrouping() }
    return ValuesQuery(querySet: querySet, columns: nodes)
  }
}

extension Query {
  /// Refuses what could mean the rows or the groups.
  fileprivate mutating func refuseGrouping() {
    guard failure == nil, window.isSlice || isDistinct || hasDistinctColumns else { return }
    failure = KindredError(
      .invalidQuery,
      "A query set that is sliced or distinct cannot be grouped. Slice the groups: values { … }[..<5]; take values once: "
        + "count(distinct: true); or group what has the same keys: filter { $0.pk.in(…) }."
    ) {
      $0.model = schema.name
    }
  }
}
