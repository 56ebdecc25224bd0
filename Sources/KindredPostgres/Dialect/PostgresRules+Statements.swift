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
    switch conflict {
    case .ignore: writer.write(" ON CONFLICT DO NOTHING")
    case .update(let columns, let target):
      writer.write(" ON CONFLICT (")
      writer.list(target) { $0.write(identifier: $1) }
      writer.write(") DO UPDATE SET ")
      writer.list(columns) { writer, column in
        writer.write(identifier: column)
        writer.write(" = EXCLUDED.")
        writer.write(identifier: column)
      }
    }
  }

  func writeReturning(_ columns: [String], to writer: inout SQLWriter) {
    writer.write(" RETURNING ")
    writer.list(columns) { $0.write(identifier: $1) }
  }

  /// Numbers that divide a batch of 1,000 rows, with few enough parameters that the server's description of them
  /// arrives in one piece, far below the maximum of 65,535.
  func rowsPerInsert(columns: Int) -> [Int] {
    let most = 1800 / max(1, columns)
    return [500, 250, 200, 100, 50].filter { $0 <= most }
  }

  var explainPrefix: String { "EXPLAIN " }

  func explanation(in row: borrowing DatabaseRow) throws -> String { try row.string(0) }
}
