/// A set operation of ``NamedQuery``.
package enum NamedSetOperation: String, Sendable, Hashable, CaseIterable {
  case union, intersection, difference

  var operation: SetOperation {
    switch self {
    case .union: .union
    case .intersection: .intersection
    case .difference: .difference
    }
  }
}

/// A query as data: the name of a model, and what is asked of its rows, step by step.
///
/// It can be stored as JSON, sent over a network, and run where the model is known.
///
/// ```swift
/// let query = NamedQuery("Entry")
///   .filter("blog__name__startswith", "Beatles")
///   .exclude("rating__lt", 5)
///   .values("blog__name")
///   .annotate("n", .count())
///   .order("-n")
/// let rows = try await query.rows()
/// ```
///
/// The steps mean what the verbs of a query set mean, in the same order.
public struct NamedQuery: Sendable, Hashable {
  package enum Step: Sendable, Hashable {
    case filter(NamedExpression)
    case exclude(NamedExpression)
    case annotate(NamedColumn)
    case alias(NamedColumn)
    case values([NamedColumn])
    case order([NamedOrdering])
    case distinct
    case distinctOn([String])
    case slice(from: Int, to: Int?)
    case reversed
    case none
    case combined(NamedSetOperation, [NamedQuery], isAll: Bool)
  }

  /// The name of the model, as ``ModelSchema/name`` has it.
  public let model: String
  package var steps: [Step]
  /// The time zone in which it takes parts of moments; nil for that of the task.
  public private(set) var timeZone: String?

  /// All rows of a model.
  public init(_ model: String) { self.init(model, steps: []) }

  package init(_ model: String, steps: [Step], timeZone: String? = nil) {
    self.model = model
    self.steps = steps
    self.timeZone = timeZone
  }

  private func adding(_ step: Step) -> NamedQuery { NamedQuery(model, steps: steps + [step], timeZone: timeZone) }
}

extension NamedQuery {
  /// The rows for which a look-up holds.
  public func filter(_ name: String, _ value: some NamedArgument) -> NamedQuery { filter(.match(name, value)) }
  /// The rows in which a field is NULL.
  public func filter(_ name: String, _ value: NoArgument?) -> NamedQuery { filter(.match(name, Bool?.none)) }
  /// The rows for which a condition holds. All of it speaks of the same related row.
  public func filter(_ condition: NamedExpression) -> NamedQuery { adding(.filter(condition)) }
  /// The rows for which a look-up does not hold.
  public func exclude(_ name: String, _ value: some NamedArgument) -> NamedQuery { exclude(.match(name, value)) }
  /// The rows in which a field is not NULL.
  public func exclude(_ name: String, _ value: NoArgument?) -> NamedQuery { exclude(.match(name, Bool?.none)) }
  /// The rows for which a condition does not hold.
  public func exclude(_ condition: NamedExpression) -> NamedQuery { adding(.exclude(condition)) }
  /// The rows with one more value.
  public func annotate(_ name: String, _ expression: some NamedArgument) -> NamedQuery {
    adding(.annotate(NamedColumn(name, expression)))
  }
  /// The rows with an expression that others can use by its name, and that is not selected.
  public func alias(_ name: String, _ expression: some NamedArgument) -> NamedQuery {
    adding(.alias(NamedColumn(name, expression)))
  }
  /// Only these values; without names, all fields and annotations.
  public func values(_ names: String...) -> NamedQuery { values(names.map { NamedColumn($0) }) }
  /// Only these values.
  public func values(_ columns: [NamedColumn]) -> NamedQuery { adding(.values(columns)) }
  /// The rows in the order of fields and values, which replaces any previous order.
  public func order(_ names: String...) -> NamedQuery { order(by: names.map(NamedOrdering.init(name:))) }
  /// The rows in this order, which replaces any previous order.
  public func order(by terms: [NamedOrdering]) -> NamedQuery { adding(.order(terms)) }
  /// Each row once.
  public func distinct() -> NamedQuery { adding(.distinct) }
  /// One row for each combination of values of these fields.
  public func distinct(on first: String, _ others: String...) -> NamedQuery { adding(.distinctOn([first] + others)) }
  /// The rows from a position, counted from 0, up to but not including another one.
  public func slice(from lower: Int = 0, to upper: Int? = nil) -> NamedQuery { adding(.slice(from: lower, to: upper)) }
  /// The rows in reverse order.
  public func reversed() -> NamedQuery { adding(.reversed) }
  /// No rows.
  public func none() -> NamedQuery { adding(.none) }

