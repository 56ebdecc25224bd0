import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import ParityJudge
import PostgresTestServer
import Testing

/// Django's answers to a fixed set of questions, which stand in Tests/Parity/kept.json.
@Suite("Django's answers")
struct KeptAnswersTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Parity")
  private static let kept = folder.appending(path: "kept.json").path

  private enum Backend: String, CaseIterable {
    case sqlite, postgres, pgBouncer

    /// The database of which Django was asked.
    var django: String { self == .sqlite ? "sqlite" : "postgres" }

    func open() async throws -> Database {
      switch self {
      case .sqlite: return try Database(sqlite: .inMemory)
      case .postgres: return try await Database(postgres: PostgresConfiguration(Cluster.shared.newDatabase()))
      case .pgBouncer:
        let settings = try Bouncer.shared.newDatabase().pooled
        return try await Database(postgres: PostgresConfiguration(settings, statements: .unnamed))
      }
    }
  }

  @Test("MQ-6, MQ-13 to MQ-18, MQ-27 to MQ-38: Kindred answers as Django does, or differs on purpose")
  func answers() async throws {
    let cases = try Case.all(in: Self.kept)
    let differences = try Difference.all(in: Self.folder.appending(path: "differences.json").path)
    #expect(cases.count >= 500)
    for backend in Backend.allCases {
      let database = try await backend.open()
      try await ParityModels.fill(database, from: Self.kept)
      var (same, judged) = (0, 0)
      for each in cases {
        switch await each.verdict(on: database, named: backend.django, differences) {
        case .same: same += 1
        case .judged: judged += 1
        case .explained, .unanswered: break
        case .different(let found):
          Issue.record(
            "\(backend): \(each.specification.json)\nDjango: \(each.expected(on: backend.django))\nKindred: \(found)")
        }
      }
      // Most answers are the same, and only those of judged.json are Django's errors.
      #expect(same > cases.count * 4 / 5, "\(backend)")
      #expect(judged > 0, "\(backend)")
      await database.close()
    }
  }

  @Test("Each deliberate difference has a name, a reason and a place where it applies")
  func differences() async throws {
    let differences = try Difference.all(in: Self.folder.appending(path: "differences.json").path)
    #expect(Set(differences.map(\.name)).count == differences.count)
    #expect(!differences.isEmpty)
  }

  @Test("Answers are told apart by their bytes and types; numbers are equal by their value")
  func comparison() {
    func answer(_ text: String) -> Answer { Answer(django: JSONValue(json: text) ?? .null) }
    #expect(answer("[[1, \"a\"]]") == answer("[[1.0, \"a\"]]"))
    #expect(answer("{\"real\": \"0.3333333333\"}") == answer("{\"real\": \"0.33333333333333\"}"))
    #expect(answer("{\"real\": \"0.3333\"}") != answer("{\"real\": \"0.3334\"}"))
    #expect(answer("\"\u{e9}\"") != answer("\"e\u{301}\""))
    #expect(answer("1") != answer("true"))
    #expect(answer("1") != answer("\"1\""))
    #expect(answer("null") != answer("0"))
    #expect(answer("[[1], [2]]") != answer("[[2], [1]]"))
    #expect(answer("[[1], [1]]") != answer("[[1]]"))
    #expect(
      answer("{\"moment\": \"2005-12-31T23:30:00.000001\"}") != answer("{\"moment\": \"2005-12-31T23:30:00.000000\"}"))
  }
}
