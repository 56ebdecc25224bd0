import PostgresTestServer
import Testing

@testable import HandWritten
@testable import KindredCore
@testable import KindredPostgres

/// The rows that a stream holds at a time are bounded in number and in bytes.
@Suite struct StreamChunkTests {
  /// The numbers of rows that a stream reads at a time.
  private func chunks(_ bench: TestBench, inTransaction: Bool) async throws -> [Int] {
    let plan = try bench.database.plans.plan(
      for: PlanKey(kind: .rows, query: Cell<String>.objects.order { $0.id }.query))
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
    if !inTransaction { return try await read(try await bench.database.driver.openCursor(plan, [])) }
    return try await bench.database.transaction { () async throws -> [Int] in
      let transaction = try #require(Transaction.current(on: bench.database))
      return try await read(try await transaction.statement { try await $0.openCursor(plan, []) })
    }
  }

  private func fill(_ raw: RawConnection, _ rows: Int, of bytes: Int) throws {
    try raw.run("INSERT INTO cell (value) SELECT repeat('x', \(bytes)) FROM generate_series(1, \(rows))")
  }

  @Test(arguments: [false, true])
  func largeRowsComeInSmallChunks(inTransaction: Bool) async throws {
    try await withDatabase { bench async throws in
      let raw = try bench.raw()
      try Cell<String>.store("'first'", as: "text", on: raw)
      try fill(raw, 299, of: 10)
      #expect(try await chunks(bench, inTransaction: inTransaction) == [256, 44])
      try raw.run("DELETE FROM cell")
      try fill(raw, 300, of: 65_536)
      var found = try await chunks(bench, inTransaction: inTransaction)
      #expect(found.reduce(0, +) == 300)
      // 4 MB are 64 rows of 64 KB, or one row fewer because of overhead.
      #expect(found.allSatisfy { $0 <= 64 } && found.count <= 7, "\(found)")
      try raw.run("DELETE FROM cell")
      try fill(raw, 40, of: 3 << 20)
      found = try await chunks(bench, inTransaction: inTransaction)
      #expect(found.reduce(0, +) == 40)
      // Nothing is known of the first ones; a row that is larger than half of the budget comes alone.
      #expect(found.first == 16 && found.dropFirst().allSatisfy { $0 <= 1 }, "\(found)")
    }
  }

  @Test func everyRowIsStreamedOnce() async throws {
    try await withDatabase { bench async throws in
      let raw = try bench.raw()
      try Cell<String>.store("'first'", as: "text", on: raw)
      try raw.run(
        "INSERT INTO cell (value) SELECT repeat('x', CASE WHEN n % 7 = 0 THEN 300000 ELSE n END) "
          + "FROM generate_series(1, 600) AS n")
      var lengths: [Int] = []
      for try await cell in Cell<String>.objects.order({ $0.id }).rows { lengths.append(cell.value.utf8.count) }
      #expect(lengths == [5] + (1...600).map { $0 % 7 == 0 ? 300_000 : $0 })
    }
  }

  @Test func sizes() {
    var size = FetchSize()
    size.begin()
    #expect(size.next(256) == 16)
    size.note(rows: 16, bytes: 16 * 100)
    #expect(size.next(240) == 240)
    size.note(rows: 240, bytes: 240 * 100)
    size.begin()
    #expect(size.next(256) == 256)
    // A row of 2 MB among small ones: two of its kind fit.
    size.note(rows: 1, bytes: 2 << 20)
    #expect(size.next(255) == 1)
    size.note(rows: 1, bytes: 2 << 20)
    #expect(size.next(254) == 0)
    size.begin()
    #expect(size.next(256) == 2)
    // They are small again: the number doubles each time.
    size.note(rows: 2, bytes: 200)
    size.begin()
    #expect(size.next(256) == 4)
    // More than the budget, alone.
    size.note(rows: 1, bytes: 100 << 20)
    size.begin()
    #expect(size.next(256) == 1)
    size.note(rows: 0, bytes: 1000)
    #expect(size.next(256) == 1)
  }
}
