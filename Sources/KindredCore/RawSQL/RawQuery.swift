/// A query of your own SQL: a value that runs when its rows are requested.
///
/// ``QuerySet/raw(_:)`` and ``Database/query(_:as:)`` make one. It is not refined further; put conditions, order and
/// limits into the text.
public struct RawQuery<Element: Sendable>: Sendable {
  let sql: RawSQL
  let model: ModelSchema?
  let columns: RawTraits.Columns
  /// The database, and for objects the fetch mode.
  let source: RawSource
  let reading: RawReading<Element>

  /// All rows, as an array.
  public func all() async throws -> [Element] {
    let statement = try RawStatement(sql, model: model, columns: columns)
    let place = try source.place(for: statement)
    let plan = try place.database.rawPlans.plan(for: statement)
    let read = reading.begin(plan)
    var rows: [Element] = []
    var execution = Execution(
      plan, .values(try plan.boundValues(statement.values)), links: source.links(on: place.database), at: place)
    if try execution.start({ rows.append(try read($0)) }) == nil {
      _ = try await execution.finish { rows.append(try read($0)) }
    }
    place.database.noteRaw(plan)
    return rows
  }

  /// The first row; nil if there is none. The statement returns all of its rows; end it with `LIMIT 1` if they are many.
  public func first() async throws -> Element? { try await all().first }

  /// The text and the values that the statement is run with, without running it.
  public func sql(for dialect: Dialect) throws -> SQLText {
    let statement = try RawStatement(sql, model: model, columns: columns)
    let plan = try statement.plan(for: dialect)
    return SQLText(text: plan.sql, values: try plan.boundValues(statement.values))
  }
}

extension RawQuery where Element: Model {
  /// The only row.
  ///
  /// - Throws: `DoesNotExist` of the model if there is none, `MultipleObjectsReturned` if there are several.
  public func get() async throws -> Element {
    let found = try await all()
    guard let first = found.first else { throw Element.DoesNotExist() }
    guard found.count == 1 else { throw Element.MultipleObjectsReturned(count: found.count) }
    return first
  }
}

/// Where a query of the user's SQL runs.
struct RawSource: Sendable {
  let database: Database?
  /// The query set that it was made from.
  let query: Query?

  func place(for statement: RawStatement) throws -> Place {
    if let query { try RawSource.check(query) }
    return try Session.place(
      for: database ?? query?.database, statement.kind.isWrite ? .write : .read, of: statement.model)
  }

  func links(on database: Database, expecting expected: Int = 0) -> PeerLinks? {
    query?.links(on: database, expecting: expected, isWhole: true)
  }

  /// - Throws: ``KindredError/Code/invalidQuery`` if the query set has conditions, which the user's text replaces.
  private static func check(_ query: Query) throws {
    try query.check()
    guard KeyLookup.answers(query), query.ordering == nil, !query.isReversed else {
      throw KindredError(
        .invalidQuery,
        "raw replaces the whole query, so what was asked of the query set before would have no effect. "
          + "Write raw first, and put conditions, order and limits into the text."
      ) {
        $0.model = query.schema.name
      }
    }
  }
}

/// Makes the closure that reads the rows of one run.
struct RawReading<Element>: Sendable {
  let begin: @Sendable (StatementPlan) -> (borrowing DatabaseRow) throws -> Element

  init(begin: @escaping @Sendable (StatementPlan) -> (borrowing DatabaseRow) throws -> Element) { self.begin = begin }

  /// Reads values, column after column.
  init(_ reader: @escaping ResultReading<Element>) { begin = { _ in reader } }
}

extension RawReading where Element: Model {
  /// Reads objects. The columns are found by their names when the first row is there.
  init(_ model: Element.Type) {
    begin = { plan in
      var mapped: MappedRow?
      return { row in
        if let mapped { return try mapped.with(row) { try Element(row: $0) } }
        let found = MappedRow(row, positions: try plan.positions(of: plan.columns, in: row.columnNames))
        mapped = found
        return try found.with(row) { try Element(row: $0) }
      }
    }
  }
}

extension RawReading where Element: Selection {
  /// Reads selections. The number of their columns is known when the first one was read.
  init(selection: Element.Type) {
    begin = { plan in
      var isChecked = false
      return { row in
        var place = SelectionPlace()
        let element = try Element(row: row, at: &place)
        if !isChecked { try plan.check(count: Int(place.column), in: row.columnNames) }
        isChecked = true
        return element
      }
    }
  }
}

extension Database {
  /// Tells the driver if a user's statement may have changed the schema.
  func noteRaw(_ plan: StatementPlan) { if plan.raw?.changesSchema == true { driver.schemaChanged() } }
}
