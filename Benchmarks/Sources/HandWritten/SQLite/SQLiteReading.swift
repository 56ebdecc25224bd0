import CSQLiteAPI
import Foundation
import Measuring

/// The programs that read rows from SQLite.
///
/// Unchecked, because each thread has its own.
final class SQLiteReading: @unchecked Sendable {
  static let columns = "id, blog_id, headline, body, pub_date, rating, comments"

  private let byKey: SQLiteStatement
  private let everything: SQLiteStatement
  private let newest: SQLiteStatement
  private let groups: SQLiteStatement
  private let begin: SQLiteStatement
  private let commit: SQLiteStatement

  init(_ path: String) throws {
    let connection = try SQLiteHandle(path, isReader: true)
    byKey = try connection.prepare("SELECT \(Self.columns) FROM entry WHERE id = ?1")
    everything = try connection.prepare("SELECT \(Self.columns) FROM entry")
    newest = try connection.prepare(
      "SELECT \(Self.columns) FROM entry WHERE blog_id = ?1 AND rating >= ?2 ORDER BY pub_date DESC LIMIT 20")
    groups = try connection.prepare("SELECT rating, avg(pub_date), count(*) FROM entry GROUP BY rating")
    begin = try connection.prepare("BEGIN")
    commit = try connection.prepare("COMMIT")
  }

  @inline(__always)
  private static func entry(_ row: OpaquePointer?) -> Entry {
    Entry(
      id: sqlite3_column_int64(row, 0), blogID: sqlite3_column_int64(row, 1), headline: text(row, 2),
      body: text(row, 3), pubDate: sqlite3_column_double(row, 4), rating: Int(sqlite3_column_int64(row, 5)),
      comments: Int(sqlite3_column_int64(row, 6)))
  }

  /// How many rows there were the last time.
  private var expected = 0

  func rows(_ steps: Int) throws -> Int {
    var sum = 0
    for _ in 0..<steps {
      var entries: [Entry] = []
      entries.reserveCapacity(expected)
      var status = sqlite3_step(everything.pointer)
      while status == SQLITE_ROW {
        entries.append(Self.entry(everything.pointer))
        status = sqlite3_step(everything.pointer)
      }
      try everything.reset(after: status)
      expected = entries.count
      for entry in entries { sum += entry.comments }
    }
    return sum
  }

  /// Reads row after row and keeps none.
  func stream(_ steps: Int) throws -> Int {
    var sum = 0
    for _ in 0..<steps {
      var status = sqlite3_step(everything.pointer)
      while status == SQLITE_ROW {
        sum += Self.entry(everything.pointer).comments
        status = sqlite3_step(everything.pointer)
      }
      try everything.reset(after: status)
    }
    return sum
  }

  func get(_ key: Int64) throws -> Entry? {
    let row = byKey.pointer
    sqlite3_bind_int64(row, 1, key)
    var status = sqlite3_step(row)
    var found: Entry?
    if status == SQLITE_ROW {
      found = Self.entry(row)
      status = sqlite3_step(row)
    }
    try byKey.reset(after: status)
    return found
  }

  func get(_ steps: Range<Int>) throws -> Int {
    var sum = 0
    for step in steps { sum += try get(Int64(Dataset.key(step)))?.comments ?? 0 }
    return sum
  }

  func getInTransaction(_ steps: Int) throws -> Int {
    try begin.reset(after: sqlite3_step(begin.pointer))
    let sum = try get(0..<steps)
    try commit.reset(after: sqlite3_step(commit.pointer))
    return sum
  }

  func filter(_ steps: Int) throws -> Int {
    var sum = 0
    for step in 0..<steps {
      var entries: [Entry] = []
      let row = newest.pointer
      sqlite3_bind_int64(row, 1, Int64(step % Dataset.blogs + 1))
      sqlite3_bind_int64(row, 2, 5)
      var status = sqlite3_step(row)
      while status == SQLITE_ROW {
        entries.append(Self.entry(row))
        status = sqlite3_step(row)
      }
      try newest.reset(after: status)
      for entry in entries { sum += entry.comments }
    }
    return sum
  }

  func group(_ steps: Int) throws -> Int {
    var sum = 0
    for _ in 0..<steps {
      var found: [(rating: Int, average: Double, count: Int)] = []
      var status = sqlite3_step(groups.pointer)
      while status == SQLITE_ROW {
        let row = groups.pointer
        found.append(
          (Int(sqlite3_column_int64(row, 0)), sqlite3_column_double(row, 1), Int(sqlite3_column_int64(row, 2))))
        status = sqlite3_step(row)
      }
      try groups.reset(after: status)
      for group in found { sum += group.count }
    }
    return sum
  }
}
