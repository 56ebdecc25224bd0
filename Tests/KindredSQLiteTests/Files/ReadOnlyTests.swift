import Foundation
import KindredCore
import KindredSQLite
import Testing

@testable import HandWritten

@Suite("A file that is only read")
struct ReadOnlyTests {
  /// Runs the closure with the path of a file with one shelf, which nobody has open.
  private func withFile(named name: String = "archive.sqlite", _ body: (String) async throws -> Void) async throws {
    try await Scratch.withFolder { folder in
      let path = folder + "/" + name
      let database = try Database(sqlite: .file(path))
      try await database.use {
        try await database.createTables(for: [Shelf.self, Book.self])
        try await addShelf("first")
      }
      await database.close()
      try await body(path)
    }
  }

  private static let modes: [SQLiteLocation.Mode] = [.readOnly, .immutable]

  @Test("Reading works, what would change it is an error, and the file stays as it is", arguments: modes)
  func reading(mode: SQLiteLocation.Mode) async throws {
    try await withFile { path in
      let before = try Data(contentsOf: URL(fileURLWithPath: path))
      let database = try Database(sqlite: .file(path, mode: mode))
      try await database.use {
        #expect(try await Shelf.objects.all().map(\.label) == ["first"])
        for try await shelf in Shelf.objects.rows { #expect(shelf.label == "first") }
        for isReadOnly in [false, true] {
          let count = try await transaction(readOnly: isReadOnly) { try await Shelf.objects.count() }
          #expect(count == 1)
        }
        let failures = [
          await kindredError { try await addShelf("lost") },
          await kindredError { try await Shelf.objects.update { $0.room.set(2) } },
          await kindredError { try await Shelf.objects.delete() },
          await kindredError { try await Shelf.objects.bulkCreate([Shelf(label: "lost")]) },
          await kindredError { try await database.createTables(for: [Cell<Int>.self]) },
          await kindredError { try await transaction { try await addShelf("lost") } },
          await kindredError { try await transaction { try await database.advisoryLock("all") } },
        ]
        for (index, failure) in failures.enumerated() { #expect(failure?.code == .readOnly, "\(index)") }
        #expect(try await Shelf.objects.get().room == 1)
      }
      await database.close()
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    }
  }

  @Test("A file that is not there is not made", arguments: [SQLiteLocation.Mode.existing, .readOnly, .immutable])
  func missing(mode: SQLiteLocation.Mode) async throws {
    try await Scratch.withFolder { folder in
      let error = await kindredError { _ = try Database(sqlite: .file(folder + "/none.sqlite", mode: mode)) }
      #expect(error?.code == .cannotOpen)
      #expect(
        error?.message.hasSuffix("cannot be opened: there is no such file, and the mode does not create one.") == true)
      let files = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(files.isEmpty)
    }
  }

  @Test("What others write meanwhile is seen")
  func others() async throws {
    try await withFile { path in
      let database = try Database(sqlite: .file(path, mode: .readOnly))
      let writer = try Database(sqlite: .file(path, mode: .existing))
      for number in 1...300 {
        try await Shelf.objects.using(writer).create(Shelf(label: "\(number)"))
        let count = try await Shelf.objects.using(database).count()
        #expect(count == number + 1)
      }
      await writer.close()
      await database.close()
    }
  }

  @Test("An immutable file is read without a file beside it, and not while its log has changes")
  func immutable() async throws {
    try await withFile(named: "100% 'ö' ?a=1#b&c.sqlite") { path in
      let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
      let database = try Database(sqlite: .file(path, mode: .immutable))
      #expect(try await Shelf.objects.using(database).count() == 1)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 1)
      await database.close()
      let writer = try Database(sqlite: .file(path))
      try await Shelf.objects.using(writer).create(Shelf(label: "in the log"))
      let error = await kindredError { _ = try Database(sqlite: .file(path, mode: .immutable)) }
      #expect(error?.code == .cannotOpen)
      #expect(error?.message.contains("its write-ahead log has changes") == true)
      await writer.close()
      let again = try Database(sqlite: .file(path, mode: .immutable))
      #expect(try await Shelf.objects.using(again).count() == 2)
      await again.close()
    }
  }

  @Test("In a folder that may not be written, a file without its log is read as immutable; the error says so")
  func folder() async throws {
    try await withFile { path in
      let files = FileManager.default
      let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
      try files.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder)
      defer { try? files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder) }
      let failure = await kindredError { await (try Database(sqlite: .file(path, mode: .readOnly))).close() }
      // The superuser may write everywhere.
      let reason =
        "its write-ahead log is missing and cannot be created; if nobody writes to the file, open it as immutable."
      #expect(files.isWritableFile(atPath: folder) ? failure == nil : failure?.message.hasSuffix(reason) == true)
      let database = try Database(sqlite: .file(path, mode: .immutable))
      #expect(try await Shelf.objects.using(database).count() == 1)
      await database.close()
    }
  }

  @Test("A file that is something else is found out at once", arguments: modes)
  func otherFile(mode: SQLiteLocation.Mode) async throws {
    try await Scratch.withFolder { folder in
      let text = String(repeating: "This is no database. ", count: 200)
      try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/text"))
      let error = await kindredError { _ = try Database(sqlite: .file(folder + "/text", mode: mode)) }
      #expect(error?.message.hasSuffix("the file is not a SQLite database.") == true)
    }
  }

  @Test("A file that is replaced is noticed")
  func replaced() async throws {
    try await withFile { path in
      let database = try Database(sqlite: .file(path, mode: .readOnly))
      #expect(try await Shelf.objects.using(database).count() == 1)
      try FileManager.default.copyItem(atPath: path, toPath: path + ".new")
      try FileManager.default.removeItem(atPath: path)
      try FileManager.default.moveItem(atPath: path + ".new", toPath: path)
      var failure: KindredError?
      for _ in 0..<1000 where failure == nil {
        failure = await kindredError { _ = try await Shelf.objects.using(database).count() }
      }
      #expect(failure?.code == .storage)
      await database.close()
    }
  }
}
