import Testing

@testable import HandWritten
@testable import KindredCore
@testable import KindredSQLite

/// The rows that a stream holds at a time are bounded in number and in bytes.
@Suite struct StreamChunkTests {
  /// The numbers of rows that a stream reads at a time.
  private func chunks(_ database: Database, inTransaction: Bool) async throws -> [Int] {
    let plan = try database.plans.plan(for: PlanKey(kind: .rows, query: Cell<String>.objects.order { $0.id }.query))
    func read(_ cursor: any StatementCursor) async throws -> [Int] {
      defer { cursor.close() }
      var chunks: [Int] = []
      while true {
        var rows = 0
        let goesOn = try await cursor.read(upTo: 256, nil) { row in
          _ = try Cell<String>(row: row)
          rows += 1
        }
        chunks.append(rows)
        if !goesOn { return chunks }
      }
    }
    if !inTransaction { return try await read(try await database.driver.openCursor(plan, [])) }
    return try await database.transaction { () async throws -> [Int] in
      let transaction = try #require(Transaction.current(on: database))
      return try await read(try await transaction.statement { try await $0.openCursor(plan, []) })
    }
  }

  @Test(arguments: [false, true])
  func largeRowsComeInSmallChunks(inTransaction: Bool) async throws {
    try await Scratch.run([Cell<String>.self]) { scratch async throws in
      func fill(_ rows: Int, of bytes: Int) throws {
        try scratch.raw.run("DELETE FROM cell")
        try scratch.raw.run(
          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(rows)) "
            + "INSERT INTO cell (value) SELECT printf('%.*c', \(bytes), 'x') FROM n")
      }
      try fill(300, of: 10)
      #expect(try await chunks(scratch.database, inTransaction: inTransaction) == [256, 44])
      try fill(300, of: 65_536)
      // 4 MB are 64 rows of 64 KB.
      #expect(try await chunks(scratch.database, inTransaction: inTransaction) == [64, 64, 64, 64, 44])
      try fill(5, of: 5 << 20)
      #expect(try await chunks(scratch.database, inTransaction: inTransaction) == [1, 1, 1, 1, 1, 0])
      var count = 0
      for try await cell in Cell<String>.objects.rows {
        #expect(cell.value.utf8.count == 5 << 20)
        count += 1
      }
      #expect(count == 5)
    }
  }
}
