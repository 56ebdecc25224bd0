import Kindred
import KindredPostgres
import KindredSQLite
package import Measuring

/// The program of every case with Kindred, written as its documentation says.
package enum KindredCases {
  package static func sqlite(_ settings: Settings) throws -> [Candidate] {
    let read = try Database(sqlite: .file(settings.readFile))
    let stream = try Database(sqlite: .file(settings.streamFile))
    let write = try Database(sqlite: .file(settings.writeFile))
    let change = try Database(sqlite: .file(settings.changeFile))
    let empty = try Database(sqlite: .file(settings.emptyFile))
    let tree = try Database(sqlite: .file(settings.treeFile))
    let writing = WritingCases()
    return [
      candidate("sqlite.rows", read, run: ReadingCases.rows),
      candidate("sqlite.flights", read, run: ReadingCases.flights),
      candidate("sqlite.get", read) { try await ReadingCases.get(0..<$0) },
      candidate("sqlite.getInTransaction", read, run: ReadingCases.getInTransaction),
      candidate("sqlite.filter", read, run: ReadingCases.filter),
      candidate("sqlite.stream", stream, run: ReadingCases.stream),
      candidate("sqlite.create", write, prepare: writing.prepare, run: writing.create),
      candidate("sqlite.bulkCreate", write, prepare: writing.prepare, run: writing.createAll),
      candidate("sqlite.update", change, run: WritingCases.update),
      candidate("sqlite.delete", change, run: WritingCases.delete),
      candidate("sqlite.group", read, run: ReadingCases.group),
      candidate("sqlite.tasks", read) { try await ReadingCases.get($0, tasks: 8) },
      candidate("sqlite.conditions", empty) { try await ConditionCases.run($0, ConditionCases.ten) },
      candidate("sqlite.prefetch", tree, run: LoadingCases.prefetch),
      candidate("sqlite.joined", read, run: LoadingCases.joined),
      candidate("sqlite.add", tree, run: LoadingCases.add),
      // Not timed: their instructions show how the cost grows, and that a selection is read as fast as a model.
      candidate("sqlite.selection", read, run: ReadingCases.selection),
      candidate("sqlite.conditions5", empty) { try await ConditionCases.run($0, ConditionCases.five) },
      candidate("sqlite.conditions20", empty) { try await ConditionCases.run($0, ConditionCases.twenty) },
      candidate("sqlite.building", empty) { try ConditionCases.build($0, ConditionCases.ten) },
      candidate("sqlite.building5", empty) { try ConditionCases.build($0, ConditionCases.five) },
      candidate("sqlite.building20", empty) { try ConditionCases.build($0, ConditionCases.twenty) },
    ]
  }

  package static func postgres(_ settings: Settings) async throws -> [Candidate] {
    guard let address = settings.postgres else { return [] }
    let database = try await Database(postgres: PostgresConfiguration(address))
    let writing = WritingCases()
    return [
      candidate("postgres.get", database) { try await ReadingCases.get(0..<$0) },
      candidate("postgres.rows", database, run: ReadingCases.flights),
      candidate("postgres.together", database, run: ReadingCases.getTogether),
      candidate("postgres.tasks", database) { try await ReadingCases.get($0, tasks: 64) },
      candidate("postgres.bulkCreate", database, prepare: writing.prepare, run: writing.createAll),
      candidate("postgres.prefetch", database, run: LoadingCases.prefetch),
      candidate("postgres.joined", database, run: LoadingCases.joined),
      candidate("postgres.add", database, run: LoadingCases.add),
      // Not timed: their instructions are counted.
      candidate("postgres.stream", database, run: ReadingCases.stream),
      candidate("postgres.create", database, prepare: writing.prepare, run: writing.create),
    ]
  }

  /// A candidate that works on a database as the process's default one.
  private static func candidate(
    _ id: String, _ database: Database, prepare: @escaping (Int) -> Void = { _ in },
    run: @escaping (Int) async throws -> Int
  ) -> Candidate {
    Candidate(id, .kindred) {
      Database.default = database
      prepare($0)
    } run: {
      try await run($0)
    }
  }
}
