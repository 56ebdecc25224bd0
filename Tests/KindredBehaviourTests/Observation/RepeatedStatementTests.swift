import Kindred
import KindredSQLite
import Logging
import Synchronization
import Testing

/// What was reported.
private final class RepetitionLog: Sendable {
  private let reports = Mutex<[RepeatedStatement]>([])

  var policy: RepeatedStatementPolicy { .report(atLeast: 3) { [self] in add($0) } }

  private func add(_ report: RepeatedStatement) { reports.withLock { $0.append(report) } }

  /// The reports since the last call.
  func take() -> [RepeatedStatement] {
    reports.withLock { reports in
      defer { reports = [] }
      return reports
    }
  }
}

private let entryColumns =
  #"SELECT "entry"."id", "entry"."blog_id", "entry"."reviewer_id", "entry"."headline", "entry"."rating", "entry"."comments", "entry"."note", "entry"."pub_date" FROM "entry""#

@Suite("Repeated statements")
struct RepeatedStatementTests {
  @Test("a loop over rows that reads sets is reported, with the place of the rows")
  func sets() async throws {
    try await withBlogs { blogs, _ async throws in
      let log = RepetitionLog()
      let database = try #require(Database.current)
      let line = #line + 2
      try await database.findingRepeatedStatements(log.policy) {
        for blog in try await Blog.objects.order({ $0.id }).all() {
          _ = try await blog.entrySet.all()
          _ = try await blog.entrySet.filter { $0.rating > 3 }.count()
        }
      }
      let reports = log.take()
      #expect(
        reports.map(\.description).sorted() == [
          "3 × " + numbered(entryColumns + #" WHERE "entry"."blog_id" = ?1"#)
            + " for Blog.entrySet of the rows from RepeatedStatementTests.swift:\(line), try prefetchRelated",
          "3 × " + numbered(#"SELECT COUNT(*) FROM "entry" WHERE "entry"."blog_id" = ?1 AND "entry"."rating" > ?2"#)
            + " for Blog.entrySet of the rows from RepeatedStatementTests.swift:\(line), try prefetchRelated",
        ])
      #expect(reports.allSatisfy { $0.fileID == #fileID && $0.model == "Blog" && $0.cause == .set })
      try await database.findingRepeatedStatements(log.policy) {
        for blog in try await Blog.objects.prefetchRelated({ $0.entry }).all() { _ = try await blog.entrySet.all() }
        for blog in try await Blog.objects.fetchMode(.peersAndSets).all() { _ = try await blog.entrySet.all() }
        for entry in try await Entry.objects.all() { _ = try await entry.blog }
      }
      #expect(log.take().isEmpty)
    }
  }

  @Test("single objects and deferred columns, where each is loaded alone; statements that belong to no rows")
  func others() async throws {
    try await withBlogs { blogs, _ async throws in
      let log = RepetitionLog()
      let database = try #require(Database.current)
      let section = try await DeferredSection.objects.create(name: "s", intro: "i")
      for name in ["x", "y", "z"] {
        _ = try await Blog.objects.create(name: name).entrySet.create(headline: name)
      }
      for title in ["a", "b", "c"] {
        _ = try await DeferredPage.objects.create(section: section, title: title, body: title)
      }
      try await database.findingRepeatedStatements(log.policy) {
        for entry in try await Entry.objects.fetchMode(.one).all() { _ = try await entry.blog }
        for page in try await DeferredPage.objects.fetchMode(.one).all() { _ = try await page.body }
        for entry in try await Entry.objects.all() { _ = try await Blog.objects.get(id: entry.blogID) }
      }
      let reports = log.take()
      #expect(reports.map(\.relation).sorted { $0 ?? "" < $1 ?? "" } == [nil, "DeferredPage.body", "Entry.blog"])
      // Seven entries of five blogs.
      #expect(reports.first { $0.cause == .object }?.count == 5)
      #expect(reports.first { $0.cause == .column }?.count == 3)
      #expect(reports.first { $0.cause == .column }?.advice == "try undefer")
      let other = try #require(reports.first { $0.cause == .other })
      #expect(other.count == 7 && other.model == "Blog" && other.fileID == nil)
      // Outside, nothing is counted.
      for blog in try await Blog.objects.all() { _ = try await blog.entrySet.count() }
      #expect(log.take().isEmpty)
    }
  }

  @Test("as an option of the database, they are reported when the rows are released")
  func option() async throws {
    let log = RepetitionLog()
    let database = try Database(sqlite: .inMemory, options: Database.Options(repeatedStatements: log.policy))
    try await database.use {
      try await database.createTables(for: [Blog.self, Author.self, Entry.self])
      for name in ["a", "b", "c"] { _ = try await Blog.objects.create(name: name) }
      do {
        let blogs = try await Blog.objects.all()
        for blog in blogs { _ = try await blog.entrySet.count() }
        #expect(log.take().isEmpty)
        withExtendedLifetime(blogs) {}
      }
      #expect(log.take().map(\.count) == [3])
      for blog in try await Blog.objects.all() { _ = try await Blog.objects.get(id: blog.id) }
      #expect(log.take().isEmpty)
    }
    await database.close()
  }

  @Test("by default, they are written to the log")
  func logged() async throws {
    let lines = LogLines()
    let logger = Logger(label: "kindred") { _ in lines }
    let database = try Database(
      sqlite: .inMemory, options: Database.Options(logger: logger, repeatedStatements: .log(atLeast: 3)))
    try await database.use {
      try await database.createTables(for: [Blog.self, Author.self, Entry.self])
      for name in ["a", "b", "c"] { _ = try await Blog.objects.create(name: name) }
      for blog in try await Blog.objects.all() { _ = try await blog.entrySet.exists() }
      for blog in try await Blog.objects.all()[..<2] { _ = try await blog.entrySet.exists() }
    }
    #expect(lines.texts.count == 1)
    #expect(lines.texts.first?.hasPrefix("repeated statement: 3 × SELECT") == true)
    await database.close()
  }
}

/// Keeps the texts of warnings.
private struct LogLines: LogHandler {
  private final class Storage: Sendable { let texts = Mutex<[String]>([]) }

  private let storage = Storage()
  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level = .warning

  var texts: [String] { storage.texts.withLock(\.self) }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(
    level: Logger.Level, message: Logger.Message, metadata: Logger.Metadata?, source: String, file: String,
    function: String, line: UInt
  ) {
    storage.texts.withLock { $0.append("\(message)") }
  }

  @Test("changes, and what a cascade reads, are no repeated reads")
  func changes() async throws {
    try await withBlogs { blogs, _ async throws in
      let log = RepetitionLog()
      let database = try #require(Database.current)
      try await database.findingRepeatedStatements(log.policy) {
        for number in 1...4 {
          let blog = try await Blog.objects.create(name: "\(number)")
          try await blog.entrySet.create(headline: "x")
          try await blog.entrySet.update { $0.rating.set(number) }
          try await blog.delete()
        }
      }
      #expect(log.take().map(\.description) == [])
    }
  }
}
