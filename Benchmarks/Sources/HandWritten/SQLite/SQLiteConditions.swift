import CSQLiteAPI
import Measuring

/// The program of ten conditions and two joins, on empty tables.
final class SQLiteConditions {
  private let statement: SQLiteStatement

  init(_ path: String) throws {
    statement = try SQLiteHandle(path, isReader: true).prepare(
      """
      SELECT entry.id, entry.blog_id, entry.headline, entry.body, entry.pub_date, entry.rating, entry.comments
      FROM entry JOIN blog ON entry.blog_id = blog.id JOIN owner ON blog.owner_id = owner.id
      WHERE entry.rating >= ?1 AND entry.rating <= ?2 AND entry.comments > ?3 AND entry.comments < ?4
        AND entry.pub_date > ?5 AND entry.pub_date < ?6 AND entry.headline <> ?7 AND blog.name = ?8
        AND owner.name = ?9 AND blog.id <> ?10
      """)
  }

  func run(_ steps: Int) throws -> Int {
    var found = 0
    let row = statement.pointer
    for step in 0..<steps {
      sqlite3_bind_int64(row, 1, 2)
      sqlite3_bind_int64(row, 2, 9)
      sqlite3_bind_int64(row, 3, Int64(step))
      sqlite3_bind_int64(row, 4, 1_000)
      sqlite3_bind_double(row, 5, 1.5)
      sqlite3_bind_double(row, 6, 100_000.5)
      sqlite3_bind_text(row, 7, "nothing", 7, nil)
      sqlite3_bind_text(row, 8, "blog 7", 6, nil)
      sqlite3_bind_text(row, 9, "owner 3", 7, nil)
      sqlite3_bind_int64(row, 10, 5)
      let status = sqlite3_step(row)
      if status == SQLITE_ROW { found += 1 }
      try statement.reset(after: status)
    }
    return found
  }
}
