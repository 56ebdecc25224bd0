import CSQLite
import Foundation
import Kindred
import KindredSQLite
import SeededRandom
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Two processes move money in one file, and one of them is killed without warning, several times.
@Suite("A bank in a file", .timeLimit(.minutes(2)))
struct SQLiteBankTests {
  private static func openBank(_ path: String) throws -> Database {
    try Database(sqlite: .file(path), configuration: .init(busyTimeout: .seconds(60)))
  }

  /// The work of the process that is killed. It records acknowledged transactions in a second file.
  static func moveUntilKilled(_ path: String, name: String, microseconds: UInt32) async throws {
    let notes = open(path + ".acknowledged", O_WRONLY | O_CREAT | O_APPEND, 0o600)
    let thread = Thread {
      usleep(microseconds)
      kill(getpid(), SIGKILL)
    }
    thread.start()
    let database = try openBank(path)
    try await database.use {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for task in 0..<2 {
          group.addTask {
            for number in 0... {
              let token = "\(name)-\(task)-\(number)"
              try await database.transaction { try await Transfer(token).rewrite() }
              _ = (token + "\n").withCString { write(notes, $0, strlen($0)) }
            }
          }
        }
        try await group.waitForAll()
      }
    }
  }

  /// The first column of a query, read through the C library alone.
  private func column(_ path: String, _ sql: String) throws -> [String] {
    var handle: OpaquePointer?
    var statement: OpaquePointer?
    defer {
      sqlite3_finalize(statement)
      sqlite3_close_v2(handle)
    }
    try #require(sqlite3_open(path, &handle) == SQLITE_OK)
    sqlite3_busy_timeout(handle, 60_000)
    try #require(sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK)
    var values: [String] = []
    while sqlite3_step(statement) == SQLITE_ROW {
      values.append(sqlite3_column_text(statement, 0).map { String(cString: $0) } ?? "")
    }
    return values
  }

  @Test("Sums hold, and what was acknowledged is stored")
  func twoProcesses() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("kindred-bank-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.path + "/bank.sqlite"
    let database = try SQLiteBankTests.openBank(path)
    try await database.use {
      try await database.createTables(for: KindredFaultTestsModels.all)
      try await Transfer.openAccounts()
    }
    let acknowledged = Notes<String>()
    var random = SeededGenerator(seed: 3)
    for round in 0..<5 {
      let isOver = Flag()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for task in 0..<2 {
          group.addTask {
            try await database.use {
              var number = 0
              while !isOver.isSet || number == 0 {
                let transfer = Transfer("here-\(round)-\(task)-\(number)")
                try await database.transaction { try await transfer.rewrite() }
                acknowledged.add(transfer.token)
                number += 1
              }
            }
          }
        }
        let name = "there-\(round)"
        let pause = UInt32.random(in: 100_000...500_000, using: &random)
        await #expect(processExitsWith: .signal(SIGKILL)) {
          [path = path as String, name = name as String, pause = pause as UInt32] in
          try await SQLiteBankTests.moveUntilKilled(path, name: name, microseconds: pause)
        }
        isOver.set()
        try await group.waitForAll()
      }
      #expect(try column(path, "PRAGMA integrity_check") == ["ok"], "round \(round)")
      #expect(try column(path, Transfer.sum) == ["\(Transfer.accounts * Transfer.start)"], "round \(round)")
      #expect(try column(path, Transfer.wrong) == [], "round \(round)")
    }
    await database.close()
    let stored = Set(try column(path, "SELECT token FROM movement"))
    #expect(stored.filter { $0.hasPrefix("here") } == Set(acknowledged.all))
    let notes = try String(contentsOfFile: path + ".acknowledged", encoding: .utf8)
    let others = Set(notes.split(separator: "\n").map(String.init))
    #expect(others.isSubset(of: stored))
    #expect(!others.isEmpty)
  }
}