  /// The rows that at least one of the queries has, each once, or with `all` as often as they are found: `UNION`.
  ///
  /// ```swift
  /// NamedQuery("Blog").values("name").union(NamedQuery("Author").values("name")).order("name")
  /// ```
  ///
  /// The queries have the same columns: those of one model, or as many values of the same types. The names of the values
  /// are those of this query. Any step may follow.
  public func union(_ others: NamedQuery..., all: Bool = false) -> NamedQuery {
    adding(.combined(.union, others, isAll: all))
  }
  /// The rows that all of the queries have: `INTERSECT`. See ``union(_:all:)``.
  public func intersection(_ others: NamedQuery..., all: Bool = false) -> NamedQuery {
    adding(.combined(.intersection, others, isAll: all))
  }
  /// The rows that none of the other queries has: `EXCEPT`. See ``union(_:all:)``.
  public func difference(_ others: NamedQuery..., all: Bool = false) -> NamedQuery {
    adding(.combined(.difference, others, isAll: all))
  }

  /// The same query, with the parts of moments in a time zone: see ``withTimeZone(_:_:)``.
  public func inTimeZone(_ identifier: String) -> NamedQuery {
    NamedQuery(model, steps: steps, timeZone: identifier)
  }
}

// MARK: - Running

extension NamedQuery {
  /// The query on the model.
  func request(inside enclosing: [NameResolver] = [], on database: Database? = nil) throws -> NamedRequest {
    let schema = try ModelRegistry.shared.schema(named: model)
    var query = schema.defaultQuery()
    if let database { query.database = database }
    var named = NamedRequest(RowRequest(query: query), inside: enclosing)
    withZone { apply(to: &named) }
    return named
  }

  /// Runs the closure in the query's time zone.
  private func withZone<Result>(_ body: () throws -> Result) rethrows -> Result {
    guard let timeZone else { return try body() }
    return try withTimeZone(timeZone, body)
  }

  private func apply(to named: inout NamedRequest) {
    for step in steps {
      switch step {
      case .filter(let condition): named.filter(condition, excluding: false)
      case .exclude(let condition): named.filter(condition, excluding: true)
      case .annotate(let column): named.annotate(column.name, column.expression)
      case .alias(let column): named.annotate(column.name, column.expression, isHidden: true)
      case .values(let columns): named.values(columns)
      case .order(let terms): named.order(terms)
      case .distinct: named.distinct()
      case .distinctOn(let names): named.distinct(on: names)
      case .slice(let lower, let upper): named.request.slice(from: lower, to: upper)
      case .reversed: named.request.reverse()
      case .none: named.request.query.isNone = true
      case .combined(let operation, let queries, let isAll): named.combine(operation, queries, isAll: isAll)
      }
    }
  }

  /// The rows. Without `values`, they have all fields of the model, and all annotations.
  ///
  /// - Parameter database: The database; by default the task's.
  public func rows(on database: Database? = nil) async throws -> [NamedRow] {
    try await selected(on: database) { try await $0.all() }
  }

  /// The first row; nil if there is none. Without an order, rows are ordered by their key.
  public func first(on database: Database? = nil) async throws -> NamedRow? {
    try await selected(on: database) { try await $0.first() }
  }

  /// The last row; nil if there is none. Without an order, rows are ordered by their key.
  public func last(on database: Database? = nil) async throws -> NamedRow? {
    try await selected(on: database) { try await $0.last() }
  }

