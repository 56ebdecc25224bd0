import Foundation
import KindredCore
import PostgresTestServer
import Testing

@testable import HandWritten
@testable import KindredPostgres

@Suite struct ErrorTests {
  @Test func namesConstraints() async throws {
    try await withDatabase { _ async throws in
      _ = try await Sample.objects.create(Sample(code: "abc"))
      let unique = await expectError(.uniqueViolation) { _ = try await Sample.objects.create(Sample(code: "abc")) }
      #expect(unique?.table == "sample")
      #expect(unique?.column == "code")
      #expect(unique?.constraint == "sample_code_key")
      #expect(unique?.sqlState == "23505")
      #expect(unique?.sql?.hasPrefix("INSERT INTO \"sample\"") == true)
      #expect(unique.map { !$0.description.contains("abc") } == true)
      let check = await expectError(.checkViolation) {
        _ = try await Note.objects.create(Note(slug: "x", weight: 2000))
      }
      #expect(check?.constraint == "weight_limit")
      let foreign = await expectError(.foreignKeyViolation) {
        _ = try await Entry.objects.create(blogID: 99, headline: "h")
      }
      #expect(foreign?.constraint == "entry_blog_id_fk")
      let key = await expectError(.uniqueViolation) {
        try await Note.objects.bulkCreate([Note(slug: "n"), Note(slug: "m"), Note(slug: "n")])
      }
      #expect(key?.column == "slug")
      #expect(try await Note.objects.count() == 0)
    }
  }

  @Test func deferredForeignKeysFailAtTheCommit() async throws {
    try await withDatabase { bench async throws in
      await expectError(.foreignKeyViolation) {
        try await bench.database.transaction {
          _ = try await Entry.objects.create(blogID: 99, headline: "h")
          #expect(try await Entry.objects.count() == 1)
        }
      }
      #expect(try await Entry.objects.count() == 0)
    }
  }

  @Test func saysWhatIsMissing() async throws {
    try await withDatabase { bench async throws in
      try bench.raw().run("DROP TABLE entry; ALTER TABLE note DROP COLUMN rank")
      let table = await expectError(.schema) { _ = try await Entry.objects.count() }
      #expect(table?.message.contains("entry") == true)
      await expectError(.schema) { _ = try await Note.objects.all() }
      #expect(try await Blog.objects.count() == 0)
    }
  }

  @Test func statementsSurviveAChangeOfTheSchema() async throws {
    try await withDatabase { bench async throws in
      _ = try await Note.objects.create(Note(slug: "a", weight: 5))
      #expect(try await Note.objects.all().count == 1)
      try bench.raw().run("ALTER TABLE note ALTER COLUMN weight TYPE bigint")
      #expect(try await Note.objects.all().map(\.weight) == [5])
    }
  }

  @Test func startUpErrorsSayWhatIsWrong() async throws {
    let host = try Cluster.shared.host
    let cases: [(String, String)] = [
      ("host=\(host) user=postgres dbname=nowhere", "database's name"),
      ("host=\(host) user=nobody dbname=postgres", "user's name"),
      ("host=127.0.0.1 port=1 user=postgres dbname=postgres", "Check host and port"),
      ("host=/nonexistent user=postgres dbname=postgres", "Check host and port"),
      ("host=nowhere.invalid user=postgres sslmode=disable", "host's name"),
      ("colour=blue", "cannot be read"),
    ]
    for (settings, words) in cases {
      let error = await expectError(.cannotOpen) {
        _ = try await Database(postgres: PostgresConfiguration(settings, connectTimeout: .seconds(2)))
      }
      #expect(error?.message.contains(words) == true, "\(settings): \(error?.message ?? "")")
      // Whole sentences: one mark behind each, and a full stop at the end.
      #expect(error.map { $0.message.hasSuffix(".") && $0.message.firstMatch(of: /[.?!:][.?!:]/) == nil } == true)
    }
  }

  @Test func theHintComesBehindTheLibrarysQuestion() async throws {
    let error = await expectError(.cannotOpen) {
      _ = try await Database(postgres: "host=/nonexistent user=postgres dbname=postgres")
    }
    let words =
      "failed: No such file or directory. Is the server running locally and accepting connections on that socket? Check "
      + "host and port, and that the server runs."
    #expect(error?.message.hasSuffix(words) == true, "\(error?.message ?? "")")
  }

  @Test(arguments: [
    ("no such thing", "no such thing."), ("no such thing.\n", "no such thing."), ("why?", "why?"), ("stop!\n", "stop!"),
    ("first\n\tIs it  there?\n", "first. Is it there?"), ("a failed:\r\n b...", "a failed: b."), (" \n", ""),
    ("one\n\ntwo", "one. two."),
  ])
  func wordsBecomeSentences(_ words: String, _ sentences: String) { #expect(words.sentences == sentences) }

  /// What a function of one's own raises may be a question.
  @Test func aQuestionOfTheServersStaysOne() async throws {
    try await withDatabase { bench async throws in
      let connection = try await bench.database.driver.acquire(.transaction)
      let error = await expectError(.database) {
        try await connection.execute("DO $$ BEGIN RAISE EXCEPTION 'who knows?'; END $$")
      }
      bench.database.driver.release(connection)
      #expect(error?.message == "PostgreSQL: who knows?")
    }
  }

  /// A server that takes the connection and never says a word.
  @Test func aSilentServerIsGivenUp() async throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(listener) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        bind(listener, pointer, length) == 0 && listen(listener, 5) == 0 && getsockname(listener, pointer, &length) == 0
      }
    }
    #expect(status)
    let settings = "host=127.0.0.1 port=\(UInt16(bigEndian: address.sin_port)) user=postgres dbname=postgres"
    let error = await expectError(.cannotOpen) {
      _ = try await Database(postgres: PostgresConfiguration(settings, connectTimeout: .seconds(2)))
    }
    #expect(error?.message.contains("Nothing answered in time") == true, "\(error?.message ?? "")")
  }

  @Test func aServerWithoutRoomSaysSo() async throws {
    try await withDatabase(connections: 1) { bench async throws in
      try bench.raw().run("CREATE ROLE crowded LOGIN CONNECTION LIMIT 0")
      let host = try Cluster.shared.host
      let error = await expectError(.cannotOpen) {
        _ = try await Database(postgres: PostgresConfiguration("host=\(host) user=crowded dbname=postgres"))
      }
      try bench.raw().run("DROP ROLE crowded")
      #expect(error?.message.contains("lower the pool's maximum") == true, "\(error?.message ?? "")")
    }
  }

  @Test func remoteServersHaveToProveWhoTheyAre() throws {
    func mode(_ text: String) throws -> String? {
      try ConnectionSettings(PostgresConfiguration(text)).values["sslmode"]
    }
    #expect(try mode("host=db.example.org") == "verify-full")
    #expect(try mode("postgresql://me@db.example.org/x?sslmode=require") == "require")
    #expect(try mode("host=localhost,10.0.0.1") == "verify-full")
    #expect(try mode("hostaddr=10.0.0.1 host=localhost") == "verify-full")
    #expect(try mode("host=127.0.0.1.example.org") == "verify-full")
    #expect(try mode("postgresql://localhost/x") == nil)
    #expect(try mode("host=/run/postgresql") == nil)
    #expect(try mode("host=127.0.0.1") == nil)
  }
}
