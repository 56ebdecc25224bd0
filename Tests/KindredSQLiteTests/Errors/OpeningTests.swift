import Foundation
import KindredCore
import KindredSQLite
import Testing

@Suite("A file that cannot be opened")
struct OpeningTests {
  private func failure(_ path: String) async -> KindredError? {
    await kindredError { _ = try Database(sqlite: .file(path)) }
  }

  @Test("The folder is missing")
  func missingFolder() async throws {
    try await Scratch.withFolder { folder in
      let error = await failure(folder + "/none/a.sqlite")
      #expect(error?.code == .cannotOpen)
      #expect(error?.message.hasSuffix("cannot be opened: its folder does not exist.") == true)
      #expect(error?.message.contains(folder + "/none/a.sqlite") == true)
    }
  }

  @Test("A part of the path is a file")
  func belowFile() async throws {
    try await Scratch.withFolder { folder in
      try Data("x".utf8).write(to: URL(fileURLWithPath: folder + "/file"))
      let error = await failure(folder + "/file/a.sqlite")
      #expect(error?.code == .cannotOpen)
      #expect(error?.message.hasSuffix("a part of its path is a file and not a folder.") == true)
    }
  }

  @Test("The path is a folder")
  func folder() async throws {
    try await Scratch.withFolder { folder in
      let error = await failure(folder)
      #expect(error?.code == .cannotOpen)
      #expect(error?.message.hasSuffix("it is a folder and not a file.") == true)
    }
  }

  @Test("The file is something else")
  func otherFile() async throws {
    try await Scratch.withFolder { folder in
      let path = folder + "/text"
      let text = String(repeating: "This is no database. ", count: 200)
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      let error = await failure(path)
      #expect(error?.code == .cannotOpen)
      #expect(error?.message.hasSuffix("the file is not a SQLite database.") == true)
      #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
    }
  }

  @Test("The path is empty or has a NUL in it", arguments: ["", "/tmp/a\0b"])
  func impossible(path: String) async throws {
    let error = await failure(path)
    #expect(error?.code == .cannotOpen)
    #expect(error?.message == "The path of the database is empty or has a NUL character in it.")
  }

  @Test("An empty file becomes a database in write-ahead mode")
  func emptyFile() async throws {
    try await Scratch.withFolder { folder in
      let path = folder + "/ö 'quoted' ?x=1.sqlite"
      try Data().write(to: URL(fileURLWithPath: path))
      let database = try Database(sqlite: .file(path))
      try await database.createTables(for: [Shelf.self])
      #expect(try Raw(path).cell("PRAGMA journal_mode") == "wal")
      await database.close()
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["ö 'quoted' ?x=1.sqlite"])
    }
  }

  @Test("Extreme limits and time-outs are taken for the nearest possible ones")
  func extremes() async throws {
    for (timeout, number) in [(Duration.seconds(Int64.max), Int.max), (.seconds(Int64.min), Int.min)] {
      let configuration = SQLiteConfiguration(
        maximumReaders: min(number, 64), busyTimeout: timeout, leaseTimeout: timeout, statementCacheSize: number)
      try await Scratch.run([Shelf.self], configuration: configuration) { _ in
        try await Shelf.objects.create(Shelf(label: "a"))
        #expect(try await Shelf.objects.count() == 1)
      }
    }
  }
}
