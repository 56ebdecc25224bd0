/// The query of `values` and `annotate` by name. Its rows are ``NamedRow`` values, or pairs of an object and such a row.
///
/// It has the verbs of a query set that take names.
///
/// ```swift
/// let sizes = try await Entry.objects.values(byName: "blog__name").annotate("n", .count()).order("-n").all()
/// // SELECT "blog"."name", COUNT(*) FROM … GROUP BY "blog"."name" ORDER BY COUNT(*) DESC
/// ```
public struct NamedResult<Model: KindredCore.Model, Element: Sendable>: Sendable {
  var named: NamedRequest
  /// Makes the closure that reads a row.
  private let reading: @Sendable (NamedRequest) -> ResultReading<Element>

  private init(_ named: NamedRequest, _ reading: @escaping @Sendable (NamedRequest) -> ResultReading<Element>) {
    self.named = named
    self.reading = reading
  }

  fileprivate func changed(_ change: (inout NamedRequest) -> Void) -> NamedResult {
    var named = named
    change(&named)
    return NamedResult(named, reading)
  }
}

extension NamedResult where Element == NamedRow {
  /// A result of values alone.
  init(values named: NamedRequest) {
    self.init(named) { named in
      let columns = NamedRow.Columns(named.columns, keys: KeyColumns(named.request.selection))
      return { row in try columns.read(row, from: 0) }
    }
  }
}

extension NamedResult where Element == (Model, NamedRow) {
  /// A result of objects with values.
  init(objects named: NamedRequest) {
    self.init(named) { named in
      let columns = NamedRow.Columns(named.columns, keys: KeyColumns(named.request.selection))
      return { row in (try Model(row: row), try columns.read(row, from: row.width(of: Model.schema))) }
    }
  }
}

extension NamedResult: RowQuery {
  /// The untyped request.
  public var request: RowRequest { named.request }

  /// The same result with another request.
  public func refined(_ request: RowRequest) -> NamedResult { changed { $0.request = request } }

  /// The rows of a request.
  public func rows(of request: RowRequest) async throws -> [Element] {
    try await request.read(refined(request).reader)
  }

  private var reader: ResultReading<Element> { reading(named) }

  /// The rows one by one, read in chunks, so that memory does not grow with their number.
  public var rows: ResultRows<Element> { ResultRows(request, reader) }
}

extension NamedResult {
  /// The rows for which the look-up holds. See ``Queryable/filter(_:_:)-(String,_)``.
  public func filter(_ name: String, _ value: some NamedArgument) -> NamedResult {
    filter(where: .match(name, value))
  }

  /// The rows for which the look-up does not hold.
  public func exclude(_ name: String, _ value: some NamedArgument) -> NamedResult {
    exclude(where: .match(name, value))
  }

  /// The rows in which a field or value is NULL.
  public func filter(_ name: String, _ value: NoArgument?) -> NamedResult { filter(where: .match(name, Bool?.none)) }

  /// The rows in which a field or value is not NULL.
  public func exclude(_ name: String, _ value: NoArgument?) -> NamedResult { exclude(where: .match(name, Bool?.none)) }

  /// The rows for which the condition holds. A condition on an aggregate becomes `HAVING`.
  public func filter(where condition: NamedExpression) -> NamedResult {
    changed { $0.filter(condition, excluding: false) }
  }

  /// The rows for which the condition does not hold.
  public func exclude(where condition: NamedExpression) -> NamedResult {
    changed { $0.filter(condition, excluding: true) }
  }

  /// The rows in the order of fields and values. See ``Queryable/order(_:)-(String...)``.
  public func order(_ names: String...) -> NamedResult { order(by: names.map(NamedOrdering.init(name:))) }

  /// The rows in this order, which replaces any previous ordering.
  public func order(by terms: [NamedOrdering]) -> NamedResult { changed { $0.order(terms) } }

  /// The rows with one more value.
  public func annotate(_ name: String, _ expression: some NamedArgument) -> NamedResult {
    changed { $0.annotate(name, expression.namedExpression) }
  }

  /// The rows with an expression that others can use by its name, and that is not selected.
  public func alias(_ name: String, _ expression: some NamedArgument) -> NamedResult {
    changed { $0.annotate(name, expression.namedExpression, isHidden: true) }
  }

  /// Only these values, instead of those that are selected. The grouping does not change.
  public func values(byName names: String...) -> NamedResult<Model, NamedRow> {
    values(names.map { NamedColumn($0) })
  }

  /// Only these values, instead of those that are selected. The grouping does not change.
  public func values(_ columns: [NamedColumn]) -> NamedResult<Model, NamedRow> {
    var named = named
    named.values(columns)
    return NamedResult<Model, NamedRow>(values: named)
  }

  /// Aggregates of the rows, or of the groups. See ``Queryable/aggregate(byName:)``.
  public func aggregate(byName totals: [String: NamedExpression]) async throws -> NamedRow {
    try await named.totals(totals)
  }
}

extension NamedRequest {
  /// One row of aggregates.
  func totals(_ totals: [String: NamedExpression]) async throws -> NamedRow {
    var named = self
    let resolved = try named.resolvedTotals(totals)
    return try await named.read(resolved)
  }

  /// Reads aggregates.
  func read(_ totals: (outputs: [NamedOutput], nodes: [ExpressionNode])) async throws -> NamedRow {
    let nodes = totals.nodes
    let columns = NamedRow.Columns(totals.outputs)
    var (key, database) = try request.totalsKey(nodes)
    if key.query.isNone {
      let known = nodes.compactMap(\.valueWithoutRows)
      if known.count == nodes.count { return NamedRow(columns: columns, values: known) }
      key = key.withoutRows
    }
    var row: NamedRow?
    try await database.run(key) { row = try columns.read($0, from: 0) }
    guard let row else {
      throw KindredError(.database, "The database returned no row for the aggregates.") { $0.model = schema.name }
    }
    return row
  }
}
