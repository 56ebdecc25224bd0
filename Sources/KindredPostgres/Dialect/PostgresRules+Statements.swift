import KindredCore

extension PostgresRules {
  func placeholder(_ index: Int) -> String { "$\(index)" }

  var randomOrder: String { "RANDOM()" }

  func writeSlice(limit: SQLExpression?, offset: SQLExpression?, to writer: inout SQLWriter) {
    if let limit {
      writer.write(" LIMIT ")
      writer.write(limit)
    }
    if let offset {
      writer.write(" OFFSET ")
      writer.write(offset)
    }
  }

  var distinctOn: String? { "DISTINCT ON" }

  func problem(of lock: SelectStatement.Lock, in statement: SelectStatement) -> String? { nil }

  func writeLock(_ lock: SelectStatement.Lock, of statement: SelectStatement, to writer: inout SQLWriter) {
    if lock.options.keepsKey { writer.write(" FOR NO KEY UPDATE") } else { writer.write(" FOR UPDATE") }
    if !lock.tables.isEmpty {
      writer.write(" OF ")
      writer.list(lock.tables) { $0.write(identifier: $1) }
    }
    switch lock.options.waiting {
    case .untilFree: break
    case .never: writer.write(" NOWAIT")
    case .skipping: writer.write(" SKIP LOCKED")
    }
  }

  func writeConflict(
    _ conflict: InsertStatement.Conflict, of statement: InsertStatement, to writer: inout SQLWriter
  ) {
    writer.writeOnConflict(conflict)
  }

  /// libpq gives a connection up when the server describes more parameters than fit into 30,000 bytes.
  var maximumParameters: Int { 7000 }

  func writeLoad(_ statement: InsertStatement, to writer: inout SQLWriter) {
    writer.write("COPY ")
    writer.write(identifier: statement.table)
    writer.write(" (")
    writer.list(statement.columns) { $0.write(identifier: $1) }
    writer.write(") FROM STDIN (FORMAT binary)")
  }

  /// Numbers that divide a batch of 1,000 rows, with few enough parameters that the server's description of them
  /// arrives in one piece, far below the maximum of 65,535.
  func rowsPerInsert(columns: Int) -> [Int] {
    let most = 1800 / max(1, columns)
    return [500, 250, 200, 100, 50].filter { $0 <= most }
  }

  var explainPrefix: String { "EXPLAIN " }

  /// The estimate of the outermost node: `Seq Scan on entry  (cost=0.00..1.05 rows=5 width=72)`.
  func estimatedRows(in explanation: String) -> Int? {
    guard let start = explanation.firstRange(of: " rows=") else { return nil }
    return Int(explanation[start.upperBound...].prefix { $0.isNumber })
  }

  func explanation(in row: borrowing DatabaseRow) throws -> String { try row.string(0) }
}
