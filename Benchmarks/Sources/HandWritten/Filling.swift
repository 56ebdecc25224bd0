import CSQLiteAPI
import Foundation
import Measuring

/// Fills the tables, and brings them back into the state in which a case finds them.
package enum Filling {
  // MARK: SQLite

  /// Fills owners, blogs and so many entries.
  package static func fill(sqlite path: String, entries: Int) throws {
    let connection = try SQLiteHandle(path)
    try connection.execute("BEGIN")
    for id in 1...Dataset.owners {
      try connection.execute("INSERT INTO owner (id, name) VALUES (\(id), 'owner \(id)')")
    }
    for id in 1...Dataset.blogs {
      try connection.execute(
        "INSERT INTO blog (id, name, owner_id) VALUES (\(id), 'blog \(id)', \(Dataset.ownerID(ofBlog: id)))")
    }
    try connection.execute("COMMIT")
    let writing = try SQLiteWriting(path)
    for start in stride(from: 1, through: entries, by: 100_000) {
      try writing.insert(start..<min(start + 100_000, entries + 1))
    }
    try connection.execute("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE)")
  }

  /// Fills the flights from the file.
  package static func fillFlights(sqlite path: String, csv: String) throws {
    let connection = try SQLiteHandle(path)
    let places = (1...19).map { "?\($0)" }.joined(separator: ", ")
    let insert = try connection.prepare("INSERT INTO flight (\(FlightsFile.columns)) VALUES (\(places))")
    try connection.execute("BEGIN")
    try FlightsFile(csv).forEach { fields in
      for (index, field) in fields.enumerated() {
        let place = Int32(index + 1)
        if let field, FlightsFile.isNumber(index) {
          sqlite3_bind_int64(insert.pointer, place, Int64(field) ?? 0)
        } else if let field {
          sqlite3_bind_text(
            insert.pointer, place, field, -1, unsafeBitCast(-1, to: sqlite3_destructor_type.self))
        } else {
          sqlite3_bind_null(insert.pointer, place)
        }
      }
      try insert.reset(after: sqlite3_step(insert.pointer))
    }
    try connection.execute("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)")
  }

  /// Leaves the blogs and no entries.
  package static func empty(sqlite path: String) throws {
    let connection = try SQLiteHandle(path)
    try connection.execute("DELETE FROM entry; PRAGMA wal_checkpoint(TRUNCATE)")
  }

  /// Brings deleted entries back from another file.
  package static func restore(sqlite path: String, from original: String) throws {
    let connection = try SQLiteHandle(path)
    try connection.execute("ATTACH '\(original)' AS original")
    try connection.execute("INSERT OR IGNORE INTO main.entry SELECT * FROM original.entry")
    try connection.execute("DETACH original; PRAGMA wal_checkpoint(TRUNCATE)")
  }

  /// The number of entries.
  package static func count(sqlite path: String) throws -> Int {
    let statement = try SQLiteHandle(path).prepare("SELECT count(*) FROM entry")
    guard sqlite3_step(statement.pointer) == SQLITE_ROW else { throw BenchmarkError("The entries cannot be counted.") }
    return Int(sqlite3_column_int64(statement.pointer, 0))
  }

  /// The version of the library.
  package static var sqliteVersion: String { String(cString: sqlite3_libversion()) }

  // MARK: PostgreSQL

  /// Fills all tables.
  package static func fill(postgres address: String, csv: String) throws {
    let connection = try PostgresHandle(address)
    try connection.execute(
      """
      INSERT INTO owner (id, name) SELECT i, 'owner ' || i FROM generate_series(1, \(Dataset.owners)) i;
      INSERT INTO blog (id, name, owner_id)
        SELECT i, 'blog ' || i, i % \(Dataset.owners) + 1 FROM generate_series(1, \(Dataset.blogs)) i
      """)
    let writing = try PostgresWriting(address)
    writing.prepare(Dataset.entries)
    _ = try writing.createAll(Dataset.entries)
    var rows: [String] = []
    try FlightsFile(csv).forEach { fields in
      guard rows.count < Dataset.postgresFlights else { return }
      let values = fields.enumerated().map { index, field in
        guard let field else { return "NULL" }
        if FlightsFile.isNumber(index) { return field }
        return index == 18 ? "'\(field)+00'" : "'\(field)'"
      }
      rows.append("(" + values.joined(separator: ", ") + ")")
    }
    try connection.execute(
      "INSERT INTO flight (\(FlightsFile.columns)) VALUES " + rows.joined(separator: ", "))
    for sql in treeRows { try connection.execute(sql) }
    try connection.execute("VACUUM ANALYZE")
  }

  /// Makes a database, and gives its connection string.
  package static func makeDatabase(_ name: String, on server: String) throws -> String {
    let connection = try PostgresHandle(server + " dbname=postgres")
    try connection.execute("SET client_min_messages = warning")
    try connection.execute("DROP DATABASE IF EXISTS \(name)")
    try connection.execute("CREATE DATABASE \(name)")
    return server + " dbname=\(name)"
  }

  /// Leaves the entries that were there at first. The new ones have larger keys.
  package static func removeNew(postgres address: String) throws {
    let connection = try PostgresHandle(address)
    try connection.execute("DELETE FROM entry WHERE id > \(Dataset.entries)")
    try connection.execute("VACUUM entry")
  }
}
