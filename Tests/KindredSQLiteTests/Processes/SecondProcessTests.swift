import Foundation
import KindredCore
import KindredSQLite
import Testing

/// The `sqlite3` shell with an open file: a second process that runs given commands.
private final class Shell {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()

  static let path = ["/usr/bin/sqlite3", "/usr/local/bin/sqlite3", "/opt/homebrew/bin/sqlite3"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  init(_ file: String) throws {
    process.executableURL = URL(fileURLWithPath: Self.path ?? "/usr/bin/sqlite3")
    process.arguments = ["-batch", file]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
  }

  deinit {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  /// Runs SQL and returns when the shell has done so.
  func run(_ sql: String) throws {
    try input.fileHandleForWriting.write(contentsOf: Data((sql + ";\nSELECT 'done';\n").utf8))
    var answer = Data()
    while !answer.contains(0x0A) {
      let more = output.fileHandleForReading.availableData
      if more.isEmpty { break }
      answer += more
    }
  }
}

@Suite("Another process", .enabled(if: Shell.path != nil))
struct SecondProcessTests {
  @Test("A write waits for the other process, and succeeds", arguments: [false, true])
  func waits(inTransaction: Bool) async throws {
    try await Scratch.run([Shelf.self], configuration: .init(busyTimeout: .seconds(60))) { scratch in
      let shell = try Shell(scratch.path)
      try shell.run("BEGIN IMMEDIATE; INSERT INTO shelf (label, room) VALUES ('theirs', 1)")
      let failures = Notes<String>()
      let write = Task {
        if inTransaction {
          try await scratch.database.transaction { try await Shelf.objects.create(Shelf(label: "ours")) }
        } else {
          try await Shelf.objects.create(Shelf(label: "ours"))
        }
        failures.add("finished")
      }
      #expect(await eventually { scratch.writer.leased == 1 })
      // Reads continue meanwhile, and see committed changes.
      for _ in 0..<100 { #expect(try await Shelf.objects.count() == 0) }
      #expect(failures.all.isEmpty)
      try shell.run("COMMIT")
      try await write.value
      #expect(try scratch.raw.rows("SELECT label FROM shelf ORDER BY id") == [["theirs"], ["ours"]])
    }
  }

  @Test("When the other process holds the lock for too long, it is an error, and later writes work")
  func busy() async throws {
    try await Scratch.run([Shelf.self], configuration: .init(busyTimeout: .milliseconds(30))) { scratch in
      let shell = try Shell(scratch.path)
      try shell.run("BEGIN IMMEDIATE")
      let single = await kindredError { try await Shelf.objects.create(Shelf(label: "lost")) }
      let ran = Notes<String>()
      let whole = await kindredError { try await scratch.database.transaction { ran.add("body") } }
      #expect(ran.all.isEmpty)
      for error in [single, whole] {
        #expect(error?.code == .busy)
        #expect(error?.vendorCode == 5)
        #expect(
          error?.message == "The database stayed locked by another connection for the whole busy time-out.")
      }
      #expect(scratch.writer == (leased: 0, waiting: 0, existing: 1))
      try shell.run("ROLLBACK")
      try await Shelf.objects.create(Shelf(label: "ours"))
      #expect(try scratch.raw.cell("SELECT count(*) FROM shelf") == "1")
    }
  }

  @Test("Waiting for the other process ends when the task is cancelled")
  func cancelled() async throws {
    try await Scratch.run([Shelf.self], configuration: .init(busyTimeout: .seconds(600))) { scratch in
      let shell = try Shell(scratch.path)
      try shell.run("BEGIN IMMEDIATE")
      let write = Task { try await scratch.database.transaction {} }
      #expect(await eventually { scratch.writer.leased == 1 })
      write.cancel()
      await #expect(throws: CancellationError.self) { try await write.value }
      try shell.run("COMMIT")
      try await Shelf.objects.create(Shelf(label: "ours"))
    }
  }

  @Test("What the other process changes is seen, a change of the schema included")
  func changes() async throws {
    try await Scratch.run([Shelf.self], configuration: .init(maximumReaders: 1)) { scratch in
      _ = try await Shelf.objects.all()
      let shell = try Shell(scratch.path)
      try shell.run("INSERT INTO shelf (label, room) VALUES ('theirs', 1); ALTER TABLE shelf ADD COLUMN extra")
      #expect(try await Shelf.objects.all().map(\.label) == ["theirs"])
      try shell.run("ALTER TABLE shelf RENAME COLUMN note TO remark")
      #expect(await kindredError { _ = try await Shelf.objects.all() }?.code == .schema)
      try shell.run("ALTER TABLE shelf RENAME COLUMN remark TO note")
      #expect(try await Shelf.objects.count() == 1)
    }
  }

  @Test("Opening a file that another process holds locked says so in time")
  func lockedAtOpening() async throws {
    try await Scratch.withFolder { folder in
      let shell = try Shell(folder + "/locked.sqlite")
      try shell.run("CREATE TABLE t (a); BEGIN EXCLUSIVE")
      let error = await kindredError {
        _ = try Database(sqlite: .file(folder + "/locked.sqlite"), configuration: .init(busyTimeout: .milliseconds(20)))
      }
      #expect(error?.code == .cannotOpen)
      #expect(error?.message.hasSuffix("another process keeps it locked.") == true)
      try shell.run("COMMIT")
    }
  }
}
