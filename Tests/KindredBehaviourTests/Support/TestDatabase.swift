import Kindred
import KindredSQLite
import Synchronization

/// The statements that ran, in order.
final class StatementLog: Sendable {
  private let statements = Mutex<[String]>([])

  func add(_ event: StatementEvent) { statements.withLock { $0.append(event.sql) } }

  /// The statements since the last call.
  func take() -> [String] {
    statements.withLock { statements in
      defer { statements = [] }
      return statements
    }
  }
}

/// Runs a test on a database of its own, with the tables of all models of this target.
func withDatabase(_ body: (StatementLog) async throws -> Void) async throws {
  let log = StatementLog()
  let options = Database.Options(observer: { log.add($0) })
  let database = try Database(sqlite: .inMemory, options: options)
  try await database.use {
    try await database.createTables(for: KindredBehaviourTestsModels.all)
    _ = log.take()
    try await body(log)
  }
  await database.close()
}

/// Runs a test on the three blogs, with a fresh log.
func withBlogs(_ body: (Fixture, StatementLog) async throws -> Void) async throws {
  try await withDatabase { log async throws in
    let fixture = try await Fixture.make()
    _ = log.take()
    try await body(fixture, log)
  }
}

/// Three blogs, five entries, two authors:
///
/// | blog | entry | rating | comments | note | reviewer |
/// |---|---|---|---|---|---|
/// | Beatles | Lennon lives | 9 | 3 | nil | Ann |
/// | Beatles | Yesterday | 4 | 8 | "old" | nil |
/// | Pop | Lennon and pop | 6 | 2 | "new" | Bob |
/// | Pop | 100% pop | 2 | 0 | nil | nil |
/// | Cheese | (none) | | | | |
struct Fixture: Sendable {
  let beatles: Blog
  let pop: Blog
  let cheese: Blog
  let ann: Author
  let bob: Author
  let lives: Entry
  let yesterday: Entry
  let popLennon: Entry
  let percent: Entry

  static func make() async throws -> Fixture {
    let beatles = try await Blog.objects.create(name: "Beatles", tagline: "All the latest")
    let pop = try await Blog.objects.create(name: "Pop")
    let cheese = try await Blog.objects.create(name: "Cheese", tagline: "All the latest")
    let ann = try await Author.objects.create(name: "Ann")
    let bob = try await Author.objects.create(name: "Bob")
    let entries = try await Entry.objects.bulkCreate([
      Entry(blog: beatles, reviewer: ann, headline: "Lennon lives", rating: 9, comments: 3),
      Entry(blog: beatles, headline: "Yesterday", rating: 4, comments: 8, note: "old"),
      Entry(blog: pop, reviewer: bob, headline: "Lennon and pop", rating: 6, comments: 2, note: "new"),
      Entry(blog: pop, headline: "100% pop", rating: 2, comments: 0),
    ])
    return Fixture(
      beatles: beatles, pop: pop, cheese: cheese, ann: ann, bob: bob, lives: entries[0], yesterday: entries[1],
      popLennon: entries[2], percent: entries[3])
  }
}

extension Queryable where Model == Entry {
  /// The headlines, in the query's order.
  func headlines() async throws -> [String] { try await all().map(\.headline) }
}

extension Queryable where Model == Blog {
  /// The names, in the query's order.
  func names() async throws -> [String] { try await all().map(\.name) }
}

extension Queryable {
  /// What stands behind WHERE, with `?n` for values.
  func condition() throws -> String {
    let text = try sql(for: .sqlite).text
    guard let range = text.firstRange(of: " WHERE ") else { return "" }
    return String(text[range.upperBound...])
  }

  /// What stands between FROM and WHERE.
  func tables() throws -> String {
    let text = try sql(for: .sqlite).text
    guard let from = text.firstRange(of: " FROM ") else { return "" }
    let rest = text[from.upperBound...]
    let end = rest.firstRange(of: " WHERE ") ?? rest.firstRange(of: " ORDER BY ")
    return String(rest[..<(end?.lowerBound ?? rest.endIndex)])
  }
}
