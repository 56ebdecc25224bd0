/// A statement's text and its bound values.
public struct SQLText: Sendable, CustomStringConvertible {
  /// The text.
  public let text: String
  /// The values, in the order of the placeholders.
  public let values: [DatabaseValue]

  /// The text.
  public var description: String { text }
}

extension RowQuery {
  /// The statement that `all()` would run, without running it.
  ///
  /// ```swift
  /// print(try Blog.objects.filter { $0.name == "x" }.sql(for: .sqlite))
  /// ```
  public func sql(for dialect: Dialect) throws -> SQLText {
    let request = request
    try request.query.check()
    let key = request.key(.rows)
    let plan = try PlanBuilder(dialect: dialect).build(stripped: key.stripped)
    return SQLText(text: plan.sql, values: try plan.boundValues(key.values))
  }

  /// The statement that `all()` would run on the query's database, without running it.
  ///
  /// ```swift
  /// print(try Entry.objects.filter { $0.rating > 7 }.sql().text)
  /// ```
  ///
  /// - Throws: The first error made while the query was built, and ``KindredError/Code/noDatabase`` if there is none.
  public func sql() throws -> SQLText {
    let request = request
    try request.query.check()
    let key = request.key(.rows)
    let plan = try request.query.place().database.plans.plan(for: key)
    return SQLText(text: plan.sql, values: try plan.boundValues(key.values))
  }

  /// The database's query plan, as text (`EXPLAIN`).
  public func explain() async throws -> String {
    let request = request
    try request.query.check()
    let database = try request.query.place().database
    let rules = database.dialect.rules
    var lines: [String] = []
    try await database.run(request.key(.explain)) { lines.append(try rules.explanation(in: $0)) }
    return lines.joined(separator: "\n")
  }
}

extension Queryable {
  /// The statement that `all()` would run on the query's database, without running it. See ``RowQuery/sql()``.
  ///
  /// Inlined, so that the chain of verbs before it copies nothing.
  @inlinable
  public func sql() throws -> SQLText { try querySet.query.sql() }
}

extension Query {
  /// The statement that reads the rows on the query's database.
  @usableFromInline
  func sql() throws -> SQLText {
    try check()
    let plan = try place().database.plans.plan(forRowsOf: self)
    return SQLText(text: plan.sql, values: try plan.boundValues(values))
  }
}
