/// A statement's text and the values that are bound to its placeholders.
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
    return SQLText(text: plan.sql, values: plan.boundValues(key.values))
  }

  /// The statement that `all()` would run on the query's database, without running it.
  ///
  /// ```swift
  /// print(try Entry.objects.filter { $0.rating > 7 }.sql().text)
  /// ```
  ///
  /// - Throws: What was wrong when the query was put together, and ``KindredError/Code/noDatabase`` when there is none.
  public func sql() throws -> SQLText {
    let request = request
    try request.query.check()
    let key = request.key(.rows)
    let plan = try request.query.place().database.plans.plan(for: key)
    return SQLText(text: plan.sql, values: plan.boundValues(key.values))
  }

  /// How the database would run the query, in its own words.
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
  /// Inlined, so that a chain of verbs in front of it copies nothing.
  @inlinable
  public func sql() throws -> SQLText { try querySet.query.sql() }
}

extension Query {
  /// The statement that reads its rows on its database.
  @usableFromInline
  func sql() throws -> SQLText {
    try check()
    let plan = try place().database.plans.plan(forRowsOf: self)
    return SQLText(text: plan.sql, values: plan.boundValues(values))
  }
}
