import KindredCore

/// Sets a column of many rows, batch by batch, in the order of the primary key.
struct BackfillRunner: Sendable {
  private let table: TableState
  private let column: String
  private let key: [ColumnState]
  private let batch: Int
  private let database: Database
  private let value: RawSQL
  private let condition: RawSQL
  /// The key of the last row that is done; empty before the first one.
  private var last: [DatabaseValue] = []
  private var start = ContinuousClock.now
  /// The number of rows that are done, and of all.
  private var done = 0
  private var total = 0
  private(set) var isFinished = false

  private init(
    _ name: String, _ column: String, _ state: SchemaState, batch: Int, on database: Database,
    _ texts: (TableState) throws -> (value: RawSQL, condition: RawSQL)
  ) throws {
    guard let table = state[name] else {
      throw MigrationError(.invalidOperation, "There is no table \"\(name)\" at this place in the history.")
    }
    self.table = table
    self.column = column
    self.batch = batch
    self.database = database
    key = table.key.compactMap(table.column)
    (value, condition) = try texts(table)
  }

  /// Runs an operation.
  init(_ backfill: Backfill, _ state: SchemaState, on database: Database) throws {
    try self.init(backfill.table, backfill.column, state, batch: backfill.batch, on: database) { table in
      (
        try table.sql(of: backfill.value, on: database.dialect),
        try backfill.condition.map { try table.sql(of: $0, isCondition: true, on: database.dialect) } ?? "1 = 1"
      )
    }
  }

  /// Fills the rows that exist, as a part of a change of the schema.
  init(_ fill: SchemaStep.RowFill, _ state: SchemaState, batch: Int, on database: Database) throws {
    try self.init(fill.table, fill.column, state, batch: batch, on: database) { _ in
      (RawSQL(unchecked: fill.value), RawSQL(unchecked: fill.condition))
    }
  }

  /// The place of the last batch, as text.
  var cursor: String? {
    last.isEmpty ? nil : try? CanonicalJSON.text(last.map { NamedExpression(.value($0)) })
  }

  var progress: RowProgress {
    RowProgress(table: table.name, done: done, total: total, elapsed: ContinuousClock.now - start)
  }

  /// Counts the rows, and takes up the place of an earlier run.
  mutating func prepare(cursor: String?) async throws {
    if let cursor {
      last = try CanonicalJSON.read([NamedExpression].self, from: cursor).compactMap { item in
        if case .value(let value) = item.node { value } else { nil }
      }
    }
    if last.count != key.count { last = [] }
    total = try await count("SELECT COUNT(*) FROM \(identifier: table.name) WHERE (\(condition)) AND \(rowsBehind)")
    start = .now
  }

  private func count(_ sql: RawSQL) async throws -> Int { try await database.query(sql, as: Int.self).all().first ?? 0 }

  /// Sets the next batch, inside the caller's transaction.
  ///
  /// - Returns: Whether it was the last one.
  mutating func runBatch() async throws -> Bool {
    let bound = try await nextBound()
    var rows: RawSQL = "(\(condition)) AND \(rowsBehind)"
    if let bound { rows = "\(rows) AND \(comparison("<=", bound))" }
    done += try await database.execute(
      "UPDATE \(identifier: table.name) SET \(identifier: column) = \(value) WHERE \(rows)")
    guard let bound else {
      isFinished = true
      return true
    }
    last = bound
    return false
  }

  /// The key of the last row of the next batch; nil if the batch is the last one.
  private func nextBound() async throws -> [DatabaseValue]? {
    if key.isEmpty { return nil }
    let names = key.map { column -> RawSQL in "\(identifier: column.name)" }.joined(separator: ", ")
    return try await database.plainRows(
      """
      SELECT \(names) FROM \(identifier: table.name) WHERE (\(condition)) AND \(rowsBehind) ORDER BY \(names)
      LIMIT 1 OFFSET \(batch - 1)
      """, as: key.map(\.type)
    ).first
  }

  private var rowsBehind: RawSQL { last.isEmpty ? "1 = 1" : comparison(">", last) }

  /// Compares the key with that of a row.
  private func comparison(_ sign: StaticString, _ values: [DatabaseValue]) -> RawSQL {
    let names = key.map { column -> RawSQL in "\(identifier: column.name)" }
    let bound = zip(key, values).map { column, value -> RawSQL in "\(stored: value, column.type)" }
    let sign = RawSQL(unchecked: " \(sign) ")
    if names.count == 1 { return "\(names[0])\(sign)\(bound[0])" }
    return "(\(names.joined(separator: ", ")))\(sign)(\(bound.joined(separator: ", ")))"
  }
}
