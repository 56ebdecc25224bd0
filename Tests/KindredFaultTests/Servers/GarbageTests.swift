import Kindred
import KindredPostgres
import PostgresTestServer
import SeededRandom
import Testing

/// Whatever a server says, it is an error and no more.
@Suite("A server that talks nonsense", .timeLimit(.minutes(2)))
struct GarbageTests {
  /// Opens a database, counts and reads rows.
  private func talk(to pieces: [[UInt8]]) async throws -> KindredError? {
    let server = try FakeServer(pieces)
    defer { server.close() }
    return try await failure {
      let configuration = PostgresConfiguration(
        server.settings, maximumConnections: 1, connectTimeout: .seconds(2), leaseTimeout: .seconds(5))
      let database = try await Database(postgres: configuration)
      do {
        try await database.use { _ = try await Movement.objects.all() }
        await database.close(within: .zero)
      } catch {
        await database.close(within: .zero)
        throw error
      }
    }
  }

  @Test("At the login")
  func login() async throws {
    var generator = SeededGenerator(seed: 7)
    let noise = (0..<64).map { _ in UInt8.random(in: 0...255, using: &generator) }
    let answers: [[UInt8]] = [
      [], [0], noise, Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8), FakeServer.message("R", []),
      FakeServer.message("R", FakeServer.number(99, bytes: 4)), FakeServer.message("Z", []),
      FakeServer.message("R", FakeServer.number(10, bytes: 4) + Array("NONSENSE".utf8) + [0, 0]),
      [0x45, 0xFF, 0xFF, 0xFF, 0xFF], [0x45, 0, 0, 0, 5, 0], FakeServer.message("E", Array("no more".utf8)),
      FakeServer.message("E", [0x53, 0xFF, 0xFE, 0, 0x4D, 0xC3, 0x28, 0, 0]), FakeServer.welcome.dropLast(),
      FakeServer.welcome,
    ]
    for (index, answer) in answers.enumerated() {
      #expect(try await talk(to: [answer])?.code == .cannotOpen, "answer \(index)")
      #expect(try await talk(to: [FakeServer.welcome, answer])?.code == .cannotOpen, "answer \(index) to the setting")
    }
  }

  @Test("To a statement")
  func statement() async throws {
    let setting = FakeServer.done("SET") + FakeServer.ready
    let column =
      Array("id".utf8) + [0] + FakeServer.number(0, bytes: 6) + FakeServer.number(20, bytes: 4)
      + FakeServer.number(8, bytes: 2) + FakeServer.number(-1, bytes: 4) + FakeServer.number(1, bytes: 2)
    let oneColumn = FakeServer.message("T", FakeServer.number(1, bytes: 2) + column)
    let prepared = FakeServer.message("1", []) + FakeServer.message("t", [0, 0]) + oneColumn + FakeServer.ready
    let shortRow = FakeServer.message("D", [0, 1, 0, 0, 0, 3, 1, 2, 3])
    let wrongRow = FakeServer.message("D", [0, 9, 0, 0, 0, 3, 1, 2, 3])
    let endlessRow = FakeServer.message("D", [0, 1, 0x7F, 0xFF, 0xFF, 0xFF])
    let end = FakeServer.done("SELECT 1") + FakeServer.ready
    let bound = FakeServer.message("1", []) + FakeServer.message("2", [])
    for row in [shortRow, wrongRow, endlessRow, [0xFF, 0, 0]] {
      // With and without being asked for the statement's parameters before.
      for pieces in [[prepared, bound + oneColumn + row + end], [bound + oneColumn + row + end], [row + end]] {
        #expect(try await talk(to: [FakeServer.welcome, setting] + pieces) != nil, "\(row), \(pieces.count)")
      }
    }
    let count = FakeServer.message("1", []) + FakeServer.message("t", [0x7F, 0xFF, 0, 0])
    #expect(try await talk(to: [FakeServer.welcome, setting, count + FakeServer.ready]) != nil)
  }

  @Test("Noise anywhere", arguments: 0..<4)
  func noise(_ part: Int) async throws {
    var generator = SeededGenerator(seed: UInt64(part) + 1)
    let setting = FakeServer.done("SET") + FakeServer.ready
    let letters = Array("12CDEGHIKNRSTVWZACnst").map(String.init).compactMap(\.first)
    for round in 0..<25 {
      var answer: [UInt8] = []
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        let body = (0..<Int.random(in: 0...20, using: &generator)).map { _ in
          UInt8.random(in: 0...255, using: &generator)
        }
        answer += FakeServer.message(letters.randomElement(using: &generator) ?? "Z", body)
      }
      let before = [[], [FakeServer.welcome], [FakeServer.welcome, setting]][round % 3]
      #expect(try await talk(to: before + [answer]) != nil, "part \(part), round \(round)")
    }
  }
}
