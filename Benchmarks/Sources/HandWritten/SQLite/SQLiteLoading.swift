import CSQLiteAPI
import Measuring

/// The programs that load a tree of rows with one statement for each level, and that add links.
final class SQLiteLoading {
  private let magazines: SQLiteStatement
  private let stories: SQLiteStatement
  private let writers: SQLiteStatement
  private let insert: SQLiteStatement
  private let begin: SQLiteStatement
  private let commit: SQLiteStatement
  private let beginReading: SQLiteStatement
  private let endReading: SQLiteStatement

  init(_ path: String) throws {
    let reader = try SQLiteHandle(path, isReader: true)
    func places(_ count: Int) -> String { (1...count).map { "?\($0)" }.joined(separator: ", ") }
    magazines = try reader.prepare("SELECT id, name FROM magazine")
    stories = try reader.prepare(
      "SELECT id, magazine_id, headline, rating FROM story WHERE magazine_id IN (\(places(Tree.magazines)))")
    writers = try reader.prepare(
      """
      SELECT writer.id, writer.name, story_writers.story_id FROM writer
      JOIN story_writers ON story_writers.writer_id = writer.id
      WHERE story_writers.story_id IN (\(places(Tree.stories + 1)))
      """)
    beginReading = try reader.prepare("BEGIN")
    endReading = try reader.prepare("COMMIT")
    let writer = try SQLiteHandle(path)
    insert = try writer.prepare(
      "INSERT INTO story_writers (story_id, writer_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING")
    begin = try writer.prepare("BEGIN IMMEDIATE")
    commit = try writer.prepare("COMMIT")
  }

  private func bind(_ keys: [Int64], to statement: SQLiteStatement) {
    for (index, key) in keys.enumerated() { sqlite3_bind_int64(statement.pointer, Int32(index + 1), key) }
  }

  private func each(_ statement: SQLiteStatement, _ body: (OpaquePointer?) -> Void) throws {
    var status = sqlite3_step(statement.pointer)
    while status == SQLITE_ROW {
      body(statement.pointer)
      status = sqlite3_step(statement.pointer)
    }
    try statement.reset(after: status)
  }

  func prefetch(_ steps: Int) throws -> Int {
    var sum = 0
    for _ in 0..<steps {
      var tree = MagazineTree()
      try beginReading.reset(after: sqlite3_step(beginReading.pointer))
      try each(magazines) { tree.add(Magazine(id: sqlite3_column_int64($0, 0), name: text($0, 1))) }
      bind(tree.magazineKeys, to: stories)
      try each(stories) {
        tree.add(
          Story(
            id: sqlite3_column_int64($0, 0), magazineID: sqlite3_column_int64($0, 1), headline: text($0, 2),
            rating: Int(sqlite3_column_int64($0, 3))))
      }
      bind(tree.storyKeys, to: writers)
      try each(writers) {
        tree.add(Writer(id: sqlite3_column_int64($0, 0), name: text($0, 1)), to: sqlite3_column_int64($0, 2))
      }
      try endReading.reset(after: sqlite3_step(endReading.pointer))
      sum += tree.sum
    }
    return sum
  }

  func add(_ steps: Int) throws -> Int {
    var made = 0
    try begin.reset(after: sqlite3_step(begin.pointer))
    for fan in 1...Tree.fans {
      sqlite3_bind_int64(insert.pointer, 1, Int64(Tree.stories + 1))
      sqlite3_bind_int64(insert.pointer, 2, Int64(Tree.writers + fan))
      try insert.reset(after: sqlite3_step(insert.pointer))
      made += Int(sqlite3_changes(insert.connection.pointer))
    }
    try commit.reset(after: sqlite3_step(commit.pointer))
    return made
  }
}

/// The program that reads rows with those that they point to, in one statement. What many rows share is made once.
final class SQLiteJoining {
  private let statement: SQLiteStatement

  init(_ path: String) throws {
    statement = try SQLiteHandle(path, isReader: true).prepare(
      """
      SELECT entry.id, entry.blog_id, entry.headline, entry.body, entry.pub_date, entry.rating, entry.comments, blog.id,
        blog.name, blog.owner_id, owner.id, owner.name
      FROM entry JOIN blog ON entry.blog_id = blog.id JOIN owner ON blog.owner_id = owner.id ORDER BY entry.id
      """)
  }

  func run(_ steps: Int) throws -> Int {
    var sum = 0
    for _ in 0..<steps {
      var rows = JoinedRows()
      var status = sqlite3_step(statement.pointer)
      while status == SQLITE_ROW {
        let row = statement.pointer
        let entry = Entry(
          id: sqlite3_column_int64(row, 0), blogID: sqlite3_column_int64(row, 1), headline: text(row, 2),
          body: text(row, 3), pubDate: sqlite3_column_double(row, 4), rating: Int(sqlite3_column_int64(row, 5)),
          comments: Int(sqlite3_column_int64(row, 6)))
        rows.add(entry, blogName: { text(row, 8) }, owner: sqlite3_column_int64(row, 9), ownerName: { text(row, 11) })
        status = sqlite3_step(row)
      }
      try statement.reset(after: status)
      sum += rows.sum
    }
    return sum
  }
}

/// Entries, each with its blog.
struct JoinedRows {
  private var entries: [(entry: Entry, blog: Blog)] = []
  private var blogs: [Int64: Blog] = [:]
  private var owners: [Int64: Owner] = [:]

  @inline(__always)
  mutating func add(_ entry: Entry, blogName: () -> String, owner: Int64, ownerName: () -> String) {
    if let known = blogs[entry.blogID] { return entries.append((entry, known)) }
    let owner = owners[owner] ?? Owner(id: owner, name: ownerName())
    owners[owner.id] = owner
    let blog = Blog(id: entry.blogID, name: blogName(), owner: owner)
    blogs[blog.id] = blog
    entries.append((entry, blog))
  }

  /// What shows that all of it was read.
  var sum: Int {
    var sum = 0
    for (entry, _) in entries { sum += entry.comments }
    for index in stride(from: 99, to: entries.count, by: 100) { sum += Int(entries[index].blog.owner.id) }
    return sum
  }
}