  /// The number of rows; of a grouped result, the number of groups.
  public func count(on database: Database? = nil) async throws -> Int {
    try await selected(on: database) { try await $0.count() }
  }

  /// Whether there is at least one row.
  public func exists(on database: Database? = nil) async throws -> Bool {
    try await selected(on: database) { try await $0.exists() }
  }

  /// Aggregates of the rows, by name.
  public func aggregate(_ totals: [String: NamedExpression], on database: Database? = nil) async throws -> NamedRow {
    var named = try request(on: database)
    let resolved = try withZone { try named.resolvedTotals(totals) }
    return try await named.read(resolved)
  }

  /// The statement that ``rows(on:)`` would run, without running it.
  public func sql(for dialect: Dialect) throws -> SQLText {
    var named = try request()
    if named.hasObjects { named.values([]) }
    try named.request.query.check()
    let key = named.request.key(.rows)
    let plan = try PlanBuilder(dialect: dialect).build(stripped: key.stripped)
    return SQLText(text: plan.sql, values: try plan.boundValues(key.values))
  }

  /// Updates fields of the rows.
  ///
  /// - Returns: The number of rows that matched.
  @discardableResult
  public func update(_ values: [String: NamedExpression], on database: Database? = nil) async throws -> Int {
    var named = try request(on: database)
    let request = try named.plainRequest("updated")
    let assignments = try withZone { try named.assignments(values) }
    func update<M: Model>(_ type: M.Type) async throws -> Int {
      try await QuerySet<M>(query: request.query).update { _ in return assignments }
    }
    return try await update(named.schema.model)
  }

  /// Deletes the rows, and related rows as their `onDelete` rules say.
  ///
  /// - Returns: How many rows were deleted, by model.
  @discardableResult
  public func delete(on database: Database? = nil) async throws -> DeletionSummary {
    let named = try request(on: database)
    let request = try named.plainRequest("deleted")
    func delete<M: Model>(_ type: M.Type) async throws -> DeletionSummary {
      try await QuerySet<M>(query: request.query).delete()
    }
    return try await delete(named.schema.model)
  }

  /// What ``delete(on:)`` would do, without doing it.
  public func deletionPlan(on database: Database? = nil) async throws -> DeletionPlan {
    let named = try request(on: database)
    let request = try named.plainRequest("deleted")
    func plan<M: Model>(_ type: M.Type) async throws -> DeletionPlan {
      try await QuerySet<M>(query: request.query).deletionPlan()
    }
    return try await plan(named.schema.model)
  }

  private func selected<Result>(
    on database: Database?, _ body: (any RowQuery<NamedRow>) async throws -> Result
  ) async throws -> Result {
    var named = try request(on: database)
    if named.hasObjects { named.values([]) }
    func result<M: Model>(_ type: M.Type) -> any RowQuery<NamedRow> { NamedResult<M, NamedRow>(values: named) }
    return try await body(result(named.schema.model))
  }
}

extension NamedRequest {
  /// The request, if it is one for plain rows.
  fileprivate func plainRequest(_ verb: String) throws -> RowRequest {
    try request.query.check()
    guard request.selection == nil else {
      throw KindredError(
        .invalidQuery, "A query with values or annotations cannot be \(verb); use a query of the rows themselves."
      ) { $0.model = schema.name }
    }
    return request
  }

  /// The aggregates of a result.
  mutating func resolvedTotals(_ totals: [String: NamedExpression]) throws -> ([NamedOutput], [ExpressionNode]) {
    let sorted = totals.sorted { $0.key < $1.key }
    for (name, _) in sorted {
      guard let problem = NamedColumn.problem(of: name) else { continue }
      throw KindredError(.invalidName, "\(NameText.quoted(name)) is no name for a value: \(problem).")
    }
    guard let expressions = expressions(sorted.map(\.value)) else {
      try request.query.check()
      return ([], [])
    }
    let outputs = zip(sorted, expressions).enumerated().map { index, total in
      NamedOutput(name: total.0.key, index: index, type: total.1.type)
    }
    return (outputs, expressions.map(\.node))
  }
}
