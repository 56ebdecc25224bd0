package import Measuring

/// The hand-written program of every case.
package enum HandWrittenCases {
  package static func sqlite(_ settings: Settings) throws -> [Candidate] {
    let reading = try SQLiteReading(settings.readFile)
    let flights = try SQLiteFlights(settings.readFile)
    let streaming = try SQLiteReading(settings.streamFile)
    let writing = try SQLiteWriting(settings.writeFile)
    let changing = try SQLiteWriting(settings.changeFile)
    let conditions = try SQLiteConditions(settings.emptyFile)
    let readers = try (0..<8).map { _ in try SQLiteReading(settings.readFile) }
    let loading = try SQLiteLoading(settings.treeFile)
    let joining = try SQLiteJoining(settings.readFile)
    return [
      Candidate("sqlite.rows", .hand, run: reading.rows),
      Candidate("sqlite.flights", .hand, run: flights.read),
      Candidate("sqlite.get", .hand) { try reading.get(0..<$0) },
      Candidate("sqlite.getInTransaction", .hand, run: reading.getInTransaction),
      Candidate("sqlite.filter", .hand, run: reading.filter),
      Candidate("sqlite.stream", .hand, run: streaming.stream),
      Candidate("sqlite.create", .hand, prepare: writing.prepare, run: writing.create),
      Candidate("sqlite.bulkCreate", .hand, prepare: writing.prepare, run: writing.createAll),
      Candidate("sqlite.update", .hand, run: changing.update),
      Candidate("sqlite.delete", .hand, run: changing.delete),
      Candidate("sqlite.group", .hand, run: reading.group),
      Candidate("sqlite.tasks", .hand) { steps in
        try sum(onThreads: 8) { try readers[$0].get(share($0, of: 8, steps: steps)) }
      },
      Candidate("sqlite.conditions", .hand, run: conditions.run),
      Candidate("sqlite.prefetch", .hand, run: loading.prefetch),
      Candidate("sqlite.joined", .hand, run: joining.run),
      Candidate("sqlite.add", .hand, run: loading.add),
    ]
  }

  package static func postgres(_ settings: Settings) throws -> [Candidate] {
    guard let address = settings.postgres else { return [] }
    let reading = try PostgresReading(address)
    let writing = try PostgresWriting(address)
    let readers = try (0..<8).map { _ in try PostgresReading(address) }
    let loading = try PostgresLoading(address)
    return [
      Candidate("postgres.get", .hand) { try reading.get(0..<$0) },
      Candidate("postgres.rows", .hand, run: reading.flights),
      Candidate("postgres.together", .hand, run: reading.getTogether),
      Candidate("postgres.tasks", .hand) { steps in
        try sum(onThreads: 8) { try readers[$0].get(share($0, of: 8, steps: steps)) }
      },
      Candidate("postgres.bulkCreate", .hand, prepare: writing.prepare, run: writing.createAll),
      Candidate("postgres.prefetch", .hand, run: loading.prefetch),
      Candidate("postgres.joined", .hand, run: loading.joined),
      Candidate("postgres.add", .hand, run: loading.add),
    ]
  }
}
