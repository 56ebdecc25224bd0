import Kindred
import KindredPostgres
import KindredSQLite
import Library
import PostgresTestServer
import Synchronization
import Testing

/// The statements that ran, in order, as they were sent.
final class StatementLog: Sendable {
  private let statements = Mutex<[String]>([])

  func add(_ event: StatementEvent) { add(sql: event.sql) }

  func add(sql: String) { statements.withLock { $0.append(sql) } }

  /// The statements since the last call.
  func take() -> [String] {
    statements.withLock { statements in
      defer { statements = [] }
      return statements
    }
  }
}

/// The databases that every behaviour is tested on.
enum Backend: String, CaseIterable, Sendable {
  case sqlite = "SQLite"
  case postgres = "PostgreSQL"
  /// PostgreSQL behind a pooler that gives each transaction any connection.
  case pgBouncer = "PgBouncer"

  /// The backend of the running test; nil in a test that has no database.
  @TaskLocal static var current: Backend?

  /// Whether the running test is to state the text of SQLite.
  static var isSQLite: Bool {
    if current == nil { Issue.record("The test runs on no backend, so that no dialect is its own.") }
    return current == .sqlite
  }

  /// An empty database.
  func open(_ options: Database.Options) async throws -> Database {
    switch self {
    case .sqlite: return try Database(sqlite: .inMemory, options: options)
    case .postgres:
      let settings = try Cluster.shared.newDatabase()
      return try await Database(postgres: PostgresConfiguration(settings), options: options)
    case .pgBouncer:
      let settings = try Bouncer.shared.newDatabase().pooled
      return try await Database(postgres: PostgresConfiguration(settings, statements: .unnamed), options: options)
    }
  }

  /// The models of this target, and those of the library.
  private static var models: [any Model.Type] { LibraryModels.all + KindredBehaviourTestsModels.all }

  /// The name of a database with the tables of all models. Copying it takes a fifth of the time in which they are made.
  private static let template = Task {
    let settings = try Cluster.shared.newDatabase()
    try await Database(postgres: PostgresConfiguration(settings)).closing { try await $0.createTables(for: models) }
    return Cluster.name(in: settings)
  }

  /// Runs the closure on a database of its own with the tables of all models.
  func withTables(_ options: Database.Options, _ body: (Database) async throws -> Void) async throws {
    switch self {
    case .sqlite:
      try await Database(sqlite: .inMemory, options: options).closing { database in
        try await database.createTables(for: Self.models)
        try await body(database)
      }
    case .postgres:
      let settings = try await Cluster.shared.newDatabase(from: Self.template.value)
      try await Database(postgres: PostgresConfiguration(settings), options: options).closing(after: body)
      try Cluster.shared.drop(Cluster.name(in: settings))
    case .pgBouncer:
      let settings = try await Bouncer.shared.newDatabase(from: Self.template.value)
      let configuration = PostgresConfiguration(settings.pooled, statements: .unnamed)
      try await Database(postgres: configuration, options: options).closing(after: body)
      try Cluster.shared.drop(Cluster.name(in: settings.direct))
    }
  }
}

/// Runs a test on a database of its own, on one backend after the other, with the tables of all models of this target.
func withDatabase(_ body: (StatementLog) async throws -> Void) async throws {
  for backend in Backend.allCases {
    let log = StatementLog()
    do {
      try await Backend.$current.withValue(backend) {
        try await backend.withTables(Database.Options(observer: { log.add($0) })) { database in
          try await database.use {
            _ = log.take()
            try await body(log)
          }
        }
      }
    } catch {
      throw BackendFailure(backend: backend, error: error)
    }
    BackendCount.note(backend)
  }
}

/// An error that left a test, with the backend that it ran on.
struct BackendFailure: Error, CustomStringConvertible {
  let backend: Backend
  let error: any Error

  var description: String { "on \(backend.rawValue): \(error)" }
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

/// Selects the text for the running test's dialect.
func spelled(sqlite: String, postgres: String) -> String { Backend.isSQLite ? sqlite : postgres }

/// Runs a test of texts, which needs no database, once for each dialect.
func onEachDialect(_ body: () throws -> Void) throws {
  for backend in [Backend.sqlite, .postgres] { try Backend.$current.withValue(backend, operation: body) }
}

extension Queryable {
  /// The statement on the running test's dialect.
  func statement() throws -> String { try sql(for: Backend.isSQLite ? .sqlite : .postgres).text }

  /// The text after WHERE.
  func condition() throws -> String {
    let text = try statement()
    guard let range = text.firstRange(of: " WHERE ") else { return "" }
    return String(text[range.upperBound...])
  }

  /// The text between FROM and WHERE.
  func tables() throws -> String {
    let text = try statement()
    guard let from = text.firstRange(of: " FROM ") else { return "" }
    let rest = text[from.upperBound...]
    let end = rest.firstRange(of: " WHERE ") ?? rest.firstRange(of: " ORDER BY ")
    return String(rest[..<(end?.lowerBound ?? rest.endIndex)])
  }
}
