import CPostgresAPI
import CSQLiteAPI
import Measuring

struct Magazine {
  var id: Int64
  var name: String
  var stories: [Story] = []
}

struct Story {
  var id: Int64
  var magazineID: Int64
  var headline: String
  var rating: Int
  var writers: [Writer] = []
}

struct Writer {
  var id: Int64
  var name: String
}

/// An owner and a blog that many rows share.
final class Owner {
  let id: Int64
  let name: String

  init(id: Int64, name: String) {
    self.id = id
    self.name = name
  }
}

final class Blog {
  let id: Int64
  let name: String
  let owner: Owner

  init(id: Int64, name: String, owner: Owner) {
    self.id = id
    self.name = name
    self.owner = owner
  }
}

/// Magazines with their stories and the stories' writers.
struct MagazineTree {
  private(set) var magazines: [Magazine] = []
  private var places: [Int64: Int] = [:]
  /// Where each story is: the index of its magazine and its own.
  private var storyPlaces: [Int64: (Int, Int)] = [:]

  mutating func add(_ magazine: Magazine) {
    places[magazine.id] = magazines.count
    magazines.append(magazine)
  }

  mutating func add(_ story: Story) {
    guard let place = places[story.magazineID] else { return }
    storyPlaces[story.id] = (place, magazines[place].stories.count)
    magazines[place].stories.append(story)
  }

  mutating func add(_ writer: Writer, to story: Int64) {
    guard let (magazine, index) = storyPlaces[story] else { return }
    magazines[magazine].stories[index].writers.append(writer)
  }

  var magazineKeys: [Int64] { magazines.map(\.id) }
  var storyKeys: [Int64] { magazines.flatMap { $0.stories.map(\.id) } }

  /// What shows that all of it was read.
  var sum: Int {
    var sum = 0
    for magazine in magazines {
      for story in magazine.stories {
        sum += story.rating
        guard Tree.isSample(story.id) else { continue }
        for writer in story.writers { sum += Int(writer.id) }
      }
    }
    return sum
  }
}

extension Filling {
  /// Fills magazines, stories, writers and their links; one more story without writers, and as many more writers as are
  /// added to it.
  static var treeRows: [String] {
    let magazines = (1...Tree.magazines).map { "(\($0), 'magazine \($0)')" }
    let writers = (1...Tree.writers + Tree.fans).map { "(\($0), 'writer \($0)')" }
    let stories = (1...Tree.stories).map {
      "(\($0), \(Tree.magazine(ofStory: $0)), '\(Tree.headline($0))', \(Tree.rating($0)))"
    }
    // The story without writers is not in any of the magazines that are read.
    let links = (1...Tree.stories).flatMap { story in
      Set(Tree.writers(ofStory: story)).map { "(\(story), \($0))" }
    }
    return [
      "INSERT INTO magazine (id, name) VALUES " + magazines.joined(separator: ", "),
      "INSERT INTO writer (id, name) VALUES " + writers.joined(separator: ", "),
      "INSERT INTO story (id, magazine_id, headline, rating) VALUES " + stories.joined(separator: ", "),
      "INSERT INTO story_writers (story_id, writer_id) VALUES " + links.joined(separator: ", "),
      "INSERT INTO story (id, magazine_id, headline, rating) VALUES (\(Tree.stories + 1), 1, 'none', 0)",
    ]
  }

  package static func fillTree(sqlite path: String) throws {
    let connection = try SQLiteHandle(path)
    for sql in treeRows { try connection.execute(sql) }
    try connection.execute("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE)")
  }

  private static let removal = "DELETE FROM story_writers WHERE story_id = \(Tree.stories + 1)"
  private static let count = "SELECT count(*) FROM story_writers WHERE story_id = \(Tree.stories + 1)"

  package static func removeFans(sqlite path: String) throws {
    try SQLiteHandle(path).execute(removal + "; PRAGMA wal_checkpoint(TRUNCATE)")
  }

  package static func removeFans(postgres address: String) throws {
    let connection = try PostgresHandle(address)
    try connection.execute(removal)
    try connection.execute("VACUUM story_writers")
  }

  package static func checkFans(sqlite path: String) throws {
    let statement = try SQLiteHandle(path).prepare(count)
    guard sqlite3_step(statement.pointer) == SQLITE_ROW else { throw BenchmarkError("The links cannot be counted.") }
    let found = Int(sqlite3_column_int64(statement.pointer, 0))
    guard found == Tree.fans else { throw BenchmarkError("There are \(found) links.") }
  }

  package static func checkFans(postgres address: String) throws {
    let connection = try PostgresHandle(address)
    let result = PQexec(connection.pointer, count)
    defer { PQclear(result) }
    let found = PQgetvalue(result, 0, 0).map { String(cString: $0) } ?? ""
    guard found == "\(Tree.fans)" else { throw BenchmarkError("There are \(found) links.") }
  }
}
