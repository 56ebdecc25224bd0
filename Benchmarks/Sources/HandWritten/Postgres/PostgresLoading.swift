import CPostgresAPI
import Measuring

/// The programs that load a tree of rows with one statement for each level, read rows with those that they point to, and
/// add links.
final class PostgresLoading {
  private let connection: PostgresHandle
  /// How many links one statement inserts.
  private static let rows = 1000

  init(_ settings: String) throws {
    connection = try PostgresHandle(settings)
    try connection.prepare("magazines", "SELECT id, name FROM magazine")
    try connection.prepare(
      "stories", "SELECT id, magazine_id, headline, rating FROM story WHERE magazine_id = ANY($1::bigint[])")
    try connection.prepare(
      "writers",
      """
      SELECT writer.id, writer.name, story_writers.story_id FROM writer
      JOIN story_writers ON story_writers.writer_id = writer.id WHERE story_writers.story_id = ANY($1::bigint[])
      """)
    try connection.prepare(
      "joined",
      """
      SELECT entry.id, entry.blog_id, entry.headline, entry.body, entry.pub_date, entry.rating, entry.comments, blog.id,
        blog.name, blog.owner_id, owner.id, owner.name
      FROM entry JOIN blog ON entry.blog_id = blog.id JOIN owner ON blog.owner_id = owner.id ORDER BY entry.id
      """)
    try connection.prepare(
      "add",
      """
      INSERT INTO story_writers (story_id, writer_id) SELECT $1::bigint, unnest($2::bigint[]) ON CONFLICT DO NOTHING
      """)
  }

  /// Runs a statement with text parameters, and calls the closure with the cells of each row.
  private func each(_ name: String, _ parameters: [String] = [], _ body: (Cells) -> Void) throws {
    let result = execute(name, parameters)
    defer { PQclear(result) }
    guard PQresultStatus(result) == PGRES_TUPLES_OK else { throw connection.failure(name) }
    for row in 0..<PQntuples(result) { body(Cells(result: result, row: row)) }
  }

  private func execute(_ name: String, _ parameters: [String]) -> OpaquePointer? {
    func with(_ rest: ArraySlice<String>, _ pointers: [UnsafePointer<CChar>?]) -> OpaquePointer? {
      guard let next = rest.first else {
        return PQexecPrepared(connection.pointer, name, Int32(pointers.count), pointers, nil, nil, 1)
      }
      return next.withCString { with(rest.dropFirst(), pointers + [$0]) }
    }
    return with(parameters[...], [])
  }

  private static func array(_ keys: some Sequence<Int64>) -> String {
    "{" + keys.map(String.init).joined(separator: ",") + "}"
  }

  func prefetch(_ steps: Int) throws -> Int {
    var sum = 0
    for _ in 0..<steps {
      var tree = MagazineTree()
      try each("magazines") { tree.add(Magazine(id: $0.word(0), name: $0.text(1))) }
      try each("stories", [Self.array(tree.magazineKeys)]) {
        tree.add(Story(id: $0.word(0), magazineID: $0.word(1), headline: $0.text(2), rating: $0.integer(3)))
      }
      try each("writers", [Self.array(tree.storyKeys)]) {
        tree.add(Writer(id: $0.word(0), name: $0.text(1)), to: $0.word(2))
      }
      sum += tree.sum
    }
    return sum
  }

  func joined(_ steps: Int) throws -> Int {
    var sum = 0
    for _ in 0..<steps {
      var rows = JoinedRows()
      try each("joined") { cells in
        let entry = Entry(
          id: cells.word(0), blogID: cells.word(1), headline: cells.text(2), body: cells.text(3),
          pubDate: cells.double(4), rating: cells.integer(5), comments: cells.integer(6))
        rows.add(entry, blogName: { cells.text(8) }, owner: cells.word(9), ownerName: { cells.text(11) })
      }
      sum += rows.sum
    }
    return sum
  }

  func add(_ steps: Int) throws -> Int {
    var made = 0
    try connection.execute("BEGIN")
    for start in stride(from: 1, through: Tree.fans, by: Self.rows) {
      let keys = (start..<start + Self.rows).map { Int64(Tree.writers + $0) }
      let result = execute("add", ["\(Tree.stories + 1)", Self.array(keys)])
      defer { PQclear(result) }
      guard PQresultStatus(result) == PGRES_COMMAND_OK else { throw connection.failure("adding") }
      made += PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
    }
    try connection.execute("COMMIT")
    return made
  }
}
