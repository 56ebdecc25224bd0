import CSQLiteAPI
import Measuring

/// The programs that insert, change and delete rows in SQLite.
final class SQLiteWriting {
  private let insert: SQLiteStatement
  private let update: SQLiteStatement
  private let delete: SQLiteStatement
  private let begin: SQLiteStatement
  private let commit: SQLiteStatement
  private var values: [NewEntry] = []
  private var objects: [Entry] = []

  init(_ path: String) throws {
    let connection = try SQLiteHandle(path)
    insert = try connection.prepare(
      "INSERT INTO entry (blog_id, headline, body, pub_date, rating, comments) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
    update = try connection.prepare("UPDATE entry SET comments = comments + ?1 WHERE rating = ?2")
    delete = try connection.prepare("DELETE FROM entry WHERE rating = ?1")
    begin = try connection.prepare("BEGIN IMMEDIATE")
    commit = try connection.prepare("COMMIT")
  }

  /// Inserts one entry. SQLite reads the texts where they are.
  @inline(__always)
  private func store(_ entry: inout Entry) throws {
    let row = insert.pointer
    let (blogID, pubDate, rating, comments) = (entry.blogID, entry.pubDate, entry.rating, entry.comments)
    let status = entry.headline.withUTF8 { headline in
      entry.body.withUTF8 { body in
        sqlite3_bind_int64(row, 1, blogID)
        bind(headline, row, 2)
        bind(body, row, 3)
        sqlite3_bind_double(row, 4, pubDate)
        sqlite3_bind_int64(row, 5, Int64(rating))
        sqlite3_bind_int64(row, 6, Int64(comments))
        return sqlite3_step(row)
      }
    }
    try insert.reset(after: status)
    entry.id = sqlite3_last_insert_rowid(insert.connection.pointer)
  }

  @inline(__always)
  private func bind(_ text: UnsafeBufferPointer<UInt8>, _ row: OpaquePointer?, _ index: Int32) {
    text.withMemoryRebound(to: CChar.self) {
      _ = sqlite3_bind_text(row, index, $0.baseAddress, Int32($0.count), nil)
    }
  }

  /// Inserts the entries of a range of keys.
  func insert(_ keys: Range<Int>) throws {
    try begin.reset(after: sqlite3_step(begin.pointer))
    for key in keys {
      var entry = Entry(Dataset.newEntry(key))
      try store(&entry)
    }
    try commit.reset(after: sqlite3_step(commit.pointer))
  }

  func prepare(_ steps: Int) {
    if values.count != steps { values = Dataset.newEntries(steps) }
    objects = values.map { Entry($0) }
  }

  /// Makes objects and inserts each with a statement of its own.
  func create(_ steps: Int) throws -> Int {
    var made = 0
    try begin.reset(after: sqlite3_step(begin.pointer))
    for value in values {
      var entry = Entry(value)
      try store(&entry)
      if entry.id > 0 { made += 1 }
    }
    try commit.reset(after: sqlite3_step(commit.pointer))
    return made
  }

  /// Inserts objects that are there, and gives them their keys.
  func createAll(_ steps: Int) throws -> Int {
    var created = objects
    try begin.reset(after: sqlite3_step(begin.pointer))
    for index in created.indices { try store(&created[index]) }
    try commit.reset(after: sqlite3_step(commit.pointer))
    return created.count { $0.id > 0 }
  }

  func update(_ steps: Int) throws -> Int {
    var changed = 0
    for _ in 0..<steps {
      sqlite3_bind_int64(update.pointer, 1, 1)
      sqlite3_bind_int64(update.pointer, 2, 3)
      try update.reset(after: sqlite3_step(update.pointer))
      changed += Int(sqlite3_changes(update.connection.pointer))
    }
    return changed
  }

  func delete(_ steps: Int) throws -> Int {
    sqlite3_bind_int64(delete.pointer, 1, 3)
    try delete.reset(after: sqlite3_step(delete.pointer))
    return Int(sqlite3_changes(delete.connection.pointer))
  }
}
