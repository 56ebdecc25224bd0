import Kindred
import Measuring

/// The cases that read. Each uses the process's default database.
enum ReadingCases {
  static func rows(_ steps: Int) async throws -> Int {
    var sum = 0
    for _ in 0..<steps {
      let entries = try await Entry.objects.all()
      for entry in entries { sum += entry.comments }
    }
    return sum
  }

  /// The rows of `rows`, read into another struct.
  static func selection(_ steps: Int) async throws -> Int {
    var sum = 0
    for _ in 0..<steps {
      let rows = try await Entry.objects.values {
        EntryRow.Columns(
          id: $0.id, blogID: $0.blogID, headline: $0.headline, body: $0.body, pubDate: $0.pubDate, rating: $0.rating,
          comments: $0.comments)
      }.all()
      for row in rows { sum += row.comments }
    }
    return sum
  }

  static func flights(_ steps: Int) async throws -> Int {
    var sum = 0
    for _ in 0..<steps {
      let flights = try await Flight.objects.all()
      for flight in flights { sum += flight.check }
    }
    return sum
  }

  static func stream(_ steps: Int) async throws -> Int {
    var sum = 0
    for _ in 0..<steps {
      for try await entry in Entry.objects.rows { sum += entry.comments }
    }
    return sum
  }

  static func get(_ steps: Range<Int>) async throws -> Int {
    var sum = 0
    for step in steps { sum += try await Entry.objects.get(id: Key(Int64(Dataset.key(step)))).comments }
    return sum
  }

  static func getInTransaction(_ steps: Int) async throws -> Int {
    try await transaction { try await get(0..<steps) }
  }

  /// Reads 20 rows at a time.
  static func getTogether(_ steps: Int) async throws -> Int {
    var sum = 0
    for step in 0..<steps {
      let entries = try await withThrowingTaskGroup(of: Entry.self) { group in
        for number in 0..<20 {
          let key = Key<Entry>(Int64(Dataset.key(step * 20 + number)))
          group.addTask { try await Entry.objects.get(id: key) }
        }
        return try await group.reduce(into: [Entry]()) { $0.append($1) }
      }
      for entry in entries { sum += entry.comments }
    }
    return sum
  }

  /// Shares the reads out among tasks.
  static func get(_ steps: Int, tasks: Int) async throws -> Int {
    try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<tasks {
        let share = steps * number / tasks..<steps * (number + 1) / tasks
        group.addTask { try await get(share) }
      }
      return try await group.reduce(0, +)
    }
  }

  static func group(_ steps: Int) async throws -> Int {
    var sum = 0
    for _ in 0..<steps {
      let groups = try await Entry.objects.values { ($0.rating, $0.pubDate.avg(default: 0), $0.count()) }.all()
      for (_, _, count) in groups { sum += count }
    }
    return sum
  }

  static func filter(_ steps: Int) async throws -> Int {
    var sum = 0
    for step in 0..<steps {
      let blog = Key<Blog>(Int64(step % Dataset.blogs + 1))
      let newest = try await Entry.objects
        .filter { $0.blogID == blog && $0.rating >= 5 }
        .order { $0.pubDate.desc }[..<20]
        .all()
      for entry in newest { sum += entry.comments }
    }
    return sum
  }
}
