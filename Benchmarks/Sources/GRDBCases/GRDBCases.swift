import Foundation
import GRDB
package import Measuring

/// The program of every SQLite case with GRDB.
package enum GRDBCases {
  package static func sqlite(_ settings: Settings) throws -> [Candidate] {
    let pools = try Pools(settings)
    return Programs<Entry, Flight>(pools: pools).candidates(.grdb)
      + Programs<CodableEntry, CodableFlight>(pools: pools).candidates(.grdbCodable)
  }
}

struct Pools {
  let read: DatabasePool
  let stream: DatabasePool
  let write: DatabasePool
  let change: DatabasePool

  init(_ settings: Settings) throws {
    var configuration = Configuration()
    configuration.maximumReaderCount = 8
    read = try DatabasePool(path: settings.readFile, configuration: configuration)
    stream = try DatabasePool(path: settings.streamFile)
    write = try DatabasePool(path: settings.writeFile)
    change = try DatabasePool(path: settings.changeFile)
  }
}

/// The programs, for one kind of records. GRDB's blocking calls are used where it has both: they are the faster ones.
final class Programs<E: EntryRecord, F: FlightRecord> {
  private let pools: Pools
  private var values: [NewEntry] = []
  private var objects: [E] = []

  init(pools: Pools) { self.pools = pools }

  func candidates(_ competitor: Competitor) -> [Candidate] {
    [
      Candidate("sqlite.rows", competitor, run: rows),
      Candidate("sqlite.flights", competitor, run: flights),
      Candidate("sqlite.get", competitor, run: get),
      Candidate("sqlite.getInTransaction", competitor, run: getInTransaction),
      Candidate("sqlite.filter", competitor, run: filter),
      Candidate("sqlite.stream", competitor, run: stream),
      Candidate("sqlite.create", competitor, prepare: prepare, run: create),
      Candidate("sqlite.bulkCreate", competitor, prepare: prepare, run: createAll),
      Candidate("sqlite.update", competitor, run: update),
      Candidate("sqlite.delete", competitor, run: delete),
      Candidate("sqlite.group", competitor, run: group),
      Candidate("sqlite.tasks", competitor, run: tasks),
    ]
  }

  private func rows(_ steps: Int) throws -> Int {
    var sum = 0
    for _ in 0..<steps {
      let entries = try pools.read.read { try E.fetchAll($0) }
      for entry in entries { sum += entry.comments }
    }
    return sum
  }

  private func flights(_ steps: Int) throws -> Int {
    var sum = 0
    for _ in 0..<steps {
      let flights = try pools.read.read { try F.fetchAll($0) }
      for flight in flights { sum += flight.distance + Int(flight.departure.timeIntervalSince1970) / 3600 % 24 }
    }
    return sum
  }

  private func get(_ steps: Int) throws -> Int {
    var sum = 0
    for step in 0..<steps {
      sum += try pools.read.read { try E.fetchOne($0, key: Dataset.key(step)) }?.comments ?? 0
    }
    return sum
  }

  private func getInTransaction(_ steps: Int) throws -> Int {
    try pools.read.read { database in
      var sum = 0
      for step in 0..<steps { sum += try E.fetchOne(database, key: Dataset.key(step))?.comments ?? 0 }
      return sum
    }
  }

  private func filter(_ steps: Int) throws -> Int {
    var sum = 0
    for step in 0..<steps {
      let newest = try pools.read.read { database in
        try E.filter(Column("blog_id") == step % Dataset.blogs + 1 && Column("rating") >= 5)
          .order(Column("pub_date").desc).limit(20).fetchAll(database)
      }
      for entry in newest { sum += entry.comments }
    }
    return sum
  }

  private func stream(_ steps: Int) throws -> Int {
    var sum = 0
    for _ in 0..<steps {
      sum += try pools.stream.read { database in
        var sum = 0
        let cursor = try E.fetchCursor(database)
        while let entry = try cursor.next() { sum += entry.comments }
        return sum
      }
    }
    return sum
  }

  private func tasks(_ steps: Int) async throws -> Int {
    let pool = pools.read
    return try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<8 {
        let share = steps * number / 8..<steps * (number + 1) / 8
        group.addTask {
          var sum = 0
          for step in share { sum += try await pool.read { try E.fetchOne($0, key: Dataset.key(step)) }?.comments ?? 0 }
          return sum
        }
      }
      return try await group.reduce(0, +)
    }
  }

  private func prepare(_ steps: Int) {
    if values.count != steps { values = Dataset.newEntries(steps) }
    objects = values.map(Self.record)
  }

  private static func record(_ value: NewEntry) -> E {
    E(
      id: nil, blogID: Int64(value.blogID), headline: value.headline, body: value.body, pubDate: value.pubDate,
      rating: value.rating, comments: value.comments)
  }

  private func create(_ steps: Int) throws -> Int {
    let values = values
    return try pools.write.write { database in
      var made = 0
      for value in values {
        var entry = Self.record(value)
        try entry.insert(database)
        if entry.id != nil { made += 1 }
      }
      return made
    }
  }

  private func createAll(_ steps: Int) throws -> Int {
    let objects = objects
    return try pools.write.write { database in
      var created = objects
      for index in created.indices { try created[index].insert(database) }
      return created.count { $0.id != nil }
    }
  }

  private func update(_ steps: Int) throws -> Int {
    var changed = 0
    for _ in 0..<steps {
      changed += try pools.change.write { try E.filter(Column("rating") == 3).updateAll($0, Column("comments") += 1) }
    }
    return changed
  }

  private func delete(_ steps: Int) throws -> Int {
    try pools.change.write { try E.filter(Column("rating") == 3).deleteAll($0) }
  }

  private func group(_ steps: Int) throws -> Int {
    var sum = 0
    for _ in 0..<steps {
      let groups = try pools.read.read { database in
        let request = E.select(Column("rating"), average(Column("pub_date")), count(Column("id")))
          .group(Column("rating"))
        return try Row.fetchAll(database, request).map {
          (rating: $0[0] as Int, average: $0[1] as Double, $0[2] as Int)
        }
      }
      for group in groups { sum += group.2 }
    }
    return sum
  }
}
