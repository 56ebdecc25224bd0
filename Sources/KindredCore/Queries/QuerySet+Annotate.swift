/// A query for objects, each with something that the database computes for it.
public struct AnnotatedQuery<Model: KindredCore.Model, each Value: FieldValue>: Sendable {
  private var result: RefinedQuery

  init(querySet: QuerySet<Model>, columns: [ExpressionNode]) {
    result = RefinedQuery(query: querySet.query, columns: columns)
  }

  private func changed(_ change: (inout RefinedQuery) -> Void) -> AnnotatedQuery<Model, repeat each Value> {
    var copy = self
    change(&copy.result)
    return copy
  }

  private func changed(
    _ change: (QuerySet<Model>) -> QuerySet<Model>
  ) -> AnnotatedQuery<Model, repeat each Value> {
    changed { $0.query = change(QuerySet(query: $0.query)).query }
  }

  private var querySet: QuerySet<Model> { QuerySet(query: result.query) }

  /// All objects, each with its values.
  public func all() async throws -> [(Model, repeat each Value)] {
    try result.check(Model.self)
    if result.query.isNone { return [] }
    let database = try result.query.placeOfRows().database
    var reader = AnnotatedReader<Model, repeat each Value>(schema: result.query.schema)
    let links = result.query.links(on: database)
    try await database.run(result.key(.annotated), links: links) { try reader.read($0) }
    return reader.rows
  }

  /// The first object with its values, by primary key where no order is given; nil when there is none.
  public func first() async throws -> (Model, repeat each Value)? {
    let ordered = result.refinement?.ordering == nil ? changed { $0.orderedByKey() } : self
    return try await ordered.changed { $0.limited(to: 1) }.all().first
  }

  /// The number of objects.
  public func count() async throws -> Int {
    try result.check(Model.self)
    if result.query.isNone { return 0 }
    return try await querySet.database().scalars(result.key(.resultCount(annotated: true)), as: Int.self).first ?? 0
  }

  /// The objects for which the condition holds: on their columns, or on what was computed.
  ///
  /// ```swift
  /// let busy = try await Blog.objects
  ///   .annotate { $0.entry.count() }
  ///   .filter { blog, entries in entries > 5 && blog.name != "Pop" }
  ///   .all() // [(Blog, Int)]
  /// ```
  ///
  /// A condition on related rows does not change what is computed: only those of a `filter` before `annotate` do.
  public func filter(
    @ResultConditionBuilder _ condition: (Model.Columns, repeat Expr<each Value>) -> QueryCondition
  ) -> AnnotatedQuery<Model, repeat each Value> {
    var names = OutputNames()
    let node = condition(Model.Columns(path: .root), repeat names.next((each Value).self)).node
    return changed { (result: inout RefinedQuery) in result.add(node) }
  }

  /// The objects in this order, instead of any order before.
  ///
  /// ```swift
  /// Blog.objects.annotate { $0.entry.count() }.order { blog, entries in (entries.desc, blog.name) }
  /// ```
  public func order<each Term: OrderingTerm>(
    _ terms: (Model.Columns, repeat Expr<each Value>) -> (repeat each Term)
  ) -> AnnotatedQuery<Model, repeat each Value> {
    var names = OutputNames()
    var ordering: [QueryOrdering] = []
    for term in repeat each terms(Model.Columns(path: .root), repeat names.next((each Value).self)) {
      ordering += term.orderingTerms
    }
    return changed { (result: inout RefinedQuery) in result.order(by: ordering) }
  }

  /// The objects in this order, instead of any order before.
  ///
  /// This is the form for one term.
  @_disfavoredOverload
  public func order<Term: OrderingTerm>(
    _ term: (Model.Columns, repeat Expr<each Value>) -> Term
  ) -> AnnotatedQuery<Model, repeat each Value> {
    var names = OutputNames()
    let ordering = term(Model.Columns(path: .root), repeat names.next((each Value).self)).orderingTerms
    return changed { (result: inout RefinedQuery) in result.order(by: ordering) }
  }

  /// The objects of a range of positions, counted from 0.
  public subscript(range: Range<Int>) -> AnnotatedQuery<Model, repeat each Value> { changed { $0[range] } }

  /// The first objects.
  public subscript(range: PartialRangeUpTo<Int>) -> AnnotatedQuery<Model, repeat each Value> { changed { $0[range] } }

  /// The statement that `all()` would run, without running it.
  public func sql(for dialect: Dialect) throws -> SQLText {
    try result.check(Model.self)
    return try result.sql(.annotated, for: dialect)
  }
}

extension Queryable {
  /// The objects, each with what these expressions give for it.
  ///
  /// ```swift
  /// for (blog, entries) in try await Blog.objects.annotate({ $0.entry.count() }).all() {
  ///   print(blog.name, entries)
  /// }
  /// // SELECT "blog"."id", …, COUNT("entry"."id") FROM "blog" LEFT OUTER JOIN "entry" ON … GROUP BY "blog"."id"
  /// ```
  ///
  /// An aggregate is taken of the rows that are related to the object; where there are none, the object stays. A
  /// `filter` on the relation before narrows what is aggregated.
  public func annotate<each E: QueryExpression>(
    _ values: (Model.Columns) -> (repeat each E)
  ) -> AnnotatedQuery<Model, repeat (each E).Value> where repeat (each E).Value: FieldValue {
    var nodes: [ExpressionNode] = []
    for expression in repeat each values(Model.Columns(path: .root)) { nodes.append(expression.node) }
    return AnnotatedQuery(querySet: querySet, columns: nodes)
  }
}
